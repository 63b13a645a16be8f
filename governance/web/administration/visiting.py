"""Who opens a page, and whether the table lets her."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from governance.people.person import Person
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import Area, Standing, open_areas, standings_of
from governance.web.administration.desk import Visitor, desk_of
from governance.web.administration.wording import wording
from governance.web.hub_login import CurrentSession
from governance.web.hub_pages import registered_person
from governance.web.pages.languages import chosen_language

# What an address may ask the database for: PostgreSQL keeps no text with this sign in it.
WRITTEN = r"^[^\x00]*$"


def current_visitor(request: Request, session: CurrentSession) -> Visitor:
    """The logged-in person as governance knows her now. Raises Refusal `person-not-registered`, or
    `administration-closed` for one to whom nothing here is open."""
    desk, name = desk_of(request), session.username
    with desk.read() as uow:
        person, standings = desk.same_state.answer(uow, (_standing, name), partial(_standing, uow, name))
    areas = open_areas(standings)
    visitor = Visitor(
        person, session.csrf, standings, areas, wording(chosen_language(request, person.language))
    )
    request.state.visitor = visitor
    if not areas:
        raise Refusal("administration-closed")
    return visitor


def _standing(uow: UnitOfWork, username: str) -> tuple[Person, frozenset[Standing]]:
    person = registered_person(uow, username)
    return person, standings_of(uow, person)


CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]


def only_for(area: Area) -> Callable[[Visitor], Awaitable[None]]:
    """The dependency of a router: nobody opens its pages but those whom the table names."""

    async def check(visitor: CurrentVisitor) -> None:
        if area not in visitor.areas:
            raise Refusal("area-closed", area=area.value)

    return check
