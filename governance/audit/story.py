"""All trails of an installation, in the order of time: what happened, zone by zone, as one story."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import FromClause, MetaData
from sqlalchemy.orm import Session

from governance.audit.chain import AuditFault, AuditRecord, AuditVerdict
from governance.audit.searching import ANY, Wanted, conditions, search
from governance.audit.site_copies import copy_of, sites_copied, verify_copy
from governance.audit.table import audit_table
from governance.audit.trail import read_trail, verify_trail
from governance.refusal import Refusal
from governance.settings import AuditTrailSettings, GovernanceSettings
from governance.signatures import load_public_pem
from governance.storage.engine import open_engine

OWN_ZONE = "governance"
_TABLE = audit_table(MetaData())


@dataclass(frozen=True)
class Told:
    zone: str
    record: AuditRecord


@dataclass(frozen=True)
class SiteCopy:
    """What a site sent of its trail, in governance's own database."""

    site: str
    database_url: str
    anchor_file: Path
    public_key_file: Path

    @property
    def zone(self) -> str:
        return f"copy:{self.site}"

    @property
    def original(self) -> str:
        return f"site:{self.site}"


Trail = AuditTrailSettings | SiteCopy


def trails_of(settings: GovernanceSettings, session: Session | None = None) -> tuple[Trail, ...]:
    """Governance's own trail first, then those the settings name, then the copies of those of sites.
    `session`: one of governance's database that is open, else one is opened.
    """
    own = AuditTrailSettings(
        zone=OWN_ZONE,
        database_url=settings.database_url,
        public_key_file=settings.public_key_file,
        anchor_file=settings.audit_anchor,
    )
    return (own, *settings.audit_trails, *_copies(own, settings, session))


def without_copies_told_twice(trails: tuple[Trail, ...]) -> tuple[Trail, ...]:
    """Leaves out the copy of a trail that is itself there."""
    zones = {trail.zone for trail in trails}
    return tuple(trail for trail in trails if not (isinstance(trail, SiteCopy) and trail.original in zones))


def tell(trails: tuple[Trail, ...], wanted: Wanted = ANY, *, last: int | None = None) -> list[Told]:
    """The records that are wanted, or the `last` of them, oldest first. Each trail keeps its own order
    whatever its clock.

    Raises Refusal `audit-trail-unreadable` (with the zone), `audit-record-altered`.
    """
    stories = [
        list(_records(trail, wanted)) if last is None else list(_latest(trail, wanted, last))
        for trail in trails
    ]
    told = list(heapq.merge(*stories, key=lambda one: one.record.at))
    return told if last is None else told[-last:]


def verify(trail: Trail) -> AuditVerdict:
    """The verdict on one trail; one whose database or key cannot be read does not hold."""
    try:
        key = _public_key(trail.public_key_file)
        if isinstance(trail, SiteCopy):
            with _session(trail) as session:
                return verify_copy(session, trail.site, trail.anchor_file, key)
        with _session(trail) as session:
            return verify_trail(session, _TABLE, key, trail.anchor_file)
    except Refusal as refusal:
        return AuditVerdict(records=0, fault=AuditFault(sequence=0, code=refusal.code))


def _copies(
    own: AuditTrailSettings, settings: GovernanceSettings, session: Session | None
) -> tuple[SiteCopy, ...]:
    """None of a database that cannot be read: its own trail tells that."""
    try:
        with _session(own, session) as looked:
            return tuple(
                SiteCopy(site, own.database_url, settings.copy_anchor(site), own.public_key_file)
                for site in sites_copied(looked)
            )
    except Refusal:
        return ()


def look(
    trail: Trail,
    wanted: Wanted,
    *,
    before: int | None = None,
    limit: int,
    session: Session | None = None,
) -> list[AuditRecord]:
    """A page of one trail, as `search`; `session`: one of its database that is open, else one is opened.

    Raises Refusal `audit-trail-unreadable`, `audit-record-altered`.
    """
    with _session(trail, session) as looked:
        indexed = trail.zone == OWN_ZONE
        return search(looked, _rows_of(trail), wanted, before=before, limit=limit, indexed=indexed)


def _records(trail: Trail, wanted: Wanted) -> Iterator[Told]:
    table = _rows_of(trail)
    with _session(trail) as session:
        for record in read_trail(session, table, conditions(session, table, wanted)):
            yield Told(trail.zone, record)


def _latest(trail: Trail, wanted: Wanted, count: int) -> Iterator[Told]:
    return (Told(trail.zone, record) for record in reversed(look(trail, wanted, limit=count)))


def _rows_of(trail: Trail) -> FromClause:
    return copy_of(trail.site) if isinstance(trail, SiteCopy) else _TABLE


@contextmanager
def _session(trail: Trail, opened: Session | None = None) -> Iterator[Session]:
    if opened is not None:
        yield opened
        return
    engine = None
    try:
        engine = open_engine(trail.database_url, read_only=True)
        with Session(engine) as session:
            yield session
    except (sa.exc.DatabaseError, Refusal) as fault:
        if isinstance(fault, Refusal) and not fault.code.startswith("database-"):
            raise
        raise Refusal("audit-trail-unreadable", zone=trail.zone) from fault
    finally:
        if engine is not None:
            engine.dispose()


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        return load_public_pem(path.read_text(encoding="ascii"))
    except (OSError, ValueError, Refusal) as fault:
        raise Refusal("audit-key-unreadable") from fault
