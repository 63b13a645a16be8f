"""Documents that were not sure enough to be served: kept at the site, until a person decides on each.

One SQLite file that only the site's account reads; it holds whole texts, as the hospital's own exports do.
A decision holds for the same text of the same data set, and is applied by the next load.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.spans import Label, Span
from governance.refusal import Refusal
from governance.storage.engine import open_engine

_METADATA = sa.MetaData()
_WITHHELD = sa.Table(
    "withheld",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("dataset", sa.String(30), nullable=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("spans", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("since", sa.String, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("decided_by", sa.String, nullable=False, default=""),
    sa.UniqueConstraint("dataset", "place", "digest"),
)


class State(StrEnum):
    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True)
class Withheld:
    """`place` is the table and column; `spans` as a person corrected them, once released."""

    id: int
    dataset: str
    place: str
    found: Identified
    since: datetime
    state: State


class WithheldDocuments:
    def __init__(self, path: Path) -> None:
        self._engine = open_engine(f"sqlite:///{path}")
        _METADATA.create_all(self._engine)
        path.chmod(0o600)

    def decided(self, dataset: str, place: str, text: str) -> Withheld | None:
        """What is known of this text, whether it still waits or a person decided."""
        wanted = (
            _WITHHELD.c.dataset == dataset,
            _WITHHELD.c.place == place,
            _WITHHELD.c.digest == _digest(text),
        )
        with Session(self._engine) as session:
            row = session.execute(sa.select(_WITHHELD).where(*wanted)).one_or_none()
        return _read(row) if row else None

    def hold(self, dataset: str, place: str, found: Identified) -> None:
        row = {
            "dataset": dataset,
            "place": place,
            "digest": _digest(found.text),
            "text": found.text,
            "spans": _written(found.spans),
            "confidence": found.confidence,
            "since": datetime.now(UTC).isoformat(),
            "state": State.WAITING.value,
        }
        with Session(self._engine) as session:
            session.execute(sa.insert(_WITHHELD).prefix_with("OR IGNORE").values(row))
            session.commit()

    def waiting(self, limit: int, offset: int = 0) -> tuple[int, list[Withheld]]:
        """How many wait, and those from `offset` on, the least sure first."""
        waits = _WITHHELD.c.state == State.WAITING.value
        with Session(self._engine) as session:
            count = session.scalar(sa.select(sa.func.count()).select_from(_WITHHELD).where(waits)) or 0
            order = sa.select(_WITHHELD).where(waits).order_by(_WITHHELD.c.confidence, _WITHHELD.c.id)
            return count, [_read(row) for row in session.execute(order.limit(limit).offset(offset))]

    def find(self, identity: int) -> Withheld:
        """Raises Refusal `document-not-here`."""
        with Session(self._engine) as session:
            row = session.execute(sa.select(_WITHHELD).where(_WITHHELD.c.id == identity)).one_or_none()
        if row is None:
            raise Refusal("document-not-here")
        return _read(row)

    def decide(self, identity: int, state: State, spans: Sequence[Span], by: str) -> None:
        """Raises Refusal `document-decided` when somebody else was faster."""
        waits = (_WITHHELD.c.id == identity, _WITHHELD.c.state == State.WAITING.value)
        change = sa.update(_WITHHELD).where(*waits)
        with Session(self._engine) as session:
            done = session.execute(change.values(state=state.value, spans=_written(spans), decided_by=by))
            session.commit()
        if not done.rowcount:  # type: ignore[attr-defined]
            raise Refusal("document-decided")

    def close(self) -> None:
        self._engine.dispose()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _written(spans: Sequence[Span]) -> str:
    return json.dumps([[span.start, span.end, span.label.value] for span in spans])


def _read(row: sa.Row[tuple[object, ...]]) -> Withheld:
    told = row._mapping
    spans = tuple(Span(start, end, Label(label)) for start, end, label in json.loads(told["spans"]))
    return Withheld(
        told["id"],
        told["dataset"],
        told["place"],
        Identified(told["text"], spans, told["confidence"]),
        datetime.fromisoformat(told["since"]),
        State(told["state"]),
    )
