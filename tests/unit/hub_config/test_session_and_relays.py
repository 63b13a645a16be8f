"""What a workspace is told of itself."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date

import pytest

from d2h_sdk.wire import SessionMessage
from governance.access.workspace_entry import GrantedSite, WorkspaceGrant
from hub_config.session import door_ports, relays, session_message

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
def test_haproxy_accepts_the_relays(tmp_path):
    (tmp_path / "relays.cfg").write_text(relays(["lyon", "saint-etienne"]))

    checked = subprocess.run(["haproxy", "-c", "-f", tmp_path / "relays.cfg"], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


def test_the_gateways_name_is_the_one_in_its_certificate():
    from data_gateway.site.settings import SiteSettings

    settings = SiteSettings.model_construct(id="lyon")

    assert session_message(GRANT, "").sites[0].server_name == settings.server_name
