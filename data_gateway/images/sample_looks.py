"""What a person saw on the sample of a version's projections, image by image, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from data_gateway.images.samples import VersionProjections, highest_share
from data_gateway.images.withheld import Reason
from data_gateway.images.withheld_images import METADATA, State, decide_unseen
from governance.refusal import Refusal
from governance.storage.engine import open_engine

_MARK = sa.Table(
    "sample_mark",
    METADATA,
    sa.Column("dataset", sa.String(30), primary_key=True),
    sa.Column("version", sa.String(40), primary_key=True),
    sa.Column("image", sa.String(60), primary_key=True),
    sa.Column("text", sa.Boolean, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
_LOOK = sa.Table(
    "sample_look",
    METADATA,
    sa.Column("dataset", sa.String(30), primary_key=True),
    sa.Column("version", sa.String(40), primary_key=True),
    sa.Column("outcome", sa.String(10), nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
Record = Callable[[str, dict[str, Any]], None]  # event and details, on disk when it returns


class Outcome(StrEnum):
    PASSED = "passed"  # none bears text: the version's projections leave
    FAILED = "failed"  # one does: a person looks at each


@dataclass(frozen=True)
class Sampled:
    """The projections of one version of a data set."""

    dataset: str
    version: str
    projections: VersionProjections


class SampleLooks:
    """In the file of the images that wait for a person, so that both change together."""

    def __init__(self, path: Path) -> None:
        self._engine = open_engine(f"sqlite:///{path}")
        METADATA.create_all(self._engine)
        path.chmod(0o600)
        # Whoever fetches images waits for nobody who marks some.
        self._reading = open_engine(f"sqlite:///{path}", read_only=True)

    def marks(self, dataset: str, version: str) -> dict[str, bool]:
        """Object -> whether it bears text, of those marked so far."""
        with Session(self._reading) as session:
            return _marks(session, dataset, version)

    def outcome(self, dataset: str, version: str) -> Outcome | None:
        """None while somebody still looks."""
        with Session(self._reading) as session:
            return _outcome(session, dataset, version)

    def passed(self, dataset: str, version: str) -> bool:
        return self.outcome(dataset, version) is Outcome.PASSED

    def mark(
        self,
        seen: Sampled,
        marks: Mapping[str, bool],
        by: str,
        record: Record,
        others: Iterable[Sampled] = (),
    ) -> Outcome | None:
        """Keep `marks`; those of the last image decide. Audited before it counts, all of it or nothing.

        `others`: versions of the same data set, which fail with it where they hold an image that bears text.

        Raises Refusal `sample-image-unknown`, `sample-decided` or what `record` raises.
        """
        drawn, place = seen.projections, {"dataset": seen.dataset, "version": seen.version}
        for image in marks:
            if image not in drawn.sample:
                raise Refusal("sample-image-unknown")
        told = {"by": by, **place}
        with Session(self._engine) as session:
            if _outcome(session, seen.dataset, seen.version):
                raise Refusal("sample-decided")
            now = datetime.now(UTC).isoformat()
            for image, text in marks.items():
                row = place | {"image": image, "text": text, "by": by, "at": now}
                session.execute(
                    insert(_MARK)
                    .values(row)
                    .on_conflict_do_update(
                        index_elements=["dataset", "version", "image"],
                        set_={"text": text, "by": by, "at": now},
                    )
                )
            found = _marks(session, seen.dataset, seen.version)
            outcome = None
            record("images.sample-marked", told | {"images": len(marks), "with_text": sum(marks.values())})
            if len(found) == len(drawn.sample):
                outcome = Outcome.FAILED if any(found.values()) else Outcome.PASSED
                session.execute(sa.insert(_LOOK).values(place | {"outcome": outcome, "by": by, "at": now}))
                event = "images.sample-failed" if any(found.values()) else "images.sample-passed"
                record(event, told | _findings(drawn, found))
                if outcome is Outcome.FAILED:
                    bears_text = {drawn.unseen[image].digest: text for image, text in found.items()}
                    _hold_each(session, seen, bears_text)
                    for other in others:
                        if _fails(session, other, bears_text, by, now):
                            told_of_other = told | {"version": other.version, "seen_in": seen.version}
                            record("images.sample-failed", told_of_other)
            session.commit()
        return outcome

    def close(self) -> None:
        self._engine.dispose()
        self._reading.dispose()


def _findings(drawn: VersionProjections, found: Mapping[str, bool]) -> dict[str, Any]:
    count, with_text = len(drawn.unseen), sum(found.values())
    told: dict[str, Any] = {"images": len(found), "among": count, "with_text": with_text}
    return told if with_text else told | {"fewer_than": f"{highest_share(len(found), count):.2%}"}


def _fails(session: Session, other: Sampled, bears_text: Mapping[str, bool], by: str, now: str) -> bool:
    """Whether it does, from now on: also one that had passed, by a sample without that image."""
    if not any(bears_text.get(unseen.digest) for unseen in other.projections.unseen.values()):
        return False
    row = {"dataset": other.dataset, "version": other.version, "outcome": Outcome.FAILED, "by": by, "at": now}
    changed = {"outcome": Outcome.FAILED, "by": by, "at": now}
    keys = ["dataset", "version"]
    session.execute(insert(_LOOK).values(row).on_conflict_do_update(index_elements=keys, set_=changed))
    _hold_each(session, other, bears_text)
    return True


def _hold_each(session: Session, seen: Sampled, bears_text: Mapping[str, bool]) -> None:
    for unseen in seen.projections.unseen.values():
        text = bears_text.get(unseen.digest)
        state = State.WAITING if text is None else State.REFUSED if text else State.RELEASED
        reason = Reason.TEXT_SEEN if text else Reason.TEXT_IN_SAMPLE
        decide_unseen(session, seen.dataset, unseen, reason, state)


def _marks(session: Session, dataset: str, version: str) -> dict[str, bool]:
    wanted = sa.select(_MARK.c.image, _MARK.c.text).where(
        _MARK.c.dataset == dataset, _MARK.c.version == version
    )
    return {image: bool(text) for image, text in session.execute(wanted)}


def _outcome(session: Session, dataset: str, version: str) -> Outcome | None:
    wanted = sa.select(_LOOK.c.outcome).where(_LOOK.c.dataset == dataset, _LOOK.c.version == version)
    found = session.execute(wanted).scalar_one_or_none()
    return None if found is None else Outcome(found)
