"""Lists of requests as one person may see them, found by the database: pages of many thousand stay fast."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from output_checking.permissions import ADMIN, DATA_OWNER, OUTPUT_CHECKER, Standing
from output_checking.states import EDITABLE, REVIEWABLE, State
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
    and the user names of everybody there."""

    username: str
    roles: Collection[str]
    projects: Collection[str]
    site: str | None = None
    colleagues: Collection[str] = ()

    def standing(self) -> Mapping[Standing, ColumnElement[bool]]:
        """When this person has each standing: the same rule as `permissions.standings`, for the database."""
        inside = _ONE.project.in_(self.projects) if self.projects else false()
        wrote = _ONE.author == self.username
        outside = and_(not_(inside), not_(wrote))
        asked = _ONE.policy["sites_required"].as_string().contains(f'"{self.site}"', autoescape=True)
        speaks = func.coalesce(asked, false()) if self.site and DATA_OWNER in self.roles else false()
        far = or_(_ONE.same_site, _ONE.author.not_in(self.colleagues))
        checks = OUTPUT_CHECKER in self.roles
        return {
            Standing.AUTHOR: and_(inside, wrote),
            Standing.MEMBER: and_(inside, not_(wrote)),
            Standing.REVIEWER: and_(outside, not_(speaks), far) if checks else false(),
            Standing.SITE: and_(outside, speaks),
            Standing.ADMIN: true() if ADMIN in self.roles else false(),
        }


class Lists:
    def __init__(self, session: Session, reader: Reader, filters: Filters) -> None:
        self._session = session
        self._reader = reader
        held = reader.standing()
        seen = [and_(_state(VISIBLE_STATES[standing]), holds) for standing, holds in held.items()]
        self._visible = or_(*seen)
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
        query = counted.where(self._visible, *self._wished).group_by(_ONE.author, _ONE.state)
        rows = self._session.execute(query).all()
        counts = {
            Listing.AWAITING: self._count(Listing.AWAITING),
            Listing.MINE: sum(row.found for row in rows if row.author == self._reader.username),
            Listing.RETURNED: sum(row.found for row in rows if row.state == State.RETURNED.value),
            Listing.RELEASED: sum(row.found for row in rows if row.state == State.RELEASED.value),
            Listing.ALL: sum(row.found for row in rows),
        }
        return counts, self._authors() if self._wished else sorted({row.author for row in rows})

    def _count(self, listing: Listing) -> int:
        query = select(func.count()).select_from(release_requests)
        return self._session.scalar(query.where(self._visible, *self._wished, self._only[listing])) or 0

    def _authors(self) -> list[str]:
        return sorted(self._session.scalars(select(_ONE.author).where(self._visible).distinct()))

    def page(self, listing: Listing, *, offset: int, limit: int) -> list[str]:
        """Ids; what waits oldest first, everything else latest first."""
        order = [_ONE.created_at, _ONE.id]
        if listing is not Listing.AWAITING:
            order = [one.desc() for one in order]  # type: ignore[misc]
        query = select(_ONE.id).where(self._visible, *self._wished, self._only[listing]).order_by(*order)
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def _awaiting(self, held: Mapping[Standing, ColumnElement[bool]]) -> ColumnElement[bool]:
        mine = (
            votes.c.request_id == _ONE.id,
            votes.c.turn == _ONE.turn,
            votes.c.round == case((_state([State.CONSOLIDATION]), 2), else_=1),
            votes.c.reviewer == self._reader.username,
        )
        judges = or_(*(held[standing] for standing in JUDGES))
        to_vote = and_(_state(REVIEWABLE), judges, not_(exists().where(*mine)))
        # The states once more, before the choice: an index then leads to the few that are open.
        return and_(
            _state({*REVIEWABLE, *EDITABLE}), or_(to_vote, and_(held[Standing.AUTHOR], _state(EDITABLE)))
        )


def authors_of(session: Session) -> list[str]:
    """Of every request there is."""
    return list(session.scalars(select(_ONE.author).distinct().order_by(_ONE.author)))


def _state(states: Collection[State]) -> ColumnElement[bool]:
    return _ONE.state.in_(sorted(state.value for state in states))


def _wishes(filters: Filters) -> list[ColumnElement[bool]]:
    found = []
    if filters.state:
        found.append(_ONE.state == filters.state)
    if filters.projects is not None:
        found.append(_ONE.project.in_(filters.projects))
    if filters.author:
        found.append(_ONE.author == filters.author)
    for word in filters.text.split():
        anywhere = [column.icontains(word, autoescape=True) for column in (_ONE.title, _ONE.context, _ONE.id)]
        found.append(or_(*anywhere))
    return found
