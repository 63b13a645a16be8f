"""A site is registered from the card it publishes; its data owner's key is what proves its permits."""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa

from governance.actor import Actor
from governance.catalogue.site_card import SiteCard
from governance.permits.life import LIVE, PermitState
from governance.refusal import Refusal
from governance.source_file import SourceFile
from governance.storage.tables import PermitRow, SiteRow
from governance.storage.unit_of_work import UnitOfWork

FORMER_AUDIT_KEY = "former_audit_key"
REGISTERED = "site.registered"
CHANGED = "site.changed"


def read_site_card(path: Path) -> SiteCard:
    """The card, as JSON or YAML. Raises SourceRefusal."""
    return SourceFile(path).validate(SiteCard)


def register_site(uow: UnitOfWork, card: SiteCard, actor: Actor, *, new_key: bool = False) -> bool:
    """Whether anything changed. The caller commits.

    Raises Refusal `site-key-changed` when the key of the data owner or of the audit differs and `new_key`
    does not say that this is meant: a changed key may be somebody else's. With it, every permit signed by an
    old key of the data owner is withdrawn. An old key of the audit is kept in the record of its change: it
    still proves what the site signed with it.
    """
    row = uow.session.get(SiteRow, card.id)
    content = card.model_dump(mode="json")
    if row is not None and row.card == content:
        return False
    key_changed = row is not None and row.card["data_owner_public_key"] != card.data_owner_public_key
    audit_key = row.card.get("audit_public_key") if row is not None else None
    audit_key_changed = audit_key not in (None, card.audit_public_key)
    if (key_changed or audit_key_changed) and not new_key:
        raise Refusal("site-key-changed", site=card.id)
    event = REGISTERED if row is None else CHANGED
    if row is None:
        uow.session.add(SiteRow(id=card.id, card=content))
    else:
        row.card = content
    details = {"site": card.id, "key": key_fingerprint(card.data_owner_public_key)} | actor.details
    if audit_key_changed:
        details[FORMER_AUDIT_KEY] = audit_key
    uow.audit.append(actor=actor.name, event=event, subject=card.id, details=details)
    if key_changed:
        _withdraw_all(uow, card.id, actor)
    return True


def registered_site(uow: UnitOfWork, site: str) -> SiteCard:
    """Raises Refusal `site-not-registered`."""
    row = uow.session.get(SiteRow, site)
    if row is None:
        raise Refusal("site-not-registered", site=site)
    return SiteCard.model_validate(row.card)


def key_fingerprint(pem: str) -> str:
    """SHA-256 of the PEM without surrounding space: for people to compare over the telephone."""
    return hashlib.sha256(pem.strip().encode()).hexdigest()


def _withdraw_all(uow: UnitOfWork, site: str, actor: Actor) -> None:
    live = sa.select(PermitRow).where(PermitRow.site == site, PermitRow.state.in_([s.value for s in LIVE]))
    for permit in uow.session.scalars(live):
        permit.state = PermitState.WITHDRAWN.value
        uow.audit.append(
            actor=actor.name,
            event="permit.withdrawn",
            subject=f"{permit.project}/{site}",
            details={
                "project": permit.project,
                "site": site,
                "version": permit.version,
                "permit": permit.digest,
                "reason": "site-key-changed",
            }
            | actor.details,
        )
