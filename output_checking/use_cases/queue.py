"""The first page: one list of requests, a page at a time, and how many stand in each of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from governance.directory import ListedProject, Person
from output_checking.airlock import Airlock
from output_checking.permissions import ADMIN, DATA_OWNER, OUTPUT_CHECKER, standings
from output_checking.storage.lists import Filters, Listing, Lists, Reader, authors_of
from output_checking.use_cases.consult import RequestView, view_as

PER_PAGE = 25
_MOST_WORDS = 8
_MOST_NEIGHBOURS = 1_000


@dataclass(frozen=True)
class Wish:
    """What a person looks for; empty: everything. `site` is one of the sites of the request's project."""

    state: str = ""
    project: str = ""
    site: str = ""
    author: str = ""
    text: str = ""


@dataclass(frozen=True)
class QueuePage:
    """`people` by user name, authors among them; `projects` this person may choose from, by id."""

    views: tuple[RequestView, ...]
    counts: Mapping[Listing, int]
    number: int
    pages: int
    projects: Mapping[str, ListedProject]
    people: Mapping[str, Person]
    authors: tuple[str, ...]


def queue_page(
    airlock: Airlock, *, viewer: Person, listing: Listing, wish: Wish | None = None, number: int = 1
) -> QueuePage:
    """`number` is brought into range."""
    wish = wish or Wish()
    projects = {one.id: one for one in airlock.directory.projects(viewer.username)}
    with airlock.open_reading() as unit:
        people = airlock.directory.people(authors_of(unit.session))
        reader = _reader(viewer, projects, people)
        lists = Lists(unit.session, reader, _filters(wish, projects))
        counts, authors = lists.overview()
        pages = max(1, -(-counts[listing] // PER_PAGE))
        number = min(max(1, number), pages)
        ids = lists.page(listing, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
        found = unit.requests.of(ids)
    views = []
    for request in found:
        author = people.get(request.author)
        held = standings(
            viewer.username,
            reader.roles,
            {viewer.username} if request.project in reader.projects else set(),
            request,
            site=viewer.site,
            author_site=author.site if author else None,
        )
        view = view_as(viewer.username, held, request)
        if view is not None:
            views.append(view)
    sees_all = {ADMIN, DATA_OWNER, OUTPUT_CHECKER} & set(reader.roles)
    return QueuePage(
        views=tuple(views),
        counts=counts,
        number=number,
        pages=pages,
        projects={name: one for name, one in projects.items() if sees_all or one.member},
        people={name: one for name, one in people.items() if name in authors},
        authors=tuple(authors),
    )


def neighbours(airlock: Airlock, *, viewer: Person, request_id: str) -> tuple[str | None, str | None]:
    """(before, after) among what awaits this person, oldest first; from outside of it, (None, the oldest)."""
    projects = {one.id: one for one in airlock.directory.projects(viewer.username)}
    with airlock.open_reading() as unit:
        reader = _reader(viewer, projects, airlock.directory.people(authors_of(unit.session)))
        ids = Lists(unit.session, reader, Filters()).page(Listing.AWAITING, offset=0, limit=_MOST_NEIGHBOURS)
    if request_id not in ids:
        return None, ids[0] if ids else None
    at = ids.index(request_id)
    return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


def _reader(viewer: Person, projects: Mapping[str, ListedProject], authors: Mapping[str, Person]) -> Reader:
    return Reader(
        viewer.username,
        {str(role) for role in viewer.roles},
        frozenset(one.id for one in projects.values() if one.member),
        viewer.site,
        frozenset(one.username for one in authors.values() if viewer.site and one.site == viewer.site),
    )


def _filters(wish: Wish, projects: Mapping[str, ListedProject]) -> Filters:
    within = None
    if wish.project or wish.site:
        within = frozenset(
            one.id
            for one in projects.values()
            if wish.project in ("", one.id) and (not wish.site or wish.site in one.sites)
        )
    text = " ".join(wish.text.replace("\x00", "").split()[:_MOST_WORDS])
    return replace(Filters(), state=wish.state, projects=within, author=wish.author, text=text)
