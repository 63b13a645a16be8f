"""Add a file to a request, or put new bytes in the place of one: the airlock keeps its own copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.file_names import require_distinct, require_file_name
from output_checking.model import ReleaseRequest
from output_checking.profile import Limits
from output_checking.request_files import FileRole, RequestFile
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request
from output_checking.use_cases.consult import view_to
from output_checking.written_words import GROUP, require_words


@dataclass(frozen=True)
class Upload:
    """What comes with the bytes; `supports` names the output file that a supporting file stands behind."""

    name: str
    group: str
    role: FileRole = FileRole.OUTPUT
    supports: str | None = None
    evidence: Evidence | None = None


def add_file(
    airlock: Airlock, *, actor: str, request_id: str, upload: Upload, content: BinaryIO
) -> ReleaseRequest:
    """Raises Refusal `file-name`, `file-name-taken`, `file-too-large`, `file-empty`, `too-many-files`,
    `request-too-large`, `supports-missing`, `supports-unknown`, or one of written_words.py for the group."""
    require_file_name(upload.name)
    group = require_words(upload.group, longest=GROUP)
    limits = airlock.profile.limits
    # Before a byte is copied: someone who may not edit must not be able to fill the store.
    view_to(Action.EDIT, airlock, viewer=actor, request_id=request_id)
    sha256, size = airlock.files.add(content, limit=limits.file_bytes)
    if size == 0:
        raise Refusal("file-empty", file=upload.name)
    added = RequestFile(upload.name, group, upload.role, sha256, size, upload.supports, upload.evidence)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        _require_place(request, added, limits)
        replaced = any(one.name == added.name for one in request.files)
        event = Event(
            "file.replaced" if replaced else "file.added",
            {"file": added.name, "role": added.role.value, "sha256": sha256, "size": size},
        )
        return request.with_file(added), (event,)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)


def _require_place(request: ReleaseRequest, added: RequestFile, limits: Limits) -> None:
    others = [one for one in request.files if one.name != added.name]
    require_distinct(added.name, (one.name for one in others))
    if len(others) + 1 > limits.files:
        raise Refusal("too-many-files", limit=limits.files)
    if sum(one.size for one in others) + added.size > limits.request_bytes:
        raise Refusal("request-too-large", limit=limits.request_bytes)
    if added.role is FileRole.OUTPUT:
        if added.supports is not None:
            raise Refusal("supports-unknown", file=added.supports)
        return
    if added.supports is None:
        raise Refusal("supports-missing", file=added.name)
    if added.supports not in {one.name for one in others if one.role is FileRole.OUTPUT}:
        raise Refusal("supports-unknown", file=added.supports)
    if any(one.supports == added.name for one in others):
        raise Refusal("supports-unknown", file=added.name)
