"""The permits: all that were asked of the sites, and one with its document and its signature."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from governance.catalogue.holdings import registered_sites
from governance.permits.viewing import permit_seen, permits_seen
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
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
        read = partial(
            permits_seen,
            uow,
            project=project.strip(),
            site=site,
            live=not over,
            start=begin,
            limit=PAGE + 1,
        )
        found = desk.same_state.answer(uow, (permits_seen, project.strip(), site, over, begin), read)
    asked = {"project": project, "site": site} | ({"over": "1"} if over else {})
    return desk.page(
        request,
        "permits.html",
        visitor,
        told=Telling(visitor.words),
        asked={"project": project, "site": site, "over": over},
        sites=sites,
        permits=found[:PAGE],
        more=urlencode(asked | {"begin": str(begin + PAGE)}) if len(found) > PAGE else "",
    )


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
