"""One request: everything a person may know and do about it, on one page."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from output_checking.use_cases.consult import view_request
from output_checking.use_cases.queue import neighbours
from output_checking.use_cases.resubmission import changes
from output_checking.web.pages import guidance
from output_checking.web.pages.ballot import Ballot
from output_checking.web.pages.findings import corrections, counted, numbered
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.refused import page_status
from output_checking.web.pages.rendering import page
from output_checking.web.pages.replay_shown import may_ask_replay, replay_at_work
from output_checking.web.pages.rules_shown import rules_shown
from output_checking.web.pages.timeline import timeline
from output_checking.web.pages.viewer import CurrentViewer, Viewer
from output_checking.written_words import TEXT

# What a form may announce after its redirect; anything else in the address is ignored.
_DONE = frozenset({"voted", "withdrawn", "revoked", "replay-asked"})

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/requests/{request_id}")
def show_request(request: Request, viewer: CurrentViewer, request_id: str, done: str = "") -> Response:
    return request_page(request, viewer, request_id, done=done if done in _DONE else "")


def request_page(
    request: Request,
    viewer: Viewer,
    request_id: str,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    ballot: Ballot | None = None,
    reason: str = "",
) -> Response:
    """The page; with `refusal`, why a form was not accepted, and all that was typed into it.

    Raises Refusal `request-unknown`.
    """
    view = view_request(viewer.airlock, viewer=viewer.username, request_id=request_id)
    shown = view.request
    names = {one.name for one in shown.files}
    changed = changes(shown)
    before, after = neighbours(viewer.airlock, viewer=viewer.person, request_id=request_id)
    return page(
        request,
        "request.html",
        viewer,
        status=page_status(refusal) if refusal else 200,
        view=view,
        shown=shown,
        refusal=refusal,
        done=done,
        ballot=ballot or Ballot(),
        ballot_sent=ballot is not None,
        stale_comments={} if ballot is None else {k: v for k, v in ballot.files.items() if k not in names},
        reason=reason,
        longest=TEXT,
        turn=guidance.turn(view),
        my_turn=guidance.my_turn(view),
        machine_at_work=shown.state in guidance.MACHINE_AT_WORK,
        replay=shown.replay_now(),
        replay_at_work=replay_at_work(view),
        may_ask_replay=may_ask_replay(viewer.airlock, view),
        clock=guidance.clock(shown, datetime.now(UTC)),
        missing=guidance.missing(view),
        why_no_vote=guidance.why_no_vote(view, viewer.person),
        why_no_withdrawal=guidance.why_no_withdrawal(view),
        why_no_package=guidance.why_no_package(view),
        counts={one.name: counted([one]) for one in shown.files},
        numbered=numbered,
        corrections=corrections(view),
        moments=timeline(shown),
        changed=changed,
        rules=rules_shown(viewer.airlock, view),
        removed=[one.name for one in changed.values() if one.kind == "removed"],
        before=before,
        after=after,
    )
