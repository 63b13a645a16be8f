"""Who opens a page, and whether the table lets her."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from governance.refusal import Refusal
from governance.web.administration.access import Area, open_areas, standings_of
from governance.web.administration.desk import Visitor, desk_of
from governance.web.administration.wording import wording
from governance.web.hub_login import CurrentPerson, CurrentSession
from governance.web.pages.languages import chosen_language

# What an address may ask the database for: PostgreSQL keeps no text with this sign in it.
WRITTEN = r"^[^\x00]*$"


def current_visitor(request: Request, person: CurrentPerson, session: CurrentSession) -> Visitor:
    """Raises Refusal `administration-closed` for one to whom nothing here is open."""
    with desk_of(request).read() as uow:
        standings = standings_of(uow, person)
    areas = open_areas(standings)
    visitor = Visitor(
        person, session.csrf, standings, areas, wording(chosen_language(request, person.language))
    )
    request.state.visitor = visitor
    if not areas:
        raise Refusal("administration-closed")
    return visitor


CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]


def only_for(area: Area) -> Callable[[Visitor], Awaitable[None]]:
    """The dependency of a router: nobody opens its pages but those whom the table names."""

    async def check(visitor: CurrentVisitor) -> None:
        if area not in visitor.areas:
            raise Refusal("area-closed", area=area.value)

    return check
