"""A site proves itself by a key of its registered card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Header, Request

from governance.access.site_request import ProofsUsed, verify_site_request
from governance.catalogue.registration import registered_site
from governance.catalogue.site_card import SiteCard
from governance.storage.unit_of_work import UnitOfWork
from governance.web.access_routes import credential


def proven_by(
    key: Callable[[SiteCard], Ed25519PublicKey], read: Callable[[], UnitOfWork]
) -> Callable[..., None]:
    """A dependency of routes below `/sites/{site}`: lets nobody pass who has not that key of the site,
    and no proof twice."""
    used = ProofsUsed()

    def prove(request: Request, site: str, authorization: Annotated[str, Header()] = "") -> None:
        proof = credential(authorization, "Bearer")
        with read() as uow:
            public = key(registered_site(uow, site))
        proven = verify_site_request(proof, public, site=site, method=request.method, path=request.url.path)
        used.use(proven)

    return prove
