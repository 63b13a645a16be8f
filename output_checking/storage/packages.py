"""Personal links to packages, of which only a digest is kept, and who fetched what."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from output_checking.storage.tables import package_fetches, package_links


class Packages:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_link(self, token: str, request_id: str, person: str, expires_at: datetime) -> None:
        row = {
            "token_sha256": _digest(token),
            "request_id": request_id,
            "person": person,
            "expires_at": expires_at,
        }
        self._session.execute(insert(package_links).values(row))

    def use_link(self, token: str, now: datetime) -> tuple[str, str] | None:
        """(request, person) of a link that is in time and unused, which it is no more then."""
        links = package_links
        changed = self._session.connection().execute(
            update(links)
            .where(
                links.c.token_sha256 == _digest(token), links.c.used_at.is_(None), links.c.expires_at > now
            )
            .values(used_at=now)
        )
        if changed.rowcount != 1:
            return None
        found = self._session.execute(select(links).where(links.c.token_sha256 == _digest(token))).one()
        return found.request_id, found.person

    def fetched(self, request_id: str, person: str, now: datetime) -> None:
        fetches = package_fetches
        changed = self._session.connection().execute(
            update(fetches)
            .where(fetches.c.request_id == request_id, fetches.c.person == person)
            .values(last_at=now)
        )
        if changed.rowcount == 0:
            row = {"request_id": request_id, "person": person, "last_at": now}
            self._session.execute(insert(fetches).values(row))

    def fetchers(self, request_id: str) -> tuple[str, ...]:
        """Who fetched the package, by user name."""
        fetches = package_fetches
        query = select(fetches.c.person).where(fetches.c.request_id == request_id).order_by(fetches.c.person)
        return tuple(self._session.scalars(query))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
