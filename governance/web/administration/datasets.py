"""The data sets of every site, and the projects that read them or ask to."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from governance.catalogue.holdings import registered_sites
from governance.catalogue.uses import uses_of_datasets
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import CurrentVisitor, only_for

router = APIRouter(dependencies=[Depends(only_for(Area.DATASETS))])


@router.get("/datasets")
def datasets(request: Request, visitor: CurrentVisitor) -> Response:
    desk = desk_of(request)
    with desk.read() as uow:
        sites, uses = registered_sites(uow), uses_of_datasets(uow)
    return desk.page(request, "datasets.html", visitor, told=Telling(visitor.words), sites=sites, uses=uses)
