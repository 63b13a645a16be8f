"""A site sends its trail as it grows. It proves itself by the key that signs its records."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from governance.audit.chain import AuditRecord
from governance.audit.site_copies import audit_key, copied_until, receive_records, record_fault
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.web.site_proof import proven_by

MOST_RECORDS = 1_000
MOST_SEQUENCE = 2**53 - 1
PARTED = {"site-audit-differs", "site-audit-broken"}


class CopiedUntil(BaseModel):
    """The last record of the site's that is held here; 0 before the first."""

    sequence: int
    digest: str


class SentRecords(BaseModel):
    model_config = ConfigDict(extra="forbid")

    records: tuple[AuditRecord, ...] = Field(max_length=MOST_RECORDS)


class Parted(BaseModel):
    """The site's trail is another than the copy from this record on."""

    model_config = ConfigDict(extra="forbid")

    sequence: int = Field(ge=0, le=MOST_SEQUENCE, strict=True)


def site_audit_routes(read: Callable[[], UnitOfWork], write: Callable[[], UnitOfWork]) -> APIRouter:
    router = APIRouter(prefix="/sites/{site}/audit", dependencies=[Depends(proven_by(audit_key, read))])

    def parted(site: str, told: Parted, code: str) -> None:
        with write() as uow:
            record_fault(uow, site, code, told.sequence)
            uow.commit()

    @router.get("")
    def until(site: str) -> CopiedUntil:
        with read() as uow:
            mark = copied_until(uow.session, site)
            uow.heard_of(site)
        return CopiedUntil(sequence=mark.sequence, digest=mark.digest)

    @router.post("")
    def receive(site: str, sent: SentRecords) -> CopiedUntil:
        try:
            with write() as uow:
                mark = receive_records(uow, site, sent.records)
                uow.commit()
        except Refusal as refusal:
            if refusal.code in PARTED:
                parted(site, Parted(sequence=int(refusal.params["sequence"])), refusal.code)
            raise
        return CopiedUntil(sequence=mark.sequence, digest=mark.digest)

    @router.post("/parted", status_code=204)
    def differs(site: str, told: Parted) -> None:
        parted(site, told, "audit-copy-differs")

    return router
