"""One use case, one transaction: its new state and its audit records are kept together or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from governance.audit.anchor import advance_mark, create_mark
from governance.audit.chain import Mark
from governance.audit.trail import AuditTrail, lock_trail
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.engine import open_engine
from governance.storage.schema import require_current_schema
from governance.storage.tables import AUDIT_RECORDS


class UnitOfWork:
    """`with unit() as uow: …; uow.commit()`. Leaving without `commit()` keeps nothing.

    One that writes waits for any other writer as it begins, on SQLite and PostgreSQL alike: what a use case
    read is still true when it writes, and two of them never deadlock. One without a key only reads.
    """

    session: Session

    def __init__(self, engine: Engine, key: Ed25519PrivateKey | None, settings: GovernanceSettings) -> None:
        self._engine = engine
        self._key = key
        self._settings = settings
        self._audit: AuditTrail | None = None

    def __enter__(self) -> Self:
        self.session = Session(self._engine, expire_on_commit=False)
        if self._key is not None:
            lock_trail(self.session, AUDIT_RECORDS)
            self._audit = AuditTrail(self.session, AUDIT_RECORDS, self._key, self._settings.audit_anchor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    @property
    def audit(self) -> AuditTrail:
        """Raises Refusal `governance-read-only` in a unit of work opened to read."""
        if self._audit is None:
            raise Refusal("governance-read-only")
        return self._audit

    def note_copy(self, site: str, mark: Mark, *, begin: bool) -> None:
        """With the commit, note how far the copy of the site's trail has come; `begin`: none was noted."""
        key, path = self._key, self._settings.copy_anchor(site)
        if key is None:
            raise Refusal("governance-read-only")

        def note(_: Session) -> None:
            if begin:
                create_mark(path, key)
            advance_mark(path, mark, key)

        event.listen(self.session, "after_commit", note, once=True)

    def heard_of(self, site: str) -> None:
        """The site asked after its copy: the time of the note tells when it last did."""
        with suppress(FileNotFoundError):
            os.utime(self._settings.copy_anchor(site))

    def last_heard_of(self, site: str) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._settings.copy_anchor(site).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def commit(self) -> None:
        self.session.commit()


def open_governance(
    settings: GovernanceSettings, *, read_only: bool = False, any_schema: bool = False
) -> Callable[[], UnitOfWork]:
    """The maker of units of work on one engine; `read_only` needs no private key. `any_schema`: also the
    database of another version, of which this one knows the trail of the audit alone.

    Raises Refusal `database-not-migrated`, `database-url-invalid`, `database-unreachable`, `key-unreadable`.
    """
    key = None if read_only else load_private_key(settings.key_file)
    engine = open_engine(settings.database_url, read_only=read_only)
    if not any_schema:
        require_current_schema(engine)
    return lambda: UnitOfWork(engine, key, settings)
