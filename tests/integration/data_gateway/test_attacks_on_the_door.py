"""Whoever floods a gateway, holds its connections or says nothing: it stays small, and others are served."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import grpc
import pyarrow as pa
import pyarrow.flight as flight
import pytest

from data_gateway.serving import watch
from data_gateway.serving.flight_server import OTHER_CALLS, SERVICE
from tests.integration.data_gateway.test_faults import process, whole
from tests.integration.data_gateway.test_gateway_audit import last, long_table, wait_for

from .conftest import RunningSite, refused

MakeSite = Callable[..., RunningSite]
MEGABYTE = 1_000_000
GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


def largest_memory(gateway: subprocess.Popen[str]) -> int:
    """Bytes resident at most since it started."""
    status = Path(f"/proc/{gateway.pid}/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def connection(site: RunningSite) -> socket.socket:
    assert site._server is not None
    return socket.create_connection(("127.0.0.1", site._server.port), timeout=20)


def behind_tls(site: RunningSite) -> ssl.SSLSocket:
    context = ssl.create_default_context(cadata=site.folder.certificate_authority.read_text())
    context.set_alpn_protocols(["h2"])
    return context.wrap_socket(connection(site), server_hostname=site.settings.server_name)


def closed(opened: socket.socket) -> bool:
    """Waits until the other side closes, whatever it says before."""
    try:
        while opened.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def serves_a_new_connection(site: RunningSite, token: str) -> bool:
    try:
        return site.connect().do_get(whole("person"), site.options(token)).read_all().num_rows == 60
    except flight.FlightUnavailableError:
        return False


@contextmanager
def silent_call(site: RunningSite, token: str | None) -> Iterator[grpc.Call]:
    """A call whose request never comes."""
    assert site._server is not None
    over = threading.Event()

    def nothing() -> Iterator[bytes]:
        over.wait()
        yield from ()

    credentials = grpc.ssl_channel_credentials(site.folder.certificate_authority.read_bytes())
    options = [("grpc.ssl_target_name_override", site.settings.server_name)]
    with grpc.secure_channel(f"127.0.0.1:{site._server.port}", credentials, options) as channel:
        metadata = [("authorization", f"Bearer {token}")] if token else []
        try:
            yield channel.stream_stream(SERVICE + "DoGet")(nothing(), metadata=metadata)
        finally:
            over.set()


def test_a_ticket_of_200_megabytes_is_refused_and_takes_no_memory(site: RunningSite) -> None:
    token = site.token(site.permit())
    huge = flight.Ticket(bytes(200 * MEGABYTE))
    with process(site) as (gateway, client):
        client.do_get(whole("person"), site.options(token)).read_all()
        before = largest_memory(gateway)
        assert refused(lambda: client.do_get(huge, site.options(None))).code == "access-missing"
        assert refused(lambda: client.do_get(huge, site.options("forged"))).code == "access-invalid"
        with pytest.raises(pa.ArrowInvalid, match="larger than max"):
            client.do_get(huge, site.options(token))
        assert largest_memory(gateway) < before + 100 * MEGABYTE
        assert client.do_get(whole("person"), site.options(token)).read_all().num_rows == 60


@pytest.mark.parametrize(
    "headers",
    [[(b"x-one", b"a" * 500_000)], [(f"x-{number}".encode(), b"a" * 200) for number in range(500)]],
    ids=["one header of 500 kB", "500 headers"],
)
def test_a_flood_of_headers_is_refused_and_the_next_call_is_served(
    site: RunningSite, headers: list[tuple[bytes, bytes]]
) -> None:
    token = site.token(site.permit())
    options = flight.FlightCallOptions(
        headers=[(b"authorization", f"Bearer {token}".encode()), *headers], timeout=20
    )
    with pytest.raises(pa.ArrowException, match=r"(?i)metadata|header"):
        site.connect().do_get(whole("person"), options)
    assert site.read(token, "person").num_rows == 60


def test_a_connection_that_says_nothing_is_closed(make_site: MakeSite) -> None:
    site = make_site(limits={"handshake_seconds": 1, "idle_seconds": 1})
    assert closed(connection(site)), "before TLS"
    assert closed(behind_tls(site)), "before HTTP/2"
    idle = behind_tls(site)
    idle.sendall(GREETING)
    assert closed(idle), "without a call"


def test_past_its_connections_a_gateway_takes_no_more_and_serves_those_it_has(make_site: MakeSite) -> None:
    site = make_site(limits={"connections": 4})
    permit = site.permit()
    token = site.token(permit)
    assert site.read(token, "person").num_rows == 60
    with ExitStack() as stack:
        held = [stack.enter_context(connection(site)) for _ in range(3)]
        for _ in range(20):
            assert closed(stack.enter_context(connection(site)))
        assert site.read(token, "person").num_rows == 60
        held.pop().close()
        wait_for(lambda: serves_a_new_connection(site, site.token(permit)))


def test_a_stranger_is_answered_before_her_request_comes(site: RunningSite) -> None:
    with silent_call(site, None) as call, pytest.raises(grpc.RpcError) as caught:
        next(call)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert last(site, "read.refused").details["code"] == "access-missing"


def test_a_request_that_does_not_come_ends_its_call(make_site: MakeSite) -> None:
    site = make_site(limits={"request_seconds": 1})
    with silent_call(site, site.token(site.permit())) as call, pytest.raises(grpc.RpcError) as caught:
        next(call)
    assert caught.value.code() is grpc.StatusCode.CANCELLED


def test_a_project_that_fills_its_share_of_calls_leaves_the_others_theirs(make_site: MakeSite) -> None:
    site = make_site(limits={"reads_at_once": 1, "reads_waiting": 1, "request_seconds": 60})
    permit = site.permit("activity")
    token = site.token(permit)
    share = (OTHER_CALLS + 2) // 2
    with ExitStack() as stack:
        calls = [stack.enter_context(silent_call(site, token)) for _ in range(share + 1)]
        wait_for(lambda: [call.is_active() for call in calls].count(False) == 1)
        assert refused(lambda: site.read(site.token(permit), "person")).code == "gateway-busy"
        other = site.token(site.permit("adverse-events"))
        assert site.read(other, "person").num_rows == 60
        assert [call.is_active() for call in calls].count(True) == share


def test_a_client_that_does_not_even_read_why_it_was_stopped_is_hung_up_on(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "REFUSAL_SECONDS", 1.0)
    site = make_site(limits={"client_seconds": 1})
    long_table(site)
    reader = site.open(site.token(site.permit()), "measurement")
    reader.read_chunk()
    assert site._server is not None
    watched = site._server._gateway._watch._streams
    wait_for(lambda: not watched, 40)
    with pytest.raises(pa.ArrowException, match="CANCELLED"):
        while True:
            reader.read_chunk()
