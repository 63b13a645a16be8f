"""The people: everybody who was registered."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from governance.people.viewing import people_seen
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import Area
from governance.web.administration.desk import Desk, Visitor, desk_of
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
    desk, named = desk_of(request), q.strip()
    with desk.read() as uow:
        asked = people, named, after, visitor.words.language
        rows, last = desk.same_state.answer(uow, asked, partial(_rows, desk, uow, visitor, named, after))
    older = urlencode({"q": q, "after": last}) if last else ""
    return desk.page(request, "people.html", visitor, q=q, rows=rows, older=older)


def _rows(desk: Desk, uow: UnitOfWork, visitor: Visitor, named: str, after: str) -> tuple[Markup, str]:
    """With the last user name, where others follow."""
    found = people_seen(uow, named=named, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    rows = desk.rows("people_rows.html", visitor, told=Telling(visitor.words), people=shown, shown=SHOWN)
    return rows, shown[-1].person.username if len(found) > PAGE else ""
