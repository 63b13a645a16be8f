"""What one line of a list tells of a request: read without its files, words and opinions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from output_checking.findings import Severity
from output_checking.states import EDITABLE, REVIEWABLE, State
from output_checking.storage.tables import release_requests, request_files, turns, votes

_ONE = release_requests.c
_SUBMITTED_AT = (
    select(turns.c.submitted_at)
    .where(turns.c.request_id == _ONE.id, turns.c.number == _ONE.turn)
    .scalar_subquery()
)
LISTED = (
    _ONE.id,
    _ONE.project,
    _ONE.author,
    _ONE.title,
    _ONE.state,
    _ONE.turn,
    _ONE.votes_required,
    _ONE.policy,
    _ONE.same_site,
    func.coalesce(_SUBMITTED_AT, _ONE.created_at, type_=_ONE.created_at.type).label("since"),
)


@dataclass(frozen=True)
class ListedRequest:
    """`since`: when it was last submitted, else drafted. `opinions_given` in the present turn and round,
    while they are asked; `voted`: the reader's own is among them. `files_blocking`: while the author may
    correct them."""

    id: str
    project: str
    author: str
    title: str
    state: State
    since: datetime
    same_site: bool
    sites_required: tuple[str, ...]
    opinions_asked: int
    opinions_given: int
    voted: bool
    files_blocking: int


def listed_requests(session: Session, query: Select[Any], *, reader: str) -> tuple[ListedRequest, ...]:
    """`query` selects `LISTED`; in its order."""
    rows = session.execute(query).all()
    voters = _voters(session, [row for row in rows if row.state in REVIEWABLE])
    blocking = _blocking(session, [row.id for row in rows if row.state in EDITABLE])
    return tuple(_listed(row, voters.get(row.id, ()), blocking[row.id], reader) for row in rows)


def _listed(row: Row[Any], voters: Iterable[str], blocking: int, reader: str) -> ListedRequest:
    sites = tuple(row.policy.get("sites_required", ()))
    given = list(voters)
    return ListedRequest(
        id=row.id,
        project=row.project,
        author=row.author,
        title=row.title,
        state=State(row.state),
        since=row.since,
        same_site=row.same_site,
        sites_required=sites,
        opinions_asked=row.votes_required + len(sites),
        opinions_given=len(given),
        voted=reader in given,
        files_blocking=blocking,
    )


def _voters(session: Session, rows: list[Row[Any]]) -> dict[str, list[str]]:
    """Request -> who gave an opinion that counts now."""
    now = {row.id: (row.turn, 2 if row.state == State.CONSOLIDATION else 1) for row in rows}
    found: dict[str, list[str]] = {}
    if now:
        query = select(votes.c.request_id, votes.c.turn, votes.c.round, votes.c.reviewer)
        for vote in session.execute(query.where(votes.c.request_id.in_(now))):
            if (vote.turn, vote.round) == now[vote.request_id]:
                found.setdefault(vote.request_id, []).append(vote.reviewer)
    return found


def _blocking(session: Session, ids: list[str]) -> Counter[str]:
    """Request -> how many of its files have a finding that blocks."""
    found: Counter[str] = Counter()
    if ids:
        files = request_files.c
        for file in session.execute(
            select(files.request_id, files.findings).where(files.request_id.in_(ids))
        ):
            found[file.request_id] += any(one["severity"] == Severity.BLOCK for one in file.findings)
    return found
