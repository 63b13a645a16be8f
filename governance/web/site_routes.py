"""A site sees the permits asked of it, sends a signature, withdraws. It proves itself by its own key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from governance.permits.approval import permits_of_site, sign_asked_permit, withdraw_permit
from governance.signatures import load_public_pem
from governance.storage.unit_of_work import UnitOfWork
from governance.web.site_proof import proven_by


class AskedPermitAnswer(BaseModel):
    digest: str
    document: dict[str, Any]
    state: str
    project_title: dict[str, str]


class Signature(BaseModel):
    model_config = ConfigDict(extra="forbid")

    signed: str = Field(max_length=200_000)


def site_routes(read: Callable[[], UnitOfWork], write: Callable[[], UnitOfWork]) -> APIRouter:
    proven = proven_by(lambda card: load_public_pem(card.data_owner_public_key), read)
    router = APIRouter(prefix="/sites/{site}/permits", dependencies=[Depends(proven)])

    @router.get("")
    def asked(site: str) -> list[AskedPermitAnswer]:
        with read() as uow:
            return [
                AskedPermitAnswer(
                    digest=permit.digest,
                    document=permit.document,
                    state=permit.state.value,
                    project_title=permit.project_title,
                )
                for permit in permits_of_site(uow, site)
            ]

    @router.post("/{digest}/signature", status_code=204)
    def sign(site: str, digest: str, signature: Signature) -> None:
        with write() as uow:
            sign_asked_permit(uow, site, digest, signature.signed)
            uow.commit()

    @router.delete("/{digest}", status_code=204)
    def withdraw(site: str, digest: str) -> None:
        with write() as uow:
            withdraw_permit(uow, site, digest)
            uow.commit()

    return router
