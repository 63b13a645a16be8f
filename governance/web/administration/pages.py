"""Every page of the administration, and the first one, which leads to the others."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from governance.web.administration import (
    audit,
    datasets,
    ending,
    life,
    people,
    permits,
    person,
    project_files,
    projects,
    reviews,
    running,
    sites,
)
from governance.web.administration.desk import desk_of
from governance.web.administration.visiting import CurrentVisitor

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request, visitor: CurrentVisitor) -> Response:
    return desk_of(request).page(request, "start.html", visitor)


PARTS = (
    projects.router,
    projects.acts,
    life.records,
    life.acts,
    ending.acts,
    project_files.router,
    people.router,
    person.router,
    person.acts,
    reviews.router,
    reviews.acts,
    *(subject.router for subject in (sites, datasets, permits, running, audit)),
)
for _part in PARTS:
    router.include_router(_part)


@router.get("/{unknown:path}")
def no_page(visitor: CurrentVisitor, unknown: str) -> Response:
    """With the menu of who is logged in."""
    raise Refusal("page-unknown")
