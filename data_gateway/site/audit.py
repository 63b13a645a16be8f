"""The site's own audit: its database, its key, its anchor. What cannot be written is not served."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data_gateway.site.folder import SiteFolder
from governance import signatures
from governance.audit.chain import AuditRecord, AuditVerdict
from governance.audit.table import audit_table
from governance.audit.trail import AuditTrail, read_trail, verify_trail
from governance.refusal import Refusal
from governance.storage.engine import open_engine

_METADATA = sa.MetaData()
_TABLE = audit_table(_METADATA)


class SiteAudit:
    """Appends from many threads and from the command line alike: each record is one transaction."""

    def __init__(self, folder: SiteFolder) -> None:
        self._folder = folder
        self._key = signatures.load_private_key(folder.audit_key)
        self._engine = open_engine(f"sqlite:///{folder.audit_database}")

    def create(self) -> None:
        _METADATA.create_all(self._engine)
        self._folder.audit_database.chmod(0o600)

    def append(self, *, actor: str, event: str, subject: str, details: dict[str, Any]) -> None:
        """Kept on disk when this returns. Raises Refusal `audit-unavailable`."""
        try:
            with Session(self._engine) as session:
                trail = AuditTrail(session, _TABLE, self._key, self._folder.audit_anchor)
                trail.append(actor=actor, event=event, subject=subject, details=details)
                session.commit()
        except (SQLAlchemyError, OSError, Refusal) as fault:
            raise Refusal("audit-unavailable") from fault

    def records(self) -> list[AuditRecord]:
        with Session(self._engine) as session:
            return list(read_trail(session, _TABLE))

    def verify(self) -> AuditVerdict:
        with Session(self._engine) as session:
            return verify_trail(session, _TABLE, self._key.public_key(), self._folder.audit_anchor)

    def close(self) -> None:
        self._engine.dispose()
