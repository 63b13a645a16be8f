"""The site's own audit, newest first, with filters."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from data_gateway.site.audit import AuditFilter, Kind
from data_gateway.web.audit_lines import audit_line
from data_gateway.web.desk import Desk
from data_gateway.web.rendering import Rendering

_PER_PAGE = 50
_Text = Annotated[str, Query(max_length=200)]


def audit_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/audit")
    def audit(
        request: Request,
        kind: _Text = "",
        actor: _Text = "",
        project: _Text = "",
        permit: _Text = "",
        text: _Text = "",
        first: _Text = "",
        last: _Text = "",
        page: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
        verify: bool = False,
    ) -> Response:
        session = desk.sessions.of(request, desk.account().passphrase)
        request.state.session = session
        asked = {
            "kind": kind if kind in {one.value for one in Kind} else "",
            "actor": actor.strip(),
            "project": project.strip(),
            "permit": permit.strip(),
            "text": text.strip(),
            "first": first if _day(first) else "",
            "last": last if _day(last) else "",
        }
        wanted = AuditFilter(
            kind=Kind(asked["kind"]) if asked["kind"] else None,
            actor=asked["actor"],
            project=asked["project"],
            permit=asked["permit"],
            text=asked["text"],
            first=_day(first),
            last=_day(last),
        )
        count, records = desk.audit.find(wanted, limit=_PER_PAGE, offset=(page - 1) * _PER_PAGE)
        words = rendering.words(request)
        return rendering.page(
            request,
            "audit.html",
            session,
            asked=asked,
            verdict=desk.audit.verify() if verify else None,
            kinds=list(Kind),
            count=count,
            lines=[audit_line(record, words) for record in records],
            number=page,
            pages=max(1, -(-count // _PER_PAGE)),
            query=urlencode({name: value for name, value in asked.items() if value}),
        )

    return router


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
