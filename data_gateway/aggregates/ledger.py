"""What each project was told so far, kept at the site: one SQLite file that only the site's account reads.

It holds sketches (see `differencing`): sums over many patients, no id and no pseudonym. An answer is kept
before it leaves, so that a gateway killed in between has told less than it remembers, never more. One
decision of a project at a time holds the project's lock from reading the past to keeping the new answer: two
requests at the same moment, of the same member or of two, are decided one after the other. A decision may
take a minute, for which no other project waits.
"""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from data_gateway.aggregates.differencing import Books, Vector
from governance.refusal import Refusal
from governance.storage.engine import open_engine

_METADATA = sa.MetaData()
_ANSWERS = sa.Table(
    "answers",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.String(30), nullable=False, index=True),
    sa.Column("user", sa.String, nullable=False),
    sa.Column("permit", sa.String(64), nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)
_NUMBERS = sa.Table(
    "numbers",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("answer", sa.ForeignKey("answers.id"), nullable=False),
    sa.Column("project", sa.String(30), nullable=False, index=True),
    sa.Column("dataset", sa.String(30), nullable=False),
    sa.Column("book", sa.String, nullable=False),
    sa.Column("pseudonyms", sa.String(64), nullable=False),  # which key they came from
    sa.Column("direction", sa.LargeBinary, nullable=False),
)


@dataclass
class Decision:
    """`told`: what the project knows, to which the decision adds. Set `digest`, the answer's, to keep it."""

    told: Books
    digest: str | None = None
    before: Books = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.told.copy()


class Ledger:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._locks = path.with_name(f".{path.stem}-locks")
        self._engine = open_engine(f"sqlite:///{path}")

    def create(self) -> None:
        _METADATA.create_all(self._engine)
        self._path.chmod(0o600)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def decision(
        self, *, project: str, user: str, permit: str, dataset: str, pseudonyms: str, limit: int
    ) -> Iterator[Decision]:
        """What the project was told; when the block ends without an error, what it adds is on disk.

        `pseudonyms` names the key behind the sketches: past answers of the data set under another key cannot
        be compared, so nothing more is told of it until the data owner lets the project start anew.
        Raises Refusal `answers-unavailable`, `answers-other-pseudonyms` or, when the project would have been
        told more than `limit` numbers, `aggregate-numbers-spent`; then nothing was added.
        """
        try:
            with self._alone(project):
                with self._engine.begin() as connection:
                    decision = Decision(Books(_told(connection, project, dataset, pseudonyms)))
                yield decision
                if decision.told.numbers > max(limit, decision.before.numbers):
                    raise Refusal("aggregate-numbers-spent", limit=limit)
                if decision.digest is not None:
                    answer = {"project": project, "user": user, "permit": permit, "digest": decision.digest}
                    source = {"project": project, "dataset": dataset, "pseudonyms": pseudonyms}
                    with self._engine.begin() as connection:
                        _keep(connection, decision, answer, source)
        except SQLAlchemyError as fault:
            raise Refusal("answers-unavailable") from fault

    def forget(self, project: str) -> int:
        """Start anew for a project, as its site's data owner may decide. How many answers were forgotten."""
        try:
            with self._alone(project), self._engine.begin() as connection:
                connection.execute(_NUMBERS.delete().where(_NUMBERS.c.project == project))
                return connection.execute(_ANSWERS.delete().where(_ANSWERS.c.project == project)).rowcount
        except SQLAlchemyError as fault:
            raise Refusal("answers-unavailable") from fault

    @contextmanager
    def _alone(self, project: str) -> Iterator[None]:
        """Also beside another gateway on the same file, as after a restart that overlaps."""
        try:
            self._locks.mkdir(mode=0o700, exist_ok=True)
            lock = (self._locks / project).open("w")
        except OSError as fault:
            raise Refusal("answers-unavailable") from fault
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _told(connection: sa.Connection, project: str, dataset: str, pseudonyms: str) -> dict[str, Vector]:
    rows = connection.execute(
        sa.select(_NUMBERS.c.dataset, _NUMBERS.c.book, _NUMBERS.c.pseudonyms, _NUMBERS.c.direction)
        .where(_NUMBERS.c.project == project)
        .order_by(_NUMBERS.c.id)
    ).all()
    if any(row.dataset == dataset and row.pseudonyms != pseudonyms for row in rows):
        raise Refusal("answers-other-pseudonyms", dataset=dataset)
    # Data sets of one key hold the same persons under the same pseudonyms, so they are compared too.
    books: dict[str, list[Vector]] = {}
    for row in rows:
        if row.pseudonyms == pseudonyms:
            direction = np.frombuffer(zlib.decompress(row.direction), dtype="<f8")
            books.setdefault(row.book, []).append(direction)
    return {book: np.column_stack(directions) for book, directions in books.items()}


def _keep(
    connection: sa.Connection, decision: Decision, answer: dict[str, str], source: dict[str, str]
) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = connection.execute(
        _ANSWERS.insert().values(at=now, **answer).returning(_ANSWERS.c.id)
    ).scalar_one()
    for book, told in decision.told.books.items():
        known = decision.before.books.get(book)
        for direction in told.basis[:, known.numbers if known else 0 :].T:
            packed = zlib.compress(direction.astype("<f8").tobytes(), 1)
            connection.execute(_NUMBERS.insert().values(answer=kept, book=book, direction=packed, **source))
