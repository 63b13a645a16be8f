"""HAProxy's configuration of an installation."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hub_config.haproxy import Front, SiteRelay


@pytest.fixture
def front(tmp_path):
    return Front(
        sockets=tmp_path,
        hub_port=8000,
        airlock_port=8001,
        proxy_port=8010,
        hub_api_port=8012,
        governance_port=8020,
        airlock_api_port=8021,
        catalogue_port=8022,
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


def test_every_listener_is_on_the_loopback_or_on_a_socket(front):
    binds = [line.split()[1] for line in front.render().splitlines() if line.strip().startswith("bind ")]

    assert len(binds) == 7
    assert all(bind.startswith(("127.0.0.1:", f"unix@{front.sockets}/doors/")) for bind in binds)


def test_each_site_has_a_door_of_its_own(front):
    text = front.render()

    assert "server gateway 127.0.0.1:8031" in text
    assert "server gateway gateway.example:443" in text
    assert f"{front.sockets}/doors/saint-etienne/door.sock" in text


def test_a_certificate_turns_tls_on_for_both_pages(front):
    text = Front(**{**vars(front), "certificate": Path("/etc/d2h/front.pem")}).render()

    assert text.count("ssl crt /etc/d2h/front.pem") == 2
    assert "Strict-Transport-Security" in text
    assert "X-Forwarded-Proto https" in text


def test_writing_again_keeps_the_doors_that_workspaces_have_mounted(front, tmp_path):
    front.write(tmp_path / "haproxy.cfg")
    before = (tmp_path / "doors" / "lyon").stat().st_ino

    front.write(tmp_path / "haproxy.cfg")

    assert (tmp_path / "doors" / "lyon").stat().st_ino == before
