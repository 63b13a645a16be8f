"""Services one by one, as systemd starts them: each becomes the very program, and knows what it may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance.catalogue.site_card import ColumnCard, DatasetCard, SiteCard, TableCard
from governance.monitoring.asking import answers
from governance.signatures import create_private_key, public_pem
from launcher.commands import run_d2h, run_python
from launcher.front import write_front
from launcher.installation import REPOSITORY, Installation, Ports
from launcher.settings import write_settings
from tests.ports import free_port


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    made = Installation(tmp_path / "home", "unit", Ports(free_port()), tmp_path / "sockets")
    monkeypatch.setenv("D2H_HOME", str(made.home))
    made.keep()
    write_settings(made)
    return made


def digests(installation: Installation) -> dict[str, str]:
    return {one["name"]: one["digest"] for one in json.loads(run_d2h(installation, "service", "list"))}


def test_a_service_becomes_its_program_and_knows_nothing_of_its_neighbours(
    installation: Installation,
) -> None:
    run_python(installation, "governance.migrate")
    (installation.home / "haproxy.cfg").touch()
    listed = json.loads(run_d2h(installation, "service", "list", "--zone", "hub"))
    (probe,) = (one["probe"] for one in listed if one["name"] == "governance")
    running = subprocess.Popen(
        [sys.executable, "-m", "launcher", "service", "run", "governance"],
        cwd=REPOSITORY,
        env={**os.environ, "D2H_HOME": str(installation.home)},
    )
    try:
        end = time.monotonic() + 30
        while not answers(probe):
            assert running.poll() is None
            assert time.monotonic() < end
            time.sleep(0.2)
        command, known = (Path(f"/proc/{running.pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
        assert b"launcher" not in command
        assert b"D2H_GOVERNANCE_DATABASE_URL" in known
        assert b"D2H_AIRLOCK_" not in known
        assert b"_TOKEN" not in known
    finally:
        running.terminate()
        running.wait(20)


def test_a_machine_of_a_site_has_its_gateway_and_nothing_of_the_hub(installation: Installation) -> None:
    settings = SiteSettings(id="lyon", title={"en": "Lyon"}, gateway=GatewaySettings(port=free_port()))
    access_key = public_pem(create_private_key(installation.home / "access.pem"))
    create_site(SiteFolder(installation.site("lyon")), settings, access_key)
    listed = json.loads(run_d2h(installation, "service", "list", "--zone", "site"))
    assert [one["name"] for one in listed] == ["gateway-lyon"]


def test_the_door_of_a_site_on_another_machine_leads_where_its_card_says(installation: Installation) -> None:
    run_python(installation, "governance.migrate")
    key = public_pem(create_private_key(installation.home / "owner.pem"))
    card = SiteCard(
        id="lyon",
        title={"en": "Lyon"},
        gateway_host="192.0.2.21",
        gateway_port=8031,
        certificate="-----BEGIN CERTIFICATE-----",
        data_owner_public_key=key,
        datasets=(
            DatasetCard(
                id="omop",
                title={"en": "Stays"},
                tables={"person": TableCard(columns={"person_id": ColumnCard(type="INTEGER")})},
            ),
        ),
    )
    (installation.home / "lyon.json").write_text(card.model_dump_json(), encoding="utf-8")
    run_d2h(installation, "sites", "register", installation.home / "lyon.json")
    write_front(installation)
    door = (installation.home / "haproxy.cfg").read_text(encoding="utf-8").partition("listen door_lyon")[2]
    assert "server gateway 192.0.2.21:8031" in door


def test_a_setting_that_a_service_knows_changes_its_digest_and_no_other(installation: Installation) -> None:
    (installation.home / "haproxy.cfg").touch()
    before = digests(installation)
    with installation.environment_file.open("a", encoding="utf-8") as file:
        file.write("D2H_AIRLOCK_REMIND_DAYS=5\n")
    after = digests(installation)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"airlock", "airlock-worker"}
