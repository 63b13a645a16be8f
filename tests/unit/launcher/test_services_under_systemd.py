"""A machine that Ansible made: what `d2h status` and `d2h doctor` tell of the services that systemd runs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance import signatures
from launcher import systemd
from launcher.cli import app
from launcher.doctor.finding import Verdict
from launcher.doctor.running import services
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.words import Words
from tests.ports import free_port

# As systemd 252 of Debian 12 wrote it, with units of an installation, of another one, and of a timer.
TOLD = """\
NRestarts=0
Environment=D2H_HOME={home} D2H_VENV=/opt/d2h/venv HOME={home} LANG=C.UTF-8
Id=d2h-gateway-lyon.service
ActiveState=active
SubState=running
ActiveEnterTimestamp=Fri 2026-11-27 23:49:09 UTC

NRestarts=0
Environment=
Id=d2h-backup.service
ActiveState=inactive
SubState=dead
ActiveEnterTimestamp=

NRestarts=3
Environment=D2H_HOME={home} D2H_VENV=/opt/d2h/venv HOME={home} LANG=C.UTF-8
Id=d2h-owner-page-lyon.service
ActiveState=activating
SubState=auto-restart
ActiveEnterTimestamp=Fri 2026-11-27 23:49:16 UTC

NRestarts=0
Environment=D2H_HOME={home}-other D2H_VENV=/opt/venv HOME=/srv/other LANG=C.UTF-8
Id=d2h-elsewhere.service
ActiveState=active
SubState=running
ActiveEnterTimestamp=Fri 2026-11-27 23:49:09 UTC
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's own machine: the folder of its installation, and a systemd that answers as above."""
    home = tmp_path / "home"
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "told").write_text(TOLD.format(home=home))
    (programs / "systemctl").write_text(f"#!/bin/sh\ncat {programs}/told\n")
    (programs / "systemctl").chmod(0o755)
    for name, value in {
        "PATH": f"{programs}:/usr/bin:/bin",
        "D2H_HOME": str(home),
        "D2H_SOCKETS": str(tmp_path / "sockets"),
        "D2H_VENV": sys.prefix,
        "D2H_LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(systemd, "BOOTED", tmp_path)
    Installation.from_environment().keep()
    return home


@pytest.fixture
def gateway(home: Path) -> Iterator[socket.socket]:
    """What answers where the site's gateway listens."""
    port = free_port()
    settings = SiteSettings(id="lyon", title={"en": "Lyon"}, gateway=GatewaySettings(port=port))
    key = signatures.public_pem(signatures.create_private_key(home / "access.pem"))
    create_site(SiteFolder(home / "sites" / "lyon"), settings, key)
    with socket.create_server(("127.0.0.1", port)) as listening:
        yield listening


def test_the_doctor_names_each_service_and_what_to_type_for_one_that_does_not_run(home: Path) -> None:
    found = list(services(systemd.units(home)))

    assert [(check.verdict, check.params["name"]) for check in found] == [
        (Verdict.GOOD, "gateway-lyon"),
        (Verdict.BAD, "owner-page-lyon"),
    ]
    for language, said in (("en", "does not run"), ("fr", "ne tourne pas")):
        words = Words(language)
        bad = found[1]
        assert said in words.say(bad.key, **bad.params) and "auto-restart" in words.say(bad.key, **bad.params)
        assert bad.remedy and "journalctl -u d2h-owner-page-lyon" in words.say(bad.remedy, **bad.params)


def test_where_systemd_did_not_start_the_machine_nothing_is_asked_of_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systemd, "BOOTED", home / "nowhere")
    assert systemd.units(home) == []


def test_the_status_of_a_sites_machine_is_that_of_its_gateway(home: Path, gateway: socket.socket) -> None:
    up = CliRunner().invoke(app, ["status"])
    assert up.exit_code == 0, up.output
    assert "✓ gateway-lyon" in up.output and "running, Fri 2026-11-27 23:49:09 UTC" in up.output
    assert "elsewhere" not in up.output and "http" not in up.output

    gateway.close()
    silent = CliRunner().invoke(app, ["status"])
    assert silent.exit_code == 1 and "✗ gateway-lyon" in silent.output


@pytest.mark.parametrize("command", [["up"], ["up", "--here-alone"], ["demo"], ["stop"], ["down", "--all"]])
def test_what_systemd_runs_is_neither_started_nor_stopped_nor_removed_beside_it(
    home: Path, command: list[str]
) -> None:
    before = sorted(home.rglob("*"))
    with pytest.raises(InstallationError) as refused:
        CliRunner().invoke(app, command, catch_exceptions=False)

    for language in ("en", "fr"):
        said = Words(language).say(refused.value.key, **refused.value.params)
        assert "sudo systemctl stop d2h-gateway-lyon d2h-owner-page-lyon" in said
    assert sorted(home.rglob("*")) == before
