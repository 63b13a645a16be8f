"""A replay exchanges its ticket for access tokens, as a workspace does its hub token."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from governance.access.doors import NO_DOOR
from governance.access.replay import KIND, ReplayTicket, admit_replay
from governance.access.token import issue_access_token
from governance.access.workspace_entry import digests
from governance.refusal import Refusal
from governance.signatures import verify
from governance.storage.unit_of_work import UnitOfWork


def grant_replay_access(
    uow: UnitOfWork,
    signed: str,
    key: Ed25519PrivateKey,
    *,
    door: int = NO_DOOR,
    now: datetime | None = None,
) -> str:
    """An access token of the ticket's permits. Raises the refusals of `enter_replay`, or `replay-ticket-over`
    past its end, or `signature-invalid`."""
    ticket = read_replay_ticket(signed, key.public_key())
    if (now or datetime.now(UTC)) >= ticket.until:
        raise Refusal("replay-ticket-over")
    _, _, permits = admit_replay(uow, ticket, now)
    return issue_access_token(
        key, user=ticket.user, project=ticket.project, permits=digests(permits), door=door, now=now
    )


def read_replay_ticket(signed: str, key: Ed25519PublicKey) -> ReplayTicket:
    """Raises Refusal `signature-invalid`."""
    try:
        return ReplayTicket.model_validate_json(verify(signed, key, kind=KIND))
    except ValidationError as fault:
        raise Refusal("signature-invalid", kind=KIND) from fault
