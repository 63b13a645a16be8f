"""What a gateway and its workers say to one another, over Unix sockets that no file system names.

From the gateway come an `Opening`, then one socket per query with a `Question` on it. On it goes back a
`Verdict`, after one that is fine the Arrow stream, and after the stream a `Verdict` again. In place of the
stream of an answer that is `kept` come a `Kept` and one byte, with its file. Nothing from a worker is
unpickled: who took it over could otherwise take over the gateway.
"""

from __future__ import annotations

import struct
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from pydantic import BaseModel, ConfigDict, Field

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.engine import Maps
from data_gateway.federated.arithmetic import Arithmetic
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import Scalar, Value
from data_gateway.queries.query import ColumnPath, Query
from data_gateway.queries.sql_engines import Engine, type_of
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument

LONGEST = 64 * 1024 * 1024  # bytes of a message
_LENGTH = struct.Struct(">I")


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Opening(_Message):
    """Everything a worker is given: no key, no other project's permit, no path but those of its data.

    `source` is the connected data set that this worker asks at `address`; both are empty in the worker of
    the data sets in files.
    """

    permit: PermitDocument
    datasets: dict[str, Dataset]
    folders: dict[str, Path]
    maps: dict[str, dict[ColumnRole, Path]]
    limits: Limits
    spill: Path
    source: str = ""
    address: str = Field(default="", repr=False)

    @classmethod
    def of(
        cls, scope: PermitScope, maps: Maps, limits: Limits, spill: Path, source: str = "", address: str = ""
    ) -> Opening:
        datasets = scope.asked_at(source)
        folders = {name: dataset.folder for name, dataset in datasets.items() if not dataset.source}
        return cls(
            permit=scope.permit,
            datasets=datasets,
            folders=folders,
            maps=maps,
            limits=limits,
            spill=spill,
            source=source,
            address=address,
        )

    def scope(self) -> PermitScope:
        datasets = {
            name: dataset.model_copy(update={"folder": self.folders.get(name, Path())})
            for name, dataset in self.datasets.items()
        }
        return PermitScope(self.permit, datasets)


class Question(_Message):
    """One query, its parameters with their types."""

    kind: str
    dataset: str
    table: str
    columns: tuple[str, ...]
    sql: str
    engine: Engine
    parameters: tuple[tuple[str, Scalar], ...]
    views: tuple[str, ...]
    encodable: tuple[ColumnPath, ...]
    ids: dict[str, ColumnRole]
    sql_of_ids: str
    sql_of_sets: str
    groups: int
    arithmetic: Arithmetic | None = None
    looked_at: bool = False

    @classmethod
    def of(cls, query: Query) -> Question:
        return cls(
            kind=query.kind,
            dataset=query.dataset,
            table=query.table,
            columns=query.columns,
            sql=query.sql,
            engine=query.engine,
            parameters=tuple((type_of(value), _told(value)) for value in query.parameters),
            views=query.views,
            encodable=query.encodable,
            ids=query.ids,
            sql_of_ids=query.sql_of_ids,
            sql_of_sets=query.sql_of_sets,
            groups=query.groups,
            arithmetic=query.arithmetic,
            looked_at=query.looked_at,
        )

    def query(self) -> Query:
        return Query(
            kind=self.kind,
            dataset=self.dataset,
            table=self.table,
            columns=self.columns,
            sql=self.sql,
            engine=self.engine,
            parameters=[_understood(type_, value) for type_, value in self.parameters],
            views=self.views,
            encodable=self.encodable,
            ids=self.ids,
            sql_of_ids=self.sql_of_ids,
            sql_of_sets=self.sql_of_sets,
            groups=self.groups,
            arithmetic=self.arithmetic,
            looked_at=self.looked_at,
        )


class Verdict(_Message):
    """`code` and `params` of a refusal; without a code all is well. `kept`: a `Kept` follows, no stream."""

    code: str = ""
    params: dict[str, str | int] = {}
    kept: bool = False


class KeptPart(_Message):
    """A batch: where in the file each of its messages ends, of which the last holds the rows."""

    rows: int = Field(ge=0)
    ends: tuple[int, ...] = Field(min_length=1)


class Kept(_Message):
    """How to read the file of a kept answer, whose blocks are Flight's messages after the schema.

    They stand one after the other, encrypted by AES-GCM under `key`, of 32 bytes, with their number as nonce.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    key: bytes = Field(repr=False)
    schema_of_rows: bytes
    parts: tuple[KeptPart, ...]


class Receiver(Protocol):
    def read(self, size: int, /) -> bytes: ...


def send(file: BinaryIO, message: BaseModel) -> None:
    text = message.model_dump_json().encode()
    file.write(_LENGTH.pack(len(text)) + text)
    file.flush()


def receive(file: Receiver) -> bytes:
    """The JSON text of the next message. Raises EOFError when the other side is gone or talks nonsense."""
    head = _exactly(file, _LENGTH.size)
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST:
        raise EOFError
    return _exactly(file, length)


def _exactly(file: Receiver, size: int) -> bytes:
    text = file.read(size)
    if len(text) < size:
        raise EOFError
    return text


def _told(value: Value) -> Scalar:
    return value.isoformat() if isinstance(value, date) else value


def _understood(type_: str, value: Scalar) -> Value:
    if type_ == MOMENT:
        return datetime.fromisoformat(str(value))
    if type_ == DAY:
        return date.fromisoformat(str(value))
    return float(value) if type_ == NUMBER else value
