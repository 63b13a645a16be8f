"""Lists of requests as one person may see them, found by the database: pages of many thousand stay fast."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from output_checking.permissions import ADMIN, DATA_OWNER, OUTPUT_CHECKER, Standing
from output_checking.states import EDITABLE, REVIEWABLE, State
from output_checking.storage.listed_requests import LISTED, ListedRequest, listed_requests
from output_checking.storage.tables import release_requests, votes
from output_checking.visibility import JUDGES, VISIBLE_STATES

_ONE = release_requests.c


class Listing(StrEnum):
    """The lists of the first page. `AWAITING`: something is asked of this very person."""

    AWAITING = "awaiting"
    MINE = "mine"
    RETURNED = "returned"
    RELEASED = "released"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """Empty: no such wish. `projects`: None for every project; `text` stands in title, context or number."""

    state: str = ""
    projects: Collection[str] | None = None
    author: str = ""
    text: str = ""


@dataclass(frozen=True)
class Reader:
    """Whoever looks: roles on the platform, the projects of which this person is a member today, the own site
    and, for an output checker, the user names of everybody there."""

    username: str
    roles: Collection[str]
    projects: Collection[str]
    site: str | None = None
    colleagues: Collection[str] = ()

    def standing(self) -> Mapping[Standing, ColumnElement[bool]]:
        """When this person has each standing, of those they can have: `permissions.standings`, as SQL."""
        wrote = _ONE.author == self.username
        outside = not_(wrote)
        held: dict[Standing, ColumnElement[bool]] = {}
        if self.projects:
            inside = _ONE.project.in_(self.projects)
            outside = and_(outside, not_(inside))
            held = {Standing.AUTHOR: and_(inside, wrote), Standing.MEMBER: and_(inside, not_(wrote))}
        judges = outside
        if self.site and DATA_OWNER in self.roles:
            asked = _ONE.policy["sites_required"].as_string().contains(f'"{self.site}"', autoescape=True)
            speaks = func.coalesce(asked, false())
            held[Standing.SITE] = and_(outside, speaks)
            judges = and_(outside, not_(speaks))
        if OUTPUT_CHECKER in self.roles:
            far = or_(_ONE.same_site, _ONE.author.not_in(self.colleagues))
            held[Standing.REVIEWER] = and_(judges, far)
        if ADMIN in self.roles:
            held[Standing.ADMIN] = true()
        return held


class Lists:
    def __init__(self, session: Session, reader: Reader, filters: Filters) -> None:
        self._session = session
        self._reader = reader
        held = reader.standing()
        seen = [and_(_state(VISIBLE_STATES[standing]), holds) for standing, holds in held.items()]
        self._visible = or_(false(), *seen)
        self._wished = _wishes(filters)
        self._only = {
            Listing.AWAITING: self._awaiting(held),
            Listing.MINE: _ONE.author == reader.username,
            Listing.RETURNED: _state([State.RETURNED]),
            Listing.RELEASED: _state([State.RELEASED]),
            Listing.ALL: true(),
        }

    def overview(self) -> tuple[dict[Listing, int], list[str]]:
        """How many requests stand in each list; the authors of every request this person sees, whatever the
        filters. The index `release_requests_counted` answers, without a look at most requests themselves."""
        counted = select(_ONE.author, _ONE.state, func.count().label("found"))
        rows = self._session.execute(counted.where(self._visible).group_by(_ONE.state, _ONE.author)).all()
        counts = {
            Listing.AWAITING: self._count(Listing.AWAITING),
            Listing.MINE: sum(row.found for row in rows if row.author == self._reader.username),
            Listing.RETURNED: sum(row.found for row in rows if row.state == State.RETURNED.value),
            Listing.RELEASED: sum(row.found for row in rows if row.state == State.RELEASED.value),
            Listing.ALL: sum(row.found for row in rows),
        }
        return counts | self._wished_counts(), sorted({row.author for row in rows})

    def _wished_counts(self) -> dict[Listing, int]:
        """Of each list in which filters leave less, in one reading; the one of what waits apart."""
        if not self._wished:
            return {}
        lists = [one for one in Listing if one is not Listing.AWAITING]
        query = select().add_columns(*(func.count().filter(self._only[one]) for one in lists))
        return dict(zip(lists, self._session.execute(self._where(query)).one(), strict=True))

    def _count(self, listing: Listing) -> int:
        query = select(func.count()).select_from(release_requests).where(self._only[listing])
        return self._session.scalar(self._where(query)) or 0

    def page(self, listing: Listing, *, offset: int, limit: int) -> tuple[ListedRequest, ...]:
        """What waits oldest first, everything else latest first."""
        query = self._ordered(select(*LISTED), listing).offset(offset).limit(limit)
        return listed_requests(self._session, query, reader=self._reader.username)

    def ids(self, listing: Listing, *, limit: int) -> list[str]:
        """In the order of `page`."""
        return list(self._session.scalars(self._ordered(select(_ONE.id), listing).limit(limit)))

    def _ordered(self, query: Select[Any], listing: Listing) -> Select[Any]:
        order = [_ONE.created_at, _ONE.id]
        if listing is not Listing.AWAITING:
            order = [one.desc() for one in order]  # type: ignore[misc]
        return self._where(query).where(self._only[listing]).order_by(*order)

    def _where(self, query: Select[Any]) -> Select[Any]:
        return query.where(self._visible, *self._wished)

    def _awaiting(self, held: Mapping[Standing, ColumnElement[bool]]) -> ColumnElement[bool]:
        mine = (
            votes.c.request_id == _ONE.id,
            votes.c.turn == _ONE.turn,
            votes.c.round == case((_state([State.CONSOLIDATION]), 2), else_=1),
            votes.c.reviewer == self._reader.username,
        )
        judges = or_(false(), *(held[standing] for standing in sorted(JUDGES & set(held))))
        to_vote = and_(_state(REVIEWABLE), judges, not_(exists().where(*mine)))
        to_correct = and_(held.get(Standing.AUTHOR, false()), _state(EDITABLE))
        # The states once more, before the choice: an index then leads to the few that are open.
        return and_(_state({*REVIEWABLE, *EDITABLE}), or_(to_vote, to_correct))


def _state(states: Collection[State]) -> ColumnElement[bool]:
    """Of most states only those that are left out are named: for a long list of the others SQLite leaves the
    index of ages, which has the latest at hand, and sorts all requests there are."""
    others = set(State) - set(states)
    if len(others) < len(states):
        return _ONE.state.not_in(sorted(state.value for state in others)) if others else true()
    return _ONE.state.in_(sorted(state.value for state in states))


def _wishes(filters: Filters) -> list[ColumnElement[bool]]:
    found = []
    if filters.state:
        found.append(_ONE.state == filters.state)
    if filters.projects is not None:
        found.append(_ONE.project.in_(filters.projects))
    if filters.author:
        found.append(_ONE.author == filters.author)
    anywhere = _ONE.title + " " + _ONE.context + " " + _ONE.id
    return found + [anywhere.icontains(word, autoescape=True) for word in filters.text.split()]
