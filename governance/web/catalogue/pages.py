"""The pages of the catalogue: what was found, one data set with its variables, the register of projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from governance.announcements import shown_announcements
from governance.catalogue import search
from governance.catalogue.holdings import published_dataset, registered_sites
from governance.nodes import drained_nodes
from governance.people.person import Person
from governance.projects.public_register import public_register
from governance.refusal import Refusal
from governance.running import job_counts
from governance.storage.unit_of_work import UnitOfWork
from governance.web.catalogue.status import Status
from governance.web.catalogue.wording import wording
from governance.web.hub_login import CurrentPerson, CurrentSession
from governance.web.pages.languages import chosen_language, language_links
from governance.web.pages.rendering import Templates
from governance.web.pages.static_files import StaticFiles

_HERE = Path(__file__).parent
_STATUS = {
    "page-unknown": 404,
    "site-not-registered": 404,
    "dataset-not-published": 404,
    "hub-unreachable": 503,
    "database-busy": 503,
}
# Of one data set in the list of what was found; its own page shows them all.
PLACES_SHOWN = 6


class Pages:
    """`path` stands before every page's own path; `administration` and `hub_home` are where people go from
    here."""

    def __init__(
        self, read: Callable[[], UnitOfWork], status: Status, path: str, *, administration: str, hub_home: str
    ) -> None:
        self._read = read
        self._status = status
        self._administration = administration
        self._hub_home = hub_home
        self._path = path
        self.files = StaticFiles(path)
        self._templates = Templates(_HERE / "templates", self.files)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)

        @router.get("/")
        def found(
            request: Request,
            person: CurrentPerson,
            session: CurrentSession,
            q: Annotated[str, Query(max_length=1_000)] = "",
            site: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
        ) -> Response:
            with self._read() as uow:
                sites = registered_sites(uow)
            chosen = {one.id for one in sites} & set(site)
            query = search.Query(q)
            within = [one for one in sites if not chosen or one.id in chosen]
            results = list(search.search(query, within))
            return self._page(
                request,
                "found.html",
                (person, session.csrf),
                q=q[: search.LONGEST_QUERY],
                words_asked=query.words,
                sites=sites,
                chosen=chosen,
                results=results,
                places_shown=PLACES_SHOWN,
            )

        @router.get("/projects")
        def projects(request: Request) -> Response:
            """The public register: no login, as it names no person."""
            with self._read() as uow:
                entries = public_register(uow)
            return self._page(request, "projects.html", None, entries=entries)

        @router.get("/status")
        def status(request: Request, person: CurrentPerson, session: CurrentSession) -> Response:
            """Names no person and no project."""
            with self._read() as uow:
                sites, said = registered_sites(uow), shown_announcements(uow)
                jobs, drained = job_counts(uow), len(drained_nodes(uow))
            return self._page(
                request,
                "status.html",
                (person, session.csrf),
                sites=sites,
                told=self._status.look(sites),
                announcements=said,
                jobs=jobs,
                drained=drained,
            )

        @router.get("/{site}/{dataset}")
        def one(
            request: Request,
            person: CurrentPerson,
            session: CurrentSession,
            site: str,
            dataset: str,
            q: Annotated[str, Query(max_length=1_000)] = "",
        ) -> Response:
            with self._read() as uow:
                card, found = published_dataset(uow, site, dataset)
            query = search.Query(q)
            places = list(search.places_of(query, card, found))
            return self._page(
                request,
                "dataset.html",
                (person, session.csrf),
                q=q[: search.LONGEST_QUERY],
                site=card,
                dataset=found,
                tables={place.table for place in places if not place.column} if query.words else None,
                columns={(place.table, place.column) for place in places if place.column},
                codes={(place.table, place.column, place.code.code) for place in places if place.code},
            )

        return router

    def refused(self, request: Request, refusal: Refusal) -> Response:
        status = _STATUS.get(refusal.code, 403)
        return self._page(
            request, "refused.html", None, status=status, refusal=refusal, frame="catalogue.html"
        )

    def _page(
        self,
        request: Request,
        template: str,
        who: tuple[Person, str] | None,
        *,
        status: int = 200,
        **values: Any,
    ) -> HTMLResponse:
        person, csrf = who or (None, "")
        words = wording(chosen_language(request, person.language if person else None))
        start = f"{self._path}/"
        content = self._templates.render(
            template,
            words=words,
            t=words.say,
            start=start,
            brand="",
            hub_home=self._hub_home,
            logout=f"{self._path}/logout",
            status=status,
            person=person.full_name if person else "",
            administration=self._administration if person and person.administers else "",
            csrf=csrf,
            language_links=language_links(request, start),
            **values,
        )
        return HTMLResponse(content, status_code=status)
