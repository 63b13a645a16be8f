"""The first page: one list of requests, a page at a time, and how many stand in each of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from governance.directory import ListedPerson, ListedProject, Person
from output_checking.airlock import Airlock
from output_checking.permissions import ADMIN, DATA_OWNER, OUTPUT_CHECKER, permitted_actions, standings
from output_checking.states import Action
from output_checking.storage.listed_requests import ListedRequest
from output_checking.storage.lists import Filters, Listing, Lists, Reader

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
class ListedView:
    """One line, and what this person may do there now."""

    request: ListedRequest
    actions: frozenset[Action]


@dataclass(frozen=True)
class QueuePage:
    """`people` by user name, authors among them; `projects` this person may choose from, by id."""

    views: tuple[ListedView, ...]
    counts: Mapping[Listing, int]
    number: int
    pages: int
    projects: Mapping[str, ListedProject]
    people: Mapping[str, ListedPerson]
    authors: tuple[str, ...]


def queue_page(
    airlock: Airlock, *, viewer: Person, listing: Listing, wish: Wish | None = None, number: int = 1
) -> QueuePage:
    """`number` is brought into range."""
    wish = wish or Wish()
    projects = {one.id: one for one in airlock.directory.projects(viewer.username)}
    reader = _reader(airlock, viewer, projects)
    with airlock.open_reading() as unit:
        lists = Lists(unit.session, reader, _filters(wish, projects))
        counts, authors = lists.overview()
        pages = max(1, -(-counts[listing] // PER_PAGE))
        number = min(max(1, number), pages)
        found = lists.page(listing, offset=(number - 1) * PER_PAGE, limit=PER_PAGE) if counts[listing] else ()
    people = airlock.directory.people({*authors, *(one.author for one in found)})
    sees_all = {ADMIN, DATA_OWNER, OUTPUT_CHECKER} & set(reader.roles)
    return QueuePage(
        views=tuple(_view(reader, people.get(one.author), one) for one in found),
        counts=counts,
        number=number,
        pages=pages,
        projects={name: one for name, one in projects.items() if sees_all or one.member},
        people=people,
        authors=tuple(authors),
    )


def neighbours(airlock: Airlock, *, viewer: Person, request_id: str) -> tuple[str | None, str | None]:
    """(before, after) among what awaits this person, oldest first; from outside of it, (None, the oldest)."""
    projects = {one.id: one for one in airlock.directory.projects(viewer.username)}
    reader = _reader(airlock, viewer, projects)
    with airlock.open_reading() as unit:
        ids = Lists(unit.session, reader, Filters()).ids(Listing.AWAITING, limit=_MOST_NEIGHBOURS)
    if request_id not in ids:
        return None, ids[0] if ids else None
    at = ids.index(request_id)
    return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


def _view(reader: Reader, author: ListedPerson | None, request: ListedRequest) -> ListedView:
    held = standings(
        reader.username,
        reader.roles,
        {reader.username} if request.project in reader.projects else set(),
        request,
        site=reader.site,
        author_site=author.site if author else None,
    )
    actions = permitted_actions(held, request)
    return ListedView(request, actions - {Action.VOTE} if request.voted else actions)


def _reader(airlock: Airlock, viewer: Person, projects: Mapping[str, ListedProject]) -> Reader:
    roles = {str(role) for role in viewer.roles}
    near = airlock.directory.people_at(viewer.site) if viewer.site and OUTPUT_CHECKER in roles else ()
    return Reader(
        viewer.username,
        roles,
        frozenset(one.id for one in projects.values() if one.member),
        viewer.site,
        frozenset(near),
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
