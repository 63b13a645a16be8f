"""The gateway's door: Arrow Flight over TLS. Only codes cross it, never the text of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.flight as flight

from d2h_sdk.wire import RefusalMessage
from data_gateway.aggregates.answering import WholeAnswer
from data_gateway.engines.stream import AnswerStream
from data_gateway.serving.gateway import Gateway
from data_gateway.site.folder import SiteFolder
from governance.refusal import Refusal

_AUTHORIZATION = "authorization"
_ERRORS: dict[str, type[flight.FlightError]] = {
    "access-missing": flight.FlightUnauthenticatedError,
    "access-invalid": flight.FlightUnauthenticatedError,
    "access-expired": flight.FlightUnauthenticatedError,
    "clocks-apart": flight.FlightUnauthenticatedError,
    "gateway-busy": flight.FlightUnavailableError,
    "gateway-fault": flight.FlightInternalError,
}
Result = TypeVar("Result")


class _Header(flight.ServerMiddleware):  # type: ignore[misc]
    """Keeps the caller's header for the method that decides."""

    def __init__(self, value: str | None) -> None:
        super().__init__()
        self.value = value


class _Headers(flight.ServerMiddlewareFactory):  # type: ignore[misc]
    def start_call(self, info: flight.CallInfo, headers: dict[str, list[str]]) -> _Header:
        values = headers.get(_AUTHORIZATION, [])
        return _Header(values[0] if len(values) == 1 else None)


class FlightGateway(flight.FlightServerBase):  # type: ignore[misc]
    """Serves until `shutdown`; port 0 takes a free one, told by `.port`."""

    def __init__(self, folder: SiteFolder, gateway: Gateway) -> None:
        address = gateway.settings.gateway
        super().__init__(
            f"grpc+tls://{address.listen}:{address.port}",
            tls_certificates=[(folder.certificate_chain.read_bytes(), folder.gateway_key.read_bytes())],
            middleware={_AUTHORIZATION: _Headers()},
        )
        self._gateway = gateway

    def do_get(self, context: flight.ServerCallContext, ticket: flight.Ticket) -> flight.FlightDataStream:
        stream, metadata = _told(lambda: self._gateway.answer(_header(context), ticket.ticket))
        schema = stream.schema.with_metadata(metadata or None)
        return flight.GeneratorStream(schema, _sent(stream, schema))

    def do_action(self, context: flight.ServerCallContext, action: flight.Action) -> Iterator[flight.Result]:
        if action.type == "datasets":
            message = _told(lambda: self._gateway.datasets(_header(context)))
            return iter([flight.Result(message.model_dump_json().encode())])
        if action.type == "renew":
            _told(lambda: self._gateway.renew(_header(context)))
            return iter(())
        raise _flight_error(Refusal("method-unknown"))

    def shutdown(self) -> None:
        super().shutdown()
        self._gateway.close()

    def _refuse(self, *_: Any) -> Any:
        raise _flight_error(Refusal("method-unknown"))

    # Not get_schema: pyarrow would send our error's traceback there, where its own refusal tells nothing.
    do_put = do_exchange = list_flights = get_flight_info = list_actions = _refuse


def _header(context: flight.ServerCallContext) -> str | None:
    value: str | None = context.get_middleware(_AUTHORIZATION).value
    return value


def _told(decide: Callable[[], Result]) -> Result:
    try:
        return decide()
    except Refusal as refusal:
        raise _flight_error(refusal) from None


def _sent(stream: AnswerStream | WholeAnswer, schema: pa.Schema) -> Iterator[pa.Table | pa.RecordBatch]:
    """A batch with new dictionaries goes as a table: pyarrow sends the dictionaries of tables only."""
    known: list[pa.Array] | None = None
    try:
        for batch in stream:
            batch = batch.replace_schema_metadata(schema.metadata)
            new = [each.dictionary for each in batch.columns if isinstance(each, pa.DictionaryArray)]
            same = known is not None and list(map(_place, new)) == list(map(_place, known))
            known = new  # held, so that no later dictionary can take its place
            yield batch if same else pa.Table.from_batches([batch], schema=schema)
    except Refusal as refusal:
        raise _flight_error(refusal) from None


def _place(dictionary: pa.Array) -> list[tuple[int, int] | None]:
    """Where it lies in memory."""
    return [buffer and (buffer.address, buffer.size) for buffer in dictionary.buffers()]


def _flight_error(refusal: Refusal) -> flight.FlightError:
    message = RefusalMessage(code=refusal.code, params=refusal.params)
    error = _ERRORS.get(refusal.code, flight.FlightUnauthorizedError)
    return error(refusal.code, extra_info=message.model_dump_json().encode())
