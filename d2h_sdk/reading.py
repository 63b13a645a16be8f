"""Reading a table from all sites at once, whole or batch by batch."""

from __future__ import annotations

import queue
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa
from pydantic import ValidationError

from d2h_sdk import words
from d2h_sdk.aggregates import SIGNATURE, AggregateQuestion
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.conditions import Where, conditions, in_words
from d2h_sdk.connection import Connection
from d2h_sdk.errors import SiteError, SiteRefusalError, SitesMissingWarning, UsageError
from d2h_sdk.gateway import SiteStream
from d2h_sdk.progress import Progress
from d2h_sdk.renewal import Renewal
from d2h_sdk.short_columns import PlainBatches
from d2h_sdk.statements import Statement
from d2h_sdk.wire import AggregateRequest, ReadRequest, SqlRequest

Request = ReadRequest | AggregateRequest | SqlRequest
Item: TypeAlias = "pa.Schema | pa.RecordBatch | BaseException | None"  # None: the site has sent everything
WAITING_BATCHES = 3  # per site; what a slow reader may leave in memory
SITE_COLUMN = "site"


@dataclass(frozen=True)
class Question:
    """What is asked, before each site's dataset is known."""

    table: str
    columns: Sequence[str] | None = None
    where: Where = None
    dataset: str | None = None
    aggregate: AggregateQuestion | None = None

    def to(self, dataset: str) -> Request:
        """Raises UsageError for names no site could know."""
        try:
            if self.aggregate is not None:
                return self.aggregate.to(dataset, self.table, self.where)
            columns = (self.columns,) if isinstance(self.columns, str) else self.columns
            return ReadRequest(
                dataset=dataset,
                table=self.table,
                columns=None if columns is None else tuple(columns),
                where=conditions(self.where),
            )
        except ValidationError as fault:
            place = ".".join(str(step) for step in fault.errors()[0]["loc"])
            raise UsageError("request-not-understood", place=place) from fault

    def in_words(self) -> tuple[str, ...]:
        """Each condition: `measurement: year >= 2020`."""
        return tuple(f"{self.table}: {one}" for one in map(in_words, conditions(self.where)))


@dataclass
class Answers:
    """Batches of several sites; `missing` tells, after the last one, which sites gave nothing and why.

    `as_sent`: columns stay as short as they were sent.
    """

    connection: Connection
    question: Question | Statement
    sites: tuple[str, ...]
    progress: Progress
    skip: bool = False
    as_sent: bool = False
    missing: dict[str, SiteError] = field(default_factory=dict)
    signatures: dict[str, str] = field(default_factory=dict)  # site -> signature, of aggregates

    def __post_init__(self) -> None:
        self.question.to("any")  # a call nobody could answer is refused before any site is asked
        self._stop = threading.Event()
        self._streams: list[SiteStream] = []
        self._lock = threading.Lock()
        self._arrived: queue.Queue[tuple[str, Item]] = queue.Queue(maxsize=WAITING_BATCHES * len(self.sites))

    def batches(self) -> Iterator[tuple[str, pa.RecordBatch | pa.Schema]]:
        """First each site's schema, then its batches, sites mixed as they arrive; a site's own order stays.

        With `skip`, a site that fails before its first batch is left out; rows that were already handed out
        cannot be taken back, so a site that breaks off later always raises.
        """
        requests = self._requests()
        for site, request in requests.items():
            threading.Thread(
                target=self._fetch, args=(site, request), daemon=True, name=f"d2h-{site}"
            ).start()
        open_sites = set(requests)
        plain: dict[str, PlainBatches] = {}  # of the sites that have begun
        try:
            with Renewal(self.connection, requests):
                while open_sites:
                    site, item = self._arrived.get()
                    if item is None:
                        open_sites.discard(site)
                    elif isinstance(item, BaseException):
                        if site in plain or not isinstance(item, SiteError):
                            raise item
                        self._leave_out(item)
                        open_sites.discard(site)
                    elif isinstance(item, pa.Schema):
                        plain[site] = PlainBatches(item)
                        if SIGNATURE in (item.metadata or {}):
                            self.signatures[site] = item.metadata[SIGNATURE].decode("ascii")
                        yield site, item if self.as_sent else plain[site].schema
                    else:
                        self.progress.add(site, item.num_rows)
                        yield site, item if self.as_sent else plain[site].plain(item)
        finally:
            self._end()
        if len(self.missing) == len(self.sites):
            raise next(iter(self.missing.values()))

    def _requests(self) -> dict[str, Request]:
        if self.question.dataset is not None:
            return {site: self.question.to(self.question.dataset) for site in self.sites}
        found = ask_sites(self.connection, self.sites, holding=self.question.table)
        requests: dict[str, Request] = {}
        for site in self.sites:
            holding = found.holding(self.question.table, site)
            if site in found.away:
                self._leave_out(found.away[site])
            elif not holding:
                self._leave_out(SiteRefusalError("no-permit-at-site", site=site, title=site))
            elif len(holding) > 1:
                raise UsageError("dataset-ambiguous", table=self.question.table, known=", ".join(holding))
            else:
                requests[site] = self.question.to(holding[0])
        return requests

    def _leave_out(self, error: SiteError) -> None:
        if not self.skip:
            raise error
        self.missing[error.site] = error

    def _fetch(self, site: str, request: Request) -> None:
        try:
            # Made plain by whoever takes them: this thread has enough to do with receiving.
            stream = self.connection.gateway(site).stream(request, as_sent=True)
            with self._lock:
                self._streams.append(stream)
            self._hand_over(site, stream.schema)
            for batch in stream:
                if not self._hand_over(site, batch):
                    return
            self._hand_over(site, None)
        except BaseException as error:
            self._hand_over(site, error)

    def _hand_over(self, site: str, item: Item) -> bool:
        """Waits for room; False, and the site's query stopped, once nobody reads any more."""
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._arrived.put((site, item), timeout=0.2)
                return True
        self._cancel()
        return False

    def _end(self) -> None:
        """Whatever ended the loop, no query goes on at a site."""
        self._stop.set()
        self._cancel()

    def _cancel(self) -> None:
        with self._lock:
            for stream in self._streams:
                with suppress(pa.ArrowException):
                    stream.cancel()


