"""Somebody leaves a whole installation: within a minute gone from everywhere, the others untouched."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import docker
import httpx
import jwt
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from docker.errors import NotFound

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from governance.access.doors import HEADER, address_of
from launcher.client import ClientError
from launcher.commands import run_d2h
from launcher.isolation.inside import Inside
from launcher.isolation.probes.services import read_from
from launcher.running import RunningInstallation
from tests.ports import free_port

BOUND = 60.0  # seconds
PROJECT = "adverse-events"
PERSONS = json.dumps({"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"]})


def own_token() -> str:
    import json
    import urllib.request

    request = urllib.request.Request("http://127.0.0.1:8082/access-tokens", method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - a door of the workspace
        return str(json.load(answer)["access_token"])


@contextmanager
def gateway_behind(door: int, site: SiteFolder, port: int, scratch: Path) -> Iterator[flight.FlightClient]:
    """The site's gateway, which listens on `port`, as the relay of these doors reaches it."""
    own, haproxy = free_port(), shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert haproxy is not None
    (scratch / "relay.cfg").write_text(
        "defaults\n mode tcp\n timeout connect 5s\n timeout client 5m\n timeout server 5m\n"
        f"listen it\n bind 127.0.0.1:{own}\n server it 127.0.0.1:{port} source {address_of(door)}\n"
    )
    with subprocess.Popen([haproxy, "-db", "-q", "-f", scratch / "relay.cfg"]) as relay:
        try:
            yield flight.connect(
                f"grpc+tls://127.0.0.1:{own}",
                tls_root_certs=site.certificate_authority.read_text(encoding="ascii"),
                override_hostname=load_settings(site.settings).server_name,
            )
        finally:
            relay.kill()


def gives_rows(gateway: flight.FlightClient, token: str) -> bool:
    options = flight.FlightCallOptions(headers=[(b"authorization", f"Bearer {token}".encode())], timeout=30)
    with suppress(pa.ArrowException):
        return bool(gateway.do_get(flight.Ticket(PERSONS.encode()), options).read_all().num_rows)
    return False


@pytest.fixture
def returning(installation: RunningInstallation) -> Iterator[RunningInstallation]:
    """Hugo is back when the test is over: others of this installation need him."""
    yield installation
    run_d2h(installation.installation, "people", "return", "hugo", "--as", "nadia")


def test_who_leaves_is_gone_within_a_minute_with_every_token_and_session(
    returning: RunningInstallation, tmp_path: Path
) -> None:
    installation = returning
    claire = Inside(installation.start_workspace("claire", PROJECT))
    session = installation.hub_session("hugo")
    workspace = session.start_workspace(PROJECT)
    pages = installation.airlock_session("hugo")
    container = f"{installation.installation.container_prefix}-hugo--{PROJECT}"
    # What hugo took away, tried where it holds: a token outlives the container it was asked in.
    token = Inside(workspace).run(own_token)
    door = int(jwt.decode(token, options={"verify_signature": False})["door"])
    carried = {"authorization": f"Bearer {token}", HEADER: str(door)}
    lyon = SiteFolder(installation.installation.home / "sites" / "lyon")
    port = load_settings(lyon.settings).gateway.port
    api = f"http://127.0.0.1:{installation.installation.ports.airlock_api}/api/requests"

    def open_to_hugo() -> set[str]:
        engine, left = docker.from_env(), set()
        for name in (container, f"{container}--server"):
            try:
                engine.containers.get(name)
                left.add(name)
            except NotFound:
                pass
        if session.http.get(f"{installation.hub_url}/hub/home").url.path.endswith("/home"):
            left.add("hub")
        if pages.get("/").status_code == 200 and pages.get("/").url.host == "localhost":
            left.add("airlock pages")
        if httpx.get(api, headers=carried).status_code == 200:
            left.add("airlock")
        if gives_rows(gateway, token):
            left.add("gateway")
        return left

    with gateway_behind(door, lyon, port, tmp_path) as gateway:
        assert open_to_hugo() == {
            container,
            f"{container}--server",
            "hub",
            "airlock pages",
            "airlock",
            "gateway",
        }
        run_d2h(installation.installation, "people", "leave", "hugo", "--reason", "moved", "--as", "nadia")
        end = time.monotonic() + BOUND
        while (left := open_to_hugo()) and time.monotonic() < end:
            time.sleep(1)
        assert left == set()
    with pytest.raises(ClientError):
        installation.hub_session("hugo")
    assert claire.run(read_from, "lyon", claire.run(own_token), PERSONS)[0] == "rows"
    told = run_d2h(installation.installation, "audit", "show", "--zone", "governance", "--json")
    assert [one["subject"] for one in json.loads(told) if one["event"] == "person.left"] == ["hugo"]
