"""One site's gateway, spoken to over Arrow Flight with TLS from end to end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
import pyarrow.flight as flight

from d2h_sdk import words
from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import D2HError, SiteAwayError, SiteError, SiteRefusalError, refusal_in
from d2h_sdk.patience import patiently
from d2h_sdk.short_columns import PlainBatches
from d2h_sdk.wire import (
    MAX_REQUEST_BYTES,
    AggregateRequest,
    DatasetsMessage,
    ImagesRequest,
    ModelRequest,
    ReadRequest,
    SiteDoor,
    SqlRequest,
    SurvivalRequest,
)

CATALOGUE_TIMEOUT = 15.0  # seconds
LATELY = 30.0  # seconds for which a site's list of tables holds, unless its permit changes
# A relay between us drops what is silent; gRPC pings say that we still wait for a long query.
KEEPALIVE = [
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
]
Answer = TypeVar("Answer")
Request = ReadRequest | ImagesRequest | AggregateRequest | ModelRequest | SurvivalRequest | SqlRequest


class SiteStream:
    """Batches of one site, in the order in which its gateway sends them; `as_sent`, see `short_columns`."""

    def __init__(self, gateway: SiteGateway, reader: flight.FlightStreamReader, *, as_sent: bool) -> None:
        self._gateway = gateway
        self._reader = reader
        self._plain = None if as_sent else PlainBatches(reader.schema)
        self.schema = self._plain.schema if self._plain else reader.schema
        # Read now, while a failure may still be tried again: nothing has been handed out yet.
        self._first = self._read()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        batch, self._first = self._first, None
        while batch is not None:
            if batch.num_rows:
                yield batch
            try:
                batch = self._read()
            except pa.ArrowException as fault:
                raise self._gateway.explain(fault, broken=True) from fault

    def _read(self) -> pa.RecordBatch | None:
        try:
            batch = self._reader.read_chunk().data
        except StopIteration:
            return None
        return self._plain.plain(batch) if self._plain else batch

    def cancel(self) -> None:
        """Tell the gateway to stop its query; safe from any thread."""
        self._reader.cancel()


@dataclass(frozen=True)
class _Listed:
    """What a site told of its tables under `permit`, at a moment of the monotonic clock."""

    message: DatasetsMessage
    permit: str
    asked: float

    def tells(self, table: str, permit: str) -> bool:
        """Whether `table` need not be asked for: a read that the site no longer allows is refused there."""
        held = (entry.name for dataset in self.message.datasets for entry in dataset.tables)
        return permit == self.permit and time.monotonic() < self.asked + LATELY and table in held


class SiteGateway:
    """Raises SiteAwayError, SiteRefusalError or SiteError, each with a sentence that names the site."""

    def __init__(self, door: SiteDoor, access: AccessTokens) -> None:
        self.site = door.site
        self._door = door
        self._access = access
        self._client = flight.connect(
            door.uri,
            tls_root_certs=door.certificate,
            override_hostname=door.server_name,
            generic_options=KEEPALIVE,
        )
        self._listed: _Listed | None = None

    @property
    def title(self) -> str:
        return words.in_words(self._door.title, self.site)

    def datasets(self, holding: str = "") -> DatasetsMessage:
        """What the permit opens; as lately told, where that has a table of the name `holding`."""
        permit = self._access.permits().get(self.site, "")
        if self._listed and self._listed.tells(holding, permit):
            return self._listed.message
        asked = time.monotonic()
        message = self._asked_datasets()
        self._listed = _Listed(message, permit, asked)
        return message

    def _asked_datasets(self) -> DatasetsMessage:
        def ask() -> DatasetsMessage:
            results = self._client.do_action(
                flight.Action("datasets", b""), options=self._options(CATALOGUE_TIMEOUT)
            )
            return DatasetsMessage.model_validate_json(next(iter(results)).body.to_pybytes())

        return self._patiently(ask)

    def renew(self) -> None:
        """Show the token of now, so that answers under way go on until it ends."""
        action = flight.Action("renew", b"")
        try:
            list(self._client.do_action(action, options=self._options(CATALOGUE_TIMEOUT)))
        except pa.ArrowException as fault:
            raise self.explain(fault) from fault

    def stream(self, request: Request, *, as_sent: bool = False) -> SiteStream:
        content = request.model_dump_json().encode()
        if len(content) > MAX_REQUEST_BYTES:
            raise SiteRefusalError(
                "request-too-large", site=self.site, title=self.title, limit=MAX_REQUEST_BYTES
            )
        ticket = flight.Ticket(content)

        def open_stream() -> SiteStream:
            reader = self._client.do_get(ticket, options=self._options())
            return SiteStream(self, reader, as_sent=as_sent)

        try:
            return self._patiently(open_stream)
        except SiteError:
            self._listed = None  # what was refused may have changed since
            raise

    def _options(self, timeout: float | None = None) -> flight.FlightCallOptions:
        if self.site not in self._access.permits():
            raise SiteRefusalError("no-permit-at-site", site=self.site, title=self.title)
        bearer = f"Bearer {self._access.current()}".encode()
        return flight.FlightCallOptions(timeout=timeout, headers=[(b"authorization", bearer)])

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        def asked() -> Answer:
            try:
                return ask()
            except pa.ArrowException as fault:
                raise self.explain(fault) from fault

        return patiently(asked, self._may_pass)

    def _may_pass(self, error: D2HError) -> bool:
        if error.code in ("access-expired", "access-replayed"):
            self._access.forget()  # replayed: our connection is another one than the token's first
            return True
        return error.code == "gateway-busy" or isinstance(error, SiteAwayError)

    def explain(self, fault: pa.ArrowException, *, broken: bool = False) -> SiteError:
        """The error to show for a Flight failure; `broken` when rows had already come."""
        refusal = refusal_in(getattr(fault, "extra_info", None))
        if refusal is not None:
            params = {**refusal.params, "title": self.title}
            params.pop("site", None)
            return SiteRefusalError(refusal.code, site=self.site, **params)
        if "certificate" in str(fault).lower():
            return SiteError("site-certificate-wrong", site=self.site, title=self.title)
        if broken:
            return SiteAwayError("site-broke-off", site=self.site, title=self.title)
        crowded = "resource exhausted" in str(fault)  # more calls at once than a gateway takes
        if crowded or isinstance(fault, flight.FlightUnavailableError | flight.FlightTimedOutError):
            return SiteAwayError("site-away", site=self.site, title=self.title)
        return SiteError("site-fault", site=self.site, title=self.title)
