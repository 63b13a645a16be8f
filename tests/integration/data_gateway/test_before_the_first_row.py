"""While an engine works for the first rows, or a call waits for its place: what ends access, or the call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import grpc
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from google.protobuf.wrappers_pb2 import BytesValue

from d2h_sdk.wire import SqlRequest
from data_gateway.serving.flight_server import OTHER_CALLS, SERVICE

from .conftest import RunningSite, refused
from .test_faults import process, whole
from .test_gateway_audit import last, wait_for

MakeSite = Callable[..., RunningSite]
# Its 60 measurements of a concept in 60 to the power of 7 rows: far longer than any test.
LONG = "SELECT sum(a.value_as_number * g.value_as_number) AS total FROM measurement a " + " ".join(
    f"JOIN measurement {name} ON a.measurement_concept_id = {name}.measurement_concept_id"
    for name in "bcdefg"
)
ASKED = SqlRequest(sql=LONG).model_dump_json().encode()


@contextmanager
def calling(site: RunningSite, token: str) -> Iterator[Callable[[], grpc.Call]]:
    """Begins a call for the long query, of which nothing is waited for."""
    assert site._server is not None
    credentials = grpc.ssl_channel_credentials(site.folder.certificate_authority.read_bytes())
    options = [("grpc.ssl_target_name_override", site.settings.server_name)]
    with grpc.secure_channel(f"127.0.0.1:{site._server.port}", credentials, options) as channel:
        ticket = BytesValue(value=ASKED).SerializeToString()
        metadata = [("authorization", f"Bearer {token}")]
        yield lambda: channel.stream_stream(SERVICE + "DoGet")(iter([ticket]), metadata=metadata)


def ask(client: flight.FlightClient, options: flight.FlightCallOptions) -> None:
    with suppress(pa.ArrowException):
        client.do_get(flight.Ticket(ASKED), options)


@pytest.fixture
def site(make_site: MakeSite) -> RunningSite:
    return make_site(limits={"batch_seconds": 30})


def test_access_that_ends_while_the_first_rows_are_worked_for_ends_the_read(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit)
    with calling(site, token) as call:
        answer = call()
        wait_for(lambda: "sql.started" in site.events())
        (site.folder.permits / f"{permit.digest()}.jws").unlink()
        with pytest.raises(grpc.RpcError) as caught:
            next(answer)
    assert caught.value.details() == "permit-withdrawn"
    assert last(site, "sql.stopped").details["ended"] == "permit-withdrawn"


def test_a_caller_who_leaves_before_the_first_row_frees_the_engine_for_her_colleagues(
    site: RunningSite,
) -> None:
    permit = site.permit()
    token = site.token(permit)
    worker = site.worker(permit)
    with calling(site, token) as call:
        for left in range(1, 4):
            answer = call()
            wait_for(lambda left=left: site.events().count("sql.started") == left)
            answer.cancel()
            wait_for(lambda left=left: site.events().count("sql.stopped") == left)
    assert last(site, "sql.stopped").details["ended"] == "abandoned"
    assert site.read(site.token(permit), "person").num_rows == 60
    assert worker.alive


def test_calls_whose_callers_left_count_in_their_projects_share_while_they_wait(make_site: MakeSite) -> None:
    waiting = 40
    site = make_site(limits={"reads_at_once": 1, "reads_waiting": waiting, "batch_seconds": 30})
    permit = site.permit()
    token = site.token(permit)
    share = (1 + waiting + OTHER_CALLS) // 2
    assert site._server is not None
    queue = site._server._gateway._admission._queue
    with calling(site, token) as call, ExitStack() as stack:
        calls = [call() for _ in range(share)]
        for begun in calls:
            stack.callback(begun.cancel)
        wait_for(lambda: len(queue) == share - 1)
        for begun in calls[1:]:
            begun.cancel()
        assert refused(lambda: site.read(site.token(permit), "person")).params == {"limit": share}


def test_a_gateway_told_to_stop_waits_neither_for_a_long_query_nor_for_who_waits_behind_it(
    make_site: MakeSite,
) -> None:
    site = make_site(limits={"reads_at_once": 1, "batch_seconds": 60})
    token = site.token(site.permit())
    with process(site) as (gateway, client):
        client.do_get(whole("person"), site.options(token)).read_all()
        for _ in range(2):
            threading.Thread(target=ask, args=(client, site.options(token)), daemon=True).start()
        wait_for(lambda: "sql.started" in site.events())
        gateway.terminate()
        assert gateway.wait(30) == 0
    assert last(site, "sql.stopped").details["ended"] == "abandoned"
    assert site.events().count("sql.started") == 1
