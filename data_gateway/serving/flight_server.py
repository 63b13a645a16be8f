"""The gateway's door: Arrow Flight over TLS. Only codes cross it, never the text of an engine.

It is gRPC's own server, since pyarrow's takes messages of any size before anybody is asked who sent them.
Here a caller who is not known has nothing read but the header of the call.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import grpc
import pyarrow as pa

from d2h_sdk.wire import MAX_REQUEST_BYTES, ROWS, RefusalMessage
from data_gateway.engines.stream import AnswerStream
from data_gateway.serving.admission import Calls
from data_gateway.serving.caller import Caller
from data_gateway.serving.flight_messages import action_in, flight_data, result, ticket_in
from data_gateway.serving.gateway import Gateway
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

log = logging.getLogger(__name__)
SERVICE = "/arrow.flight.protocol.FlightService/"
GOODBYE_SECONDS = 2  # for answers under way when the gateway ends
LAST_SECONDS = 10  # for everybody's connection to close, then
OTHER_CALLS = 32  # at once, beside the reads that run and wait
_AUTHORIZATION = "authorization"
# Where a Flight client looks for the kind of an error, an `IOError` to it, and for what it calls extra_info.
_ARROW_STATUS, _EXTRA = ("x-arrow-status", "5"), "grpc-status-details-bin"
_STATUS = {
    "access-missing": grpc.StatusCode.UNAUTHENTICATED,
    "access-invalid": grpc.StatusCode.UNAUTHENTICATED,
    "access-expired": grpc.StatusCode.UNAUTHENTICATED,
    "access-other-door": grpc.StatusCode.UNAUTHENTICATED,
    "access-replayed": grpc.StatusCode.UNAUTHENTICATED,
    "clocks-apart": grpc.StatusCode.UNAUTHENTICATED,
    "gateway-busy": grpc.StatusCode.UNAVAILABLE,
    "gateway-fault": grpc.StatusCode.INTERNAL,
}
Answered = Callable[[], Iterator[bytes]]
_KINDS = {"DoGet": "read", "DoAction": "catalogue"}  # as the audit calls them


class FlightGateway:
    """Serves from now until `shutdown`; port 0 takes a free one, told by `.port`.

    Raises OSError when it cannot listen.
    """

    def __init__(self, folder: SiteFolder, gateway: Gateway) -> None:
        self._gateway = gateway
        limits = gateway.settings.limits
        at_once = limits.reads_at_once + limits.reads_waiting + OTHER_CALLS
        self._server = grpc.server(
            ThreadPoolExecutor(at_once, thread_name_prefix="call"),
            handlers=[_Service(gateway, at_once, limits.request_seconds)],
            options=_options(limits),
            maximum_concurrent_rpcs=at_once,
        )
        address = gateway.settings.gateway
        identity = (folder.gateway_key.read_bytes(), folder.certificate_chain.read_bytes())
        try:
            self.port: int = self._server.add_secure_port(
                f"{address.listen}:{address.port}", grpc.ssl_server_credentials([identity])
            )
        except RuntimeError as fault:
            raise OSError("the gateway's address cannot be had") from fault
        self._server.start()

    def shutdown(self) -> None:
        over = self._server.stop(GOODBYE_SECONDS)
        self._gateway.admit_no_more()
        if not over.wait(LAST_SECONDS):
            log.warning("connections stay open: the gateway ends all the same")
        self._gateway.close()


def _options(limits: Limits) -> list[tuple[str, int]]:
    """https://grpc.github.io/grpc/core/group__grpc__arg__keys.html"""
    return [
        # Above our own limit, which says more.
        ("grpc.max_receive_message_length", 2 * MAX_REQUEST_BYTES),
        ("grpc.max_send_message_length", -1),
        ("grpc.max_metadata_size", limits.header_bytes),
        ("grpc.absolute_max_metadata_size", limits.header_bytes),
        ("grpc.max_concurrent_streams", limits.calls_per_connection),
        ("grpc.max_allowed_incoming_connections", limits.connections),
        ("grpc.server_handshake_timeout_ms", round(limits.handshake_seconds * 1000)),
        ("grpc.max_connection_idle_ms", round(limits.idle_seconds * 1000)),
        # A client whose machine went away without a word.
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        # One that waits for a long query may ask whether we live.
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        # Two gateways on one port would take each other's callers.
        ("grpc.so_reuseport", 0),
    ]


