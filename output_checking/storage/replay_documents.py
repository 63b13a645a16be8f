"""Between a replay and the row that keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from output_checking.model import ReleaseRequest
from output_checking.replay.model import ComparedFile, Replay, ReplayState


def replay_rows(request: ReleaseRequest) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "request_id": request.id,
            "turn": one.turn,
            "asked_by": one.asked_by,
            "asked_at": one.asked_at,
            "state": one.state.value,
            "outcome": {
                "image": one.image,
                "started_at": one.started_at and one.started_at.isoformat(),
                "ended_at": one.ended_at and one.ended_at.isoformat(),
                "reason": one.reason,
                "params": dict(one.params),
                "files": [file.document() for file in one.files],
            },
        }
        for one in request.replays
    ]


def replay(row: Row[Any]) -> Replay:
    kept = row.outcome
    return Replay(
        id=row.id,
        turn=row.turn,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=ReplayState(row.state),
        image=kept["image"],
        started_at=_moment(kept["started_at"]),
        ended_at=_moment(kept["ended_at"]),
        reason=kept["reason"],
        params=kept["params"],
        files=tuple(ComparedFile.of(document) for document in kept["files"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
