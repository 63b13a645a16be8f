"""Each workspace has doors of its own: what is asked through one holds there alone, and fills it alone."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import fields
from pathlib import Path

import grpc
import pyarrow.flight as flight
import pytest
from google.protobuf.wrappers_pb2 import BytesValue

from d2h_sdk.wire import ReadRequest
from data_gateway.serving.flight_server import SERVICE
from hub_config.haproxy import Front, SiteRelay
from tests.integration.data_gateway.test_gateway_audit import last
from tests.integration.site_links import authority, certificate, end_of_link
from tests.ports import free_port

from .conftest import RunningSite

MakeSite = Callable[..., RunningSite]
Doors = Callable[..., Path]
TICKET = BytesValue(
    value=ReadRequest(dataset="omop", table="person").model_dump_json().encode()
).SerializeToString()


@pytest.fixture
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Starts the relays of two workspaces before a site, which may stand on a machine of its own; the folder
    of their doors."""
    if shutil.which("haproxy") is None:
        pytest.skip("needs HAProxy")
    with ExitStack() as running:

        def linked(site: str, gateway: int) -> int:
            """Where the hub's machine finds the gateway, by both ends of the link."""
            folder = tmp_path_factory.mktemp("l")
            authority(folder)
            certificate(folder, "hub", "hub.link.d2h", "hub.link.d2h")
            certificate(folder, "site", site, f"*.{site}.link.d2h")
            here, (at_hub, at_site) = free_port(), (free_port(), free_port())
            hostvars = {
                "hub": {"d2h_address": "127.0.0.1", "d2h_link_port": at_hub},
                "far": {
                    "d2h_address": "127.0.0.1",
                    "d2h_link_port": at_site,
                    "d2h_sites": [{"id": site, "port": here}],
                },
            }
            ends = {
                "site": {"d2h_sites": [{"id": site, "port": gateway}], "site_link_hub": "hub"},
                "hub": {"site_link_remote": ["far"]},
            }
            for (end, own), port in zip(ends.items(), (at_site, at_hub), strict=True):
                told = own | {"d2h_door_sets": 2, "d2h_first_port": free_port() - 20, "hostvars": hostvars}
                running.enter_context(end_of_link(end, port, folder, d2h_link_port=port, **told))
            return here

        def start(site: RunningSite, *, far: bool = False) -> Path:
            assert site._server is not None
            port = linked(site.settings.id, site._server.port) if far else site._server.port
            folder = tmp_path_factory.mktemp("f")
            front = Front(
                sockets=folder,
                **{one.name: free_port() for one in fields(Front) if one.name.endswith("_port")},
                airlock_url="http://localhost",
                sites=(SiteRelay(site.settings.id, "127.0.0.1", port),),
                door_sets=3,
            )
            front.write(folder / "haproxy.cfg")
            process = running.enter_context(
                subprocess.Popen(["haproxy", "-db", "-f", folder / "haproxy.cfg"])
            )
            running.callback(process.kill)
            until = time.monotonic() + 20
            while not front.door(3, site.settings.id).joinpath("door.sock").exists():
                assert process.poll() is None and time.monotonic() < until
                time.sleep(0.02)
            return folder / "doors"

        yield start


def answered(site: RunningSite, door: Path, token: str) -> str:
    """`rows`, or the code of the refusal."""
    credentials = grpc.ssl_channel_credentials(site.folder.certificate_authority.read_bytes())
    options = [("grpc.ssl_target_name_override", site.settings.server_name)]
    address = f"unix:{door / site.settings.id / 'door.sock'}"
    with grpc.secure_channel(address, credentials, options) as channel:
        call = channel.unary_stream(SERVICE + "DoGet")
        try:
            list(call(TICKET, metadata=[("authorization", f"Bearer {token}")], timeout=30))
        except grpc.RpcError as fault:
            told = dict(fault.trailing_metadata() or ())
            return str(json.loads(told["grpc-status-details-bin"])["code"])
    return "rows"


@pytest.mark.parametrize("far", [False, True], ids=["beside the hub", "on a machine of its own"])
def test_a_token_carried_into_another_workspace_opens_nothing_there(
    site: RunningSite, doors: Doors, far: bool
) -> None:
    folder = doors(site, far=far)
    permit = site.permit()
    first, second, at_home = (site.token(permit, door=door) for door in (1, 2, 0))
    assert answered(site, folder / "1", first) == "rows"
    assert answered(site, folder / "2", second) == "rows"
    for door, carried in (("2", first), ("1", second), ("1", at_home), ("2", at_home)):
        assert answered(site, folder / door, carried) == "access-other-door"
    # The far gateway's machine was told of two sets alone.
    third = site.token(permit, door=3)
    assert answered(site, folder / "3", third) == ("access-other-door" if far else "rows")
    assert answered(site, folder / "2", first) == "access-other-door"
    told = last(site, "read.refused").details
    assert told["code"] == "access-other-door" and told["project"] == permit.project
    with pytest.raises(flight.FlightUnauthenticatedError, match="access-other-door"):
        site.read(first, "person")


def test_who_opens_all_connections_she_can_leaves_others_theirs(make_site: MakeSite, doors: Doors) -> None:
    site = make_site(limits={"connections": 24})
    folder = doors(site)
    permit = site.permit()
    with ExitStack() as held:
        for _ in range(200):
            one = held.enter_context(socket.socket(socket.AF_UNIX))
            one.settimeout(0.05)
            with suppress(TimeoutError, BlockingIOError):
                one.connect(str(folder / "1" / site.settings.id / "door.sock"))
        for _ in range(3):
            assert answered(site, folder / "2", site.token(permit, door=2)) == "rows"