def with_site(site: str, batch: pa.RecordBatch, schema: pa.Schema | None = None) -> pa.RecordBatch:
    """The batch with the site's id as first column, dictionary-encoded: one byte per row.

    `schema`: what `schema_with_site` gives for the batch's, where it is known.
    """
    places = pa.Array.from_buffers(pa.int8(), batch.num_rows, [None, pa.py_buffer(bytes(batch.num_rows))])
    ids = pa.DictionaryArray.from_arrays(places, pa.array([site]))
    schema = schema or schema_with_site(batch.schema)
    return pa.RecordBatch.from_arrays([ids, *batch.columns], schema=schema)


def schema_with_site(schema: pa.Schema) -> pa.Schema:
    # A table with a column of that name keeps it, under another name.
    names = [f"table_{name}" if name == SITE_COLUMN else name for name in schema.names]
    fields = [entry.with_name(name) for entry, name in zip(schema, names, strict=True)]
    return pa.schema([pa.field(SITE_COLUMN, pa.dictionary(pa.int8(), pa.string())), *fields])


def whole(answers: Answers) -> pa.Table:
    """All rows as one table, sites in the order asked; columns that differ between sites are aligned."""
    per_site: dict[str, list[pa.RecordBatch]] = {}
    schemas: dict[str, pa.Schema] = {}
    for site, item in answers.batches():
        if isinstance(item, pa.Schema):
            schemas[site] = schema_with_site(item)
        else:
            per_site.setdefault(site, []).append(with_site(site, item))
    answered = [site for site in answers.sites if site in schemas]
    return aligned([pa.Table.from_batches(per_site.get(site, []), schema=schemas[site]) for site in answered])


def aligned(tables: Sequence[pa.Table]) -> pa.Table:
    """Raises UsageError `sites-disagree`."""
    try:
        return pa.concat_tables(tables, promote_options="permissive").unify_dictionaries()
    except pa.ArrowTypeError as fault:
        raise UsageError("sites-disagree", detail=str(fault).splitlines()[0]) from fault


def as_they_arrive(answers: Answers, convert: Callable[[pa.Table], Any]) -> Iterator[Any]:
    """The batches, each converted; leaving the loop early stops the queries."""
    schemas: dict[str, pa.Schema] = {}
    with answers.progress:
        for site, item in answers.batches():
            if isinstance(item, pa.Schema):
                schemas[site] = schema_with_site(item)
            else:
                yield convert(pa.Table.from_batches([with_site(site, item, schemas[site])]))
    warn_of_missing(answers, stacklevel=2)


def warn_of_missing(answers: Answers, stacklevel: int = 3) -> None:
    if answers.missing:
        told = "".join(f"\n- {error}" for error in answers.missing.values())
        summary = words.say("sites-missing", sites=", ".join(answers.missing))
        warnings.warn(summary + told, SitesMissingWarning, stacklevel=stacklevel)
