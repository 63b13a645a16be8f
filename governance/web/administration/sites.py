"""The sites: whether each gateway answers, how its certificate and the copy of its audit stand."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from governance.catalogue.standing import sites_standing
from governance.monitoring.asking import ask_all, ask_gateway
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import CurrentVisitor, only_for

router = APIRouter(dependencies=[Depends(only_for(Area.SITES))])


@router.get("/sites")
def sites(request: Request, visitor: CurrentVisitor) -> Response:
    desk = desk_of(request)
    with desk.read() as uow:
        standing = sites_standing(uow)
    return desk.page(
        request,
        "sites.html",
        visitor,
        told=Telling(visitor.words),
        sites=standing,
        answers=ask_all({one.card.id: partial(ask_gateway, one.card) for one in standing}),
        trails=_trails(desk.audit.zones()) if Area.AUDIT in visitor.areas else {},
    )


def _trails(zones: list[str]) -> dict[str, str]:
    """Site -> the zone in which its audit can be searched here."""
    return {zone.partition(":")[2]: zone for zone in zones if zone.startswith(("site:", "copy:"))}
