"""What a new submission changed since the output checkers last gave their opinions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest, Turn
from output_checking.states import EDITABLE, State
from output_checking.use_cases.consult import view_request


@dataclass(frozen=True)
class FileChange:
    """`before` and `after` are hashes; None on the side where there is no such file."""

    name: str
    kind: Literal["added", "removed", "replaced", "same"]
    before: str | None
    after: str | None


def reviewed_before(request: ReleaseRequest) -> Turn | None:
    """The last submission that came back with opinions: what the checks stopped, no checker has seen."""
    over = request.turns if request.state in EDITABLE else request.turns[:-1]
    return next((turn for turn in reversed(over) if turn.outcome is State.RETURNED), None)


def changes(request: ReleaseRequest) -> Mapping[str, FileChange]:
    """By file name, those that are gone last; empty for a request that never came back."""
    turn = reviewed_before(request)
    if turn is None:
        return {}
    found = {}
    for one in request.files:
        before = turn.files.get(one.name)
        kind: Literal["added", "same", "replaced"] = (
            "added" if before is None else "same" if before == one.sha256 else "replaced"
        )
        found[one.name] = FileChange(one.name, kind, before, one.sha256)
    for name, before in turn.files.items():
        if name not in found:
            found[name] = FileChange(name, "removed", before, None)
    return found


def read_before(airlock: Airlock, *, viewer: str, request_id: str, name: str) -> tuple[str, bytes]:
    """(hash, bytes) of the file as it was last reviewed.

    Raises Refusal `request-unknown`, `file-unknown`, `package-deleted` or `store-altered`.
    """
    view = view_request(airlock, viewer=viewer, request_id=request_id)
    if view.request.files_deleted_at is not None:
        raise Refusal("package-deleted")
    change = changes(view.request).get(name)
    if change is None or change.before is None:
        raise Refusal("file-unknown", file=name)
    return change.before, airlock.files.read(change.before)
