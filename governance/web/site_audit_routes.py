"""A site sends its trail as it grows. It proves itself by the key that signs its records."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from governance.audit.chain import AuditRecord
from governance.audit.site_copies import audit_key, copied_until, receive_records
from governance.storage.unit_of_work import UnitOfWork
from governance.web.site_proof import proven_by

MOST_RECORDS = 1_000


class CopiedUntil(BaseModel):
    """The last record of the site's that is held here; 0 before the first."""

    sequence: int
    digest: str


class SentRecords(BaseModel):
    model_config = ConfigDict(extra="forbid")

    records: tuple[AuditRecord, ...] = Field(max_length=MOST_RECORDS)


def site_audit_routes(read: Callable[[], UnitOfWork], write: Callable[[], UnitOfWork]) -> APIRouter:
    router = APIRouter(prefix="/sites/{site}/audit", dependencies=[Depends(proven_by(audit_key, read))])

    @router.get("")
    def until(site: str) -> CopiedUntil:
        with read() as uow:
            mark = copied_until(uow.session, site)
        return CopiedUntil(sequence=mark.sequence, digest=mark.digest)

    @router.post("")
    def receive(site: str, sent: SentRecords) -> CopiedUntil:
        with write() as uow:
            mark = receive_records(uow, site, sent.records)
            uow.commit()
        return CopiedUntil(sequence=mark.sequence, digest=mark.digest)

    return router
