"""The permits: all that were asked of the sites, and one with its document and its signature."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from governance.catalogue.holdings import registered_sites
from governance.permits.viewing import permit_seen, permits_seen
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import Area
from governance.web.administration.desk import Desk, Visitor, desk_of
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import WRITTEN, CurrentVisitor, only_for

PAGE = 50

router = APIRouter(dependencies=[Depends(only_for(Area.PERMITS))])
_Name = Annotated[str, Query(max_length=30, pattern=WRITTEN)]


@router.get("/permits")
def permits(
    request: Request,
    visitor: CurrentVisitor,
    project: _Name = "",
    site: _Name = "",
    over: bool = False,
    begin: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> Response:
    """`over`: those too that ended; `begin`: how many were shown on the pages before."""
    desk = desk_of(request)
    with desk.read() as uow:
        sites = registered_sites(uow)
        wanted = _Wanted(project.strip(), site, over, begin)
        read = partial(_rows, desk, uow, visitor, wanted)
        rows, more = desk.same_state.answer(uow, (wanted, visitor.words.language), read)
    asked = {"project": project, "site": site} | ({"over": "1"} if over else {})
    return desk.page(
        request,
        "permits.html",
        visitor,
        asked={"project": project, "site": site, "over": over},
        sites=sites,
        rows=rows,
        more=urlencode(asked | {"begin": str(begin + PAGE)}) if more else "",
    )


@dataclass(frozen=True)
class _Wanted:
    project: str
    site: str
    over: bool
    begin: int


def _rows(desk: Desk, uow: UnitOfWork, visitor: Visitor, wanted: _Wanted) -> tuple[Markup, bool]:
    """And whether others follow."""
    found = permits_seen(
        uow,
        project=wanted.project,
        site=wanted.site,
        live=not wanted.over,
        start=wanted.begin,
        limit=PAGE + 1,
    )
    told = Telling(visitor.words)
    return desk.rows("permits_rows.html", visitor, told=told, permits=found[:PAGE]), len(found) > PAGE


@router.get("/permits/{digest}")
def permit(
    request: Request, visitor: CurrentVisitor, digest: Annotated[str, Path(pattern=WRITTEN)]
) -> Response:
    desk = desk_of(request)
    with desk.read() as uow:
        whole = permit_seen(uow, digest)
    document = whole.permit.document.model_dump(mode="json")
    return desk.page(
        request,
        "permit.html",
        visitor,
        told=Telling(visitor.words),
        whole=whole,
        text=json.dumps(document, ensure_ascii=False, indent=2),
    )
