"""The people: everybody who was registered."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from governance.people.viewing import people_seen
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
from governance.web.administration.telling import SHOWN, Telling
from governance.web.administration.visiting import WRITTEN, CurrentVisitor, only_for

PAGE = 50

router = APIRouter(dependencies=[Depends(only_for(Area.PEOPLE))])


@router.get("/people")
def people(
    request: Request,
    visitor: CurrentVisitor,
    q: Annotated[str, Query(max_length=100, pattern=WRITTEN)] = "",
    after: Annotated[str, Query(max_length=63, pattern=WRITTEN)] = "",
) -> Response:
    desk = desk_of(request)
    with desk.read() as uow:
        read = partial(people_seen, uow, named=q.strip(), after=after, limit=PAGE + 1)
        found = desk.same_state.answer(uow, (people_seen, q.strip(), after), read)
    shown = found[:PAGE]
    older = urlencode({"q": q, "after": shown[-1].person.username}) if len(found) > PAGE else ""
    return desk.page(
        request,
        "people.html",
        visitor,
        told=Telling(visitor.words),
        q=q,
        people=shown,
        shown=SHOWN,
        older=older,
    )
