"""What an author says so that others can judge: of each group of files, and of what a check blocks."""

from __future__ import annotations

from dataclasses import replace

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.findings import Finding, Severity
from output_checking.model import ReleaseRequest
from output_checking.request_files import ExceptionRequest, FileGroup, RequestFile
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request
from output_checking.written_words import GROUP, require_words


def explain_group(
    airlock: Airlock, *, actor: str, request_id: str, group: str, context: str, controls: str
) -> ReleaseRequest:
    """`context`: whence the numbers come; `controls`: what was done so that they disclose nobody.

    Raises Refusal `group-unknown`, or one of written_words.py.
    """
    told = FileGroup(require_words(group, longest=GROUP), require_words(context), require_words(controls))

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        return request.with_group(told), (Event("group.explained", {"group": told.name}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)


def request_exception(
    airlock: Airlock, *, actor: str, request_id: str, file: str, finding: str, reason: str
) -> ReleaseRequest:
    """Asks reviewers to let pass a blocking finding of the file as it is now; `finding` is its key.

    Raises Refusal `file-unknown`, `finding-gone`, `exception-needless`, `exception-impossible`,
    `reason-needed`, or one of written_words.py.
    """
    if not reason.strip():
        raise Refusal("reason-needed")
    reason = require_words(reason)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        one = request.file(file)
        found = _finding(one, finding)
        if found.severity is not Severity.BLOCK:
            raise Refusal("exception-needless")
        if airlock.is_final(found):
            raise Refusal("exception-impossible", rule=found.rule)
        asked = ExceptionRequest(file, one.sha256, finding, reason)
        others = tuple(held for held in request.exceptions if not held.covers(one, found))
        after = replace(request.moved(Action.EDIT), exceptions=(*others, asked))
        return after, (Event("exception.requested", {"file": file, "rule": found.rule, "reason": reason}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)


def drop_exception(
    airlock: Airlock, *, actor: str, request_id: str, file: str, finding: str
) -> ReleaseRequest:
    """Raises Refusal `finding-gone` when none was asked for."""

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        kept = tuple(one for one in request.exceptions if (one.file, one.finding) != (file, finding))
        if len(kept) == len(request.exceptions):
            raise Refusal("finding-gone")
        after = replace(request.moved(Action.EDIT), exceptions=kept)
        return after, (Event("exception.dropped", {"file": file}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)


def _finding(file: RequestFile, key: str) -> Finding:
    for one in file.findings:
        if one.key() == key:
            return one
    raise Refusal("finding-gone")
