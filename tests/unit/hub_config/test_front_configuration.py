"""HAProxy's configuration of an installation."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from hub_config.haproxy import Front, PublicEntry, SiteRelay
from tests.certificates import certificate_of


@pytest.fixture
def sockets():
    # The path of a socket may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="d2h-") as folder:
        yield Path(folder)


@pytest.fixture
def front(sockets):
    return Front(
        sockets=sockets,
        hub_port=8000,
        airlock_port=8001,
        proxy_port=8010,
        meter_port=8013,
        jobs_port=8014,
        packages_port=8015,
        hub_api_port=8012,
        governance_port=8020,
        airlock_api_port=8021,
        catalogue_port=8022,
        administration_port=8025,
        airlock_url="http://localhost:8001",
        sites=(SiteRelay("lyon", "127.0.0.1", 8031), SiteRelay("saint-etienne", "gateway.example", 443)),
    )


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="needs HAProxy")
def test_haproxy_accepts_it_without_a_warning(front, tmp_path):
    reachable = Front(**{**vars(front), "sites": front.sites[:1]})
    reachable.write(tmp_path / "haproxy.cfg")

    checked = subprocess.run(
        ["haproxy", "-c", "-f", tmp_path / "haproxy.cfg"], capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="needs HAProxy")
def test_haproxy_accepts_two_names_on_two_ports(front, tmp_path):
    chain, key = certificate_of(tmp_path, "hub.example", "sas.example")
    together = tmp_path / "front.pem"
    together.write_bytes(chain.read_bytes() + key.read_bytes())
    public = PublicEntry("https://hub.example", "https://sas.example:8443", together, "127.0.0.1")
    opened = Front(**{**vars(front), "sites": front.sites[:1], "public": public})
    opened.write(tmp_path / "haproxy.cfg")

    checked = subprocess.run(
        ["haproxy", "-c", "-f", tmp_path / "haproxy.cfg"], capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr
    assert {"bind 127.0.0.1:443", "bind 127.0.0.1:8443"} <= {
        line.strip() for line in opened.render().splitlines()
    }


def test_every_listener_is_on_the_loopback_or_on_a_socket(front):
    binds = [line.split()[1] for line in front.render().splitlines() if line.strip().startswith("bind ")]

    assert len(binds) == 3 + 6 * front.door_sets
    assert all(bind.startswith(("127.0.0.1:", f"unix@{front.sockets}/doors/")) for bind in binds)


def test_each_site_has_a_door_of_its_own(front):
    text = front.render()

    assert "server door7 127.0.0.1:8031 source 127.77.0.7 weight 0\n" in text
    assert "server gateway gateway.example:443\n" in text
    assert f"bind unix@{front.sockets}/doors/7/saint-etienne/door.sock mode 666 id 7 maxconn 16\n" in text


def test_writing_again_keeps_the_doors_that_workspaces_have_mounted(front, sockets, tmp_path):
    front.write(tmp_path / "haproxy.cfg")
    before = (sockets / "doors" / "1" / "lyon").stat().st_ino

    front.write(tmp_path / "haproxy.cfg")

    assert (sockets / "doors" / "1" / "lyon").stat().st_ino == before


def test_nothing_but_the_hubs_own_pages_passes_the_meter_by(front):
    backends = front.render().split("\nbackend ")[1:]
    to_proxy = [text.split("\n")[0] for text in backends if "127.0.0.1:8010" in text]
    to_meter = [text.split("\n")[0] for text in backends if "127.0.0.1:8013" in text]

    assert to_proxy == ["hub"]
    assert to_meter == ["lab", "contents", "static", "websockets"]
