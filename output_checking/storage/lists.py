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
        inside = _ONE.project.in_(self.projects)
        wrote = _ONE.author == self.username
        outside = and_(not_(inside), not_(wrote))
        asked = _ONE.policy["sites_required"].as_string().contains(f'"{self.site}"', autoescape=True)
        speaks = func.coalesce(asked, false()) if self.site and DATA_OWNER in self.roles else false()
        far = or_(
            func.coalesce(_ONE.policy["same_site"].as_boolean(), true()), _ONE.author.not_in(self.colleagues)
        )
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
        seen = [and_(holds, _state(VISIBLE_STATES[standing])) for standing, holds in held.items()]
        self._visible = and_(or_(*seen), *_wishes(filters))
        self._only = {
            Listing.AWAITING: self._awaiting(held),
            Listing.MINE: _ONE.author == reader.username,
            Listing.RETURNED: _state([State.RETURNED]),
            Listing.RELEASED: _state([State.RELEASED]),
            Listing.ALL: true(),
        }

    def count(self, listing: Listing) -> int:
        query = select(func.count()).select_from(release_requests)
        return self._session.scalar(query.where(self._visible, self._only[listing])) or 0

    def page(self, listing: Listing, *, offset: int, limit: int) -> list[str]:
        """Ids; what waits oldest first, everything else latest first."""
        order = [_ONE.created_at, _ONE.id]
        if listing is not Listing.AWAITING:
            order = [one.desc() for one in order]  # type: ignore[misc]
        query = select(_ONE.id).where(self._visible, self._only[listing]).order_by(*order)
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def authors(self) -> list[str]:
        """Of every request this person sees."""
        query = select(_ONE.author).where(self._visible).distinct().order_by(_ONE.author)
        return list(self._session.scalars(query))

    def _awaiting(self, held: Mapping[Standing, ColumnElement[bool]]) -> ColumnElement[bool]:
        mine = (
            votes.c.request_id == _ONE.id,
            votes.c.turn == _ONE.turn,
            votes.c.round == case((_state([State.CONSOLIDATION]), 2), else_=1),
            votes.c.reviewer == self._reader.username,
        )
        judges = or_(*(held[standing] for standing in JUDGES))
        to_vote = and_(judges, _state(REVIEWABLE), not_(exists().where(*mine)))
        return or_(to_vote, and_(held[Standing.AUTHOR], _state(EDITABLE)))


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
