"""What a workspace is told of itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date

import pytest

from d2h_sdk.wire import SessionMessage
from governance.access.workspace_entry import GrantedSite, WorkspaceGrant
from hub_config.session import door_ports, relays, server_relays, session_message

SITES = tuple(
    GrantedSite(id=site, title={"fr": site}, host="127.0.0.1", port=8031, certificate="PEM")
    for site in ("lyon", "grenoble")
)
GRANT = WorkspaceGrant(
    user="claire",
    project="adverse-events",
    title={"fr": "Événements", "en": "Events"},
    ends=date(2027, 12, 31),
    language="fr",
    memory_bytes=2 << 30,
    cpus=1.0,
    sites=SITES,
)


def test_the_session_names_every_granted_site_and_its_own_port():
    session = session_message(GRANT, "http://localhost:8001")

    assert [(door.site, door.uri) for door in session.sites] == [
        ("lyon", "grpc+tls://127.0.0.1:8101"),
        ("grenoble", "grpc+tls://127.0.0.1:8102"),
    ]
    assert [door.server_name for door in session.sites] == ["lyon.gateway.d2h", "grenoble.gateway.d2h"]
    assert session.ends == "2027-12-31"
    assert SessionMessage.model_validate_json(session.model_dump_json()) == session


def test_no_two_doors_share_a_port():
    ports = door_ports([f"site-{number}" for number in range(16)])

    assert len(set(ports.values())) == len(ports) == 19


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="needs HAProxy")
@pytest.mark.parametrize("configuration", [relays(["lyon", "saint-etienne"]), server_relays()])
def test_haproxy_accepts_the_relays(tmp_path, configuration):
    (tmp_path / "relays.cfg").write_text(configuration)

    checked = subprocess.run(
        ["haproxy", "-c", "-f", tmp_path / "relays.cfg"],
        env={**os.environ, "D2H_HUB_TOKEN": "a-token"},
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


def test_the_proof_of_a_workspace_stays_with_its_server():
    assert "D2H_HUB_TOKEN" in server_relays()
    assert "D2H_HUB_TOKEN" not in relays(["lyon"])
    assert "doors/hub" not in relays(["lyon"]) and "doors/access" not in relays(["lyon"])


def test_the_gateways_name_is_the_one_in_its_certificate():
    from data_gateway.site.settings import SiteSettings

    settings = SiteSettings.model_construct(id="lyon")

    assert session_message(GRANT, "").sites[0].server_name == settings.server_name
