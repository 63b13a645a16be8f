"""The audit, searched on a page and kept as a table."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from governance.audit.event_words import event_words
from governance.audit.story import OWN_ZONE
from governance.web.administration.access import Area
from governance.web.administration.audit_search import AuditSearch
from governance.web.administration.desk import desk_of
from governance.web.administration.visiting import WRITTEN, CurrentVisitor, only_for

router = APIRouter(dependencies=[Depends(only_for(Area.AUDIT))])
_Field = Annotated[str, Query(max_length=200, pattern=WRITTEN)]


async def asked_search(
    zone: _Field = OWN_ZONE,
    actor: _Field = "",
    project: _Field = "",
    event: _Field = "",
    since: _Field = "",
    until: _Field = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> AuditSearch:
    return AuditSearch(zone, actor, project, event, since, until, before)


AskedSearch = Annotated[AuditSearch, Depends(asked_search)]


@router.get("/audit")
def audit(request: Request, visitor: CurrentVisitor, asked: AskedSearch) -> Response:
    desk, told = desk_of(request), visitor.words.governance
    found = desk.audit.page(asked)
    return desk.page(
        request,
        "audit.html",
        visitor,
        asked=asked,
        zones=found.zones,
        records=[(one, event_words(one, told)) for one in found.records],
        older=found.older,
        address=partial(_address, asked),
    )


@router.get("/audit.csv")
def audit_table(request: Request, visitor: CurrentVisitor, asked: AskedSearch) -> Response:
    return Response(
        desk_of(request).audit.table(asked, visitor.words.governance),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{date.today()}.csv"'},
    )


def _address(asked: AuditSearch, page: str, before: int | None = None) -> str:
    """The same search on another page."""
    kept = {name: value for name, value in asdict(asked).items() if value and name != "before"}
    return f"{page}?{urlencode(kept | ({'before': before} if before else {}))}"
