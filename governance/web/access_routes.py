"""A workspace exchanges its hub token for an access token, a replay the ticket it was started with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Header
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from governance.access.doors import HEADER, door_in
from governance.access.replay_access import grant_replay_access
from governance.access.token import LIFETIME
from governance.access.workspace_entry import grant_access
from governance.refusal import Refusal
from governance.signatures import public_pem
from governance.storage.unit_of_work import UnitOfWork
from governance.web.hub_tokens import HubTokens

REPLAY = "replay"  # the scheme under which a replay shows its ticket


class AccessTokenAnswer(BaseModel):
    access_token: str
    expires_in: int  # seconds


def access_routes(read: Callable[[], UnitOfWork], key: Ed25519PrivateKey, hub: HubTokens) -> APIRouter:
    """`read` makes units of work that only read: a token leaves no state behind."""
    router = APIRouter()

    def workspace_access(authorization: str, door: int) -> str:
        server = hub.server_of(credential(authorization, "token"))
        with read() as uow:
            return grant_access(uow, server.user, server.project, key, door=door)

    def replay_access(authorization: str, door: int) -> str:
        ticket = credential(authorization, REPLAY)
        with read() as uow:
            return grant_replay_access(uow, ticket, key, door=door)

    @router.post("/access-tokens")
    def exchange(
        authorization: Annotated[str, Header()] = "", door: Annotated[str, Header(alias=HEADER)] = ""
    ) -> AccessTokenAnswer:
        answer = replay_access if _scheme(authorization) == REPLAY else workspace_access
        token = answer(authorization, door_in(door))
        return AccessTokenAnswer(access_token=token, expires_in=int(LIFETIME.total_seconds()))

    @router.get("/keys/access", response_class=PlainTextResponse)
    def access_key() -> str:
        return public_pem(key)

    return router


def _scheme(authorization: str) -> str:
    return authorization.partition(" ")[0].lower()


def credential(authorization: str, scheme: str) -> str:
    """What follows `scheme` in the header, in ASCII. Raises Refusal `credential-missing`."""
    given, _, value = authorization.partition(" ")
    if given.lower() != scheme.lower() or not value.strip() or not value.isascii():
        raise Refusal("credential-missing", scheme=scheme)
    return value.strip()