class _Service(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Decides by the header of a call whether anything else of it is read."""

    def __init__(self, gateway: Gateway, at_once: int, request_seconds: float) -> None:
        self._gateway = gateway
        self._request_seconds = request_seconds
        # No project, nor all that is not known together, keeps the others from calling.
        self._calls = Calls(at_once // 2)
        self._methods = {"DoGet": self._do_get, "DoAction": self._do_action}

    def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        method = call.method.removeprefix(SERVICE)
        values = [value for name, value in call.invocation_metadata if name == _AUTHORIZATION]
        header = values[0] if len(values) == 1 else None
        project, kind = self._gateway.project_of(header), _KINDS.get(method, "call")

        def respond(requests: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
            # Until its thread is free, which may be after the caller has gone.
            caller = Caller(header, context.peer())
            with ExitStack() as held:
                try:
                    held.enter_context(self._calls.running(project or ""))
                    if method not in self._methods:
                        raise Refusal("method-unknown")
                    if project is None:
                        raise Refusal("access-invalid")
                    message = self._received(requests, context)
                    answered = self._methods[method](caller, message, context)
                except Refusal as refusal:
                    raise self._gateway.refuse(caller, kind, refusal) from refusal
                yield from answered()

        return grpc.stream_stream_rpc_method_handler(
            lambda requests, context: _told(context, lambda: respond(requests, context))
        )

    def _received(self, requests: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
        """The call's message, which must come soon: waiting for it holds a thread."""
        too_late = threading.Timer(self._request_seconds, context.cancel)
        too_late.daemon = True
        too_late.start()
        try:
            return next(requests, b"")
        finally:
            too_late.cancel()

    def _do_get(self, caller: Caller, message: bytes, context: grpc.ServicerContext) -> Answered:
        ticket = ticket_in(message)

        def begun(stream: AnswerStream) -> None:
            stream.hang_up = context.cancel
            # gRPC calls back from the one thread that serves everybody, and the audit may have to wait.
            if not context.add_callback(threading.Thread(target=stream.abandon).start):
                stream.abandon()

        def answered() -> Iterator[bytes]:
            stream, metadata = self._gateway.answer(caller, ticket, begun)
            schema = stream.schema.with_metadata(metadata | _rows_told(stream.schema) or None)
            # No generator, which would hold the batch that it gave last.
            return flight_data(schema, stream)

        return answered

    def _do_action(self, caller: Caller, message: bytes, _: grpc.ServicerContext) -> Answered:
        def datasets() -> Iterator[bytes]:
            listed = self._gateway.datasets(caller)
            return iter([result(listed.model_dump_json().encode())])

        def renew() -> Iterator[bytes]:
            self._gateway.renew(caller)
            return iter(())

        actions = {"datasets": datasets, "renew": renew}
        action = action_in(message)
        if action not in actions:
            raise Refusal("method-unknown")
        return actions[action]


def _rows_told(schema: pa.Schema) -> dict[str, str]:
    """How many rows follow, where their worker knows: a number, and nothing else that it might say."""
    told = (schema.metadata or {}).get(ROWS, b"")
    return {ROWS.decode(): told.decode()} if told.isdigit() else {}


def _told(context: grpc.ServicerContext, begin: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """gRPC sends the text of any exception that reaches it: none does."""
    try:
        yield from begin()
        return
    except grpc.RpcError:
        return  # the caller left before her request came
    except Refusal as met:
        refusal = met
    except Exception as fault:
        # Its text may quote data: the log tells where it happened, nobody is told what it said.
        log.error("fault at the door: %s", type(fault).__name__)
        refusal = Refusal("gateway-fault")
    message = RefusalMessage(code=refusal.code, params=refusal.params)
    context.set_trailing_metadata((_ARROW_STATUS, (_EXTRA, message.model_dump_json().encode())))
    context.abort(_STATUS.get(refusal.code, grpc.StatusCode.PERMISSION_DENIED), refusal.code)
