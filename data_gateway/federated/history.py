"""Which rounds of which models a project was answered, beside the ledger of told numbers, in its file.

A model is opened once its design passed the rules; its rounds must be about the very same rows, and are
counted: the first time at each coefficients, refused ones too.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from governance.refusal import Refusal
from governance.storage.engine import open_engine

_METADATA = sa.MetaData()
_MODELS = sa.Table(
    "models",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.String(30), nullable=False, index=True),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("rounds", sa.Integer, nullable=False),  # allowed
    sa.Column("at", sa.String, nullable=False),
    sa.UniqueConstraint("project", "model", "fingerprint"),
)
_ROUNDS = sa.Table(
    "rounds",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.String(30), nullable=False, index=True),
    sa.Column("model", sa.ForeignKey("models.id"), nullable=False, index=True),
    sa.Column("question", sa.String(64), nullable=False),
    sa.Column("at", sa.String, nullable=False),
)


class ModelHistory:
    """Raises Refusal `answers-unavailable` when its file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._engine = open_engine(f"sqlite:///{path}")
        self._lock = threading.Lock()
        self._made = False

    def close(self) -> None:
        self._engine.dispose()

    def open(self, project: str, model: str, fingerprint: str, rounds: int) -> None:
        """The model may have so many `rounds` about these rows; those it had count on."""
        try:
            with self._lock, self._begin() as connection:
                if _found(connection, project, model, fingerprint) is None:
                    values = {"project": project, "model": model, "fingerprint": fingerprint}
                    connection.execute(_MODELS.insert().values(rounds=rounds, at=_now(), **values))
        except SQLAlchemyError as fault:
            raise Refusal("answers-unavailable") from fault

    def count(self, project: str, model: str, fingerprint: str, question: str, most: int) -> None:
        """Take in one round. Raises Refusal `federated-not-opened` (never, or about other rows) or
        `federated-rounds-spent`, of the model or of the `most` of the project; then nothing was counted."""
        try:
            with self._lock, self._begin() as connection:
                opened = _found(connection, project, model, fingerprint)
                if opened is None:
                    raise Refusal("federated-not-opened")
                had = sa.select(sa.func.count()).select_from(_ROUNDS)
                own = had.where(_ROUNDS.c.model == opened.id)
                if connection.execute(own.where(_ROUNDS.c.question == question)).scalar_one():
                    return
                if connection.execute(own).scalar_one() >= opened.rounds:
                    raise Refusal("federated-rounds-spent", limit=opened.rounds)
                if connection.execute(had.where(_ROUNDS.c.project == project)).scalar_one() >= most:
                    raise Refusal("federated-rounds-spent", limit=most)
                values = {"project": project, "model": opened.id, "question": question, "at": _now()}
                connection.execute(_ROUNDS.insert().values(**values))
        except SQLAlchemyError as fault:
            raise Refusal("answers-unavailable") from fault

    def forget(self, project: str) -> None:
        try:
            with self._lock, self._begin() as connection:
                connection.execute(_ROUNDS.delete().where(_ROUNDS.c.project == project))
                connection.execute(_MODELS.delete().where(_MODELS.c.project == project))
        except SQLAlchemyError as fault:
            raise Refusal("answers-unavailable") from fault

    def _begin(self) -> AbstractContextManager[sa.Connection]:
        if not self._made:  # sites made before there were models have no such tables
            _METADATA.create_all(self._engine)
            self._made = True
        return self._engine.begin()


def _found(connection: sa.Connection, project: str, model: str, fingerprint: str) -> Any:
    return connection.execute(
        sa.select(_MODELS.c.id, _MODELS.c.rounds).where(
            _MODELS.c.project == project, _MODELS.c.model == model, _MODELS.c.fingerprint == fingerprint
        )
    ).first()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
