"""Images that a person may let go once she has looked at them: which files they are, and what was decided.

Neither pixels nor patients stand here: a person looks at the file itself, where the hospital keeps it. A
decision holds for the same bytes in the same data set, and is applied by the next load.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from data_gateway.images.samples import Unseen, written_name
from data_gateway.images.withheld import Reason
from governance.refusal import Refusal
from governance.storage.engine import open_engine

METADATA = sa.MetaData()
_WITHHELD = sa.Table(
    "withheld_image",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("dataset", sa.String(30), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("reason", sa.String(30), nullable=False),
    sa.Column("since", sa.String, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.UniqueConstraint("dataset", "digest"),
)


class State(StrEnum):
    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True)
class WithheldImage:
    """`file`: where the load found it."""

    id: int
    dataset: str
    file: str
    reason: Reason
    state: State


class WithheldImages:
    def __init__(self, path: Path) -> None:
        self._engine = open_engine(f"sqlite:///{path}")
        METADATA.create_all(self._engine)
        path.chmod(0o600)

    def hold(self, dataset: str, file: Path, reason: Reason) -> State:
        """What was decided of these bytes; they wait from now on when nothing was."""
        digest = digest_of(file)
        row = _row(dataset, Unseen(file=written_name(file), digest=digest), reason, State.WAITING)
        known = (_WITHHELD.c.dataset == dataset, _WITHHELD.c.digest == digest)
        with Session(self._engine) as session:
            session.execute(sa.insert(_WITHHELD).prefix_with("OR IGNORE").values(row))
            state = session.execute(sa.select(_WITHHELD.c.state).where(*known)).scalar_one()
            session.commit()
        return State(state)

    def decided(self, dataset: str, digest: str) -> tuple[State, Reason] | None:
        """Of bytes that would leave otherwise; None for those that never waited."""
        wanted = sa.select(_WITHHELD.c.state, _WITHHELD.c.reason).where(
            _WITHHELD.c.dataset == dataset, _WITHHELD.c.digest == digest
        )
        with Session(self._engine) as session:
            found = session.execute(wanted).one_or_none()
        return None if found is None else (State(found.state), Reason(found.reason))

    def waiting(self) -> list[WithheldImage]:
        wanted = sa.select(_WITHHELD).where(_WITHHELD.c.state == State.WAITING.value).order_by(_WITHHELD.c.id)
        with Session(self._engine) as session:
            return [_read(row) for row in session.execute(wanted)]

    def find(self, identity: int) -> WithheldImage:
        """Raises Refusal `image-not-withheld` for one that is not there, or was decided on."""
        with Session(self._engine) as session:
            row = session.execute(sa.select(_WITHHELD).where(_WITHHELD.c.id == identity)).one_or_none()
        if row is None or row.state != State.WAITING.value:
            raise Refusal("image-not-withheld", number=identity)
        return _read(row)

    def decide(self, identity: int, state: State) -> None:
        """Raises Refusal `image-not-withheld` when somebody else was faster."""
        waits = (_WITHHELD.c.id == identity, _WITHHELD.c.state == State.WAITING.value)
        with Session(self._engine) as session:
            done = session.execute(sa.update(_WITHHELD).where(*waits).values(state=state.value))
            session.commit()
        if not done.rowcount:  # type: ignore[attr-defined]
            raise Refusal("image-not-withheld", number=identity)

    def close(self) -> None:
        self._engine.dispose()


def decide_unseen(session: Session, dataset: str, unseen: Unseen, reason: Reason, state: State) -> None:
    """What became of bytes that the detector had let through, in the caller's transaction.

    Only a refusal changes what a person decided before.
    """
    row = _row(dataset, unseen, reason, state)
    changed = {"reason": reason.value, "state": state.value}
    keys, open_ones = ["dataset", "digest"], _WITHHELD.c.state == State.WAITING.value
    where = None if state is State.REFUSED else open_ones
    session.execute(
        insert(_WITHHELD).values(row).on_conflict_do_update(index_elements=keys, set_=changed, where=where)
    )


def _row(dataset: str, unseen: Unseen, reason: Reason, state: State) -> dict[str, str]:
    return {
        "dataset": dataset,
        "digest": unseen.digest,
        "file": unseen.file,
        "reason": reason.value,
        "since": datetime.now(UTC).isoformat(),
        "state": state.value,
    }


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(row: sa.Row[tuple[object, ...]]) -> WithheldImage:
    told = row._mapping
    return WithheldImage(
        told["id"], told["dataset"], told["file"], Reason(told["reason"]), State(told["state"])
    )
