"""One person: who she is, what she proved, where she works, and what an administrator records of her."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from governance.people.certificate import Certificate
from governance.people.leaving import come_back, leave
from governance.people.training import record_certificate
from governance.people.viewing import person_seen
from governance.policy.in_force import policy_in_force
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import Area
from governance.web.administration.desk import Visitor, desk_of
from governance.web.administration.forms import Line, Named, Paper, PaperUnfit, given_reason, read_paper
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

# What an address may say was done -> the words of it.
_DONE = {
    "certified": "done-certified",
    "known": "done-known",
    "left": "done-left",
    "returned": "done-returned",
}
_NOTHING: Mapping[str, str] = dict.fromkeys(("kind", "by", "given", "until", "reason"), "")

router = APIRouter(dependencies=[Depends(only_for(Area.PEOPLE))])
acts = APIRouter(dependencies=[Depends(only_for(Area.PEOPLE)), Depends(csrf_checked)])


@router.get("/people/{username}")
def person(request: Request, visitor: CurrentVisitor, username: Named, done: str = "") -> Response:
    return _page(request, visitor, username, done=done)


@acts.post("/people/{username}/certify")
def certify(
    request: Request,
    visitor: CurrentVisitor,
    username: Named,
    kind: Line = "",
    by: Line = "",
    given: Line = "",
    until: Line = "",
    document: Paper = None,
) -> Response:
    typed = {"kind": kind.strip(), "by": by.strip(), "given": given.strip(), "until": until.strip()}

    def record(uow: UnitOfWork) -> str:
        certificate = read_paper(Certificate, typed, document)
        return "certified" if record_certificate(uow, username, certificate, visitor.actor) else "known"

    return _change(request, visitor, username, record, typed)


@acts.post("/people/{username}/leave")
def left(request: Request, visitor: CurrentVisitor, username: Named, reason: Line = "") -> Response:
    def record(uow: UnitOfWork) -> str:
        leave(uow, username, visitor.actor, given_reason(reason))
        return "left"

    return _change(request, visitor, username, record, {"reason": reason})


@acts.post("/people/{username}/return")
def returned(request: Request, visitor: CurrentVisitor, username: Named) -> Response:
    def record(uow: UnitOfWork) -> str:
        come_back(uow, username, visitor.actor)
        return "returned"

    return _change(request, visitor, username, record, {})


def _change(
    request: Request,
    visitor: Visitor,
    username: str,
    record: Callable[[UnitOfWork], str],
    typed: Mapping[str, str],
) -> Response:
    """One transaction. A refusal is told on the person's own page, with what was `typed`."""
    desk = desk_of(request)
    try:
        with desk.write() as uow:
            done = record(uow)
            uow.commit()
    except Refusal as refusal:
        return _page(request, visitor, username, refusal=refusal, typed=typed)
    return RedirectResponse(f"{desk.path}people/{username}?done={done}", status_code=303)


def _page(
    request: Request,
    visitor: Visitor,
    username: str,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    typed: Mapping[str, str] = _NOTHING,
) -> Response:
    """Raises Refusal `person-unregistered`."""
    desk, told = desk_of(request), Telling(visitor.words)
    with desk.read() as uow:
        seen, policy = person_seen(uow, username), policy_in_force(uow)
    return desk.page(
        request,
        "person.html",
        visitor,
        status=desk.status(refusal) if refusal else 200,
        told=told,
        seen=seen,
        kinds=sorted({kind for kinds in policy.trainings.values() for kind in kinds}),
        done=visitor.words.say(_DONE[done]) if done in _DONE else "",
        refusal=refusal,
        faults=told.misfits(refusal.misfits) if isinstance(refusal, PaperUnfit) else [],
        typed={**_NOTHING, **typed},
    )
