"""Every permit the data owner has to do with: what waits, what is signed here, what is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data_gateway.permits.data_owner import DataOwner
from data_gateway.site.governance_client import Proposal
from governance.permits.document import PermitDocument
from governance.refusal import Refusal


class Standing(StrEnum):
    """`unsent`: signed here, but governance does not have the signature yet, so nobody reads."""

    WAITS = "waits"
    UNSENT = "unsent"
    IN_FORCE = "in-force"
    LATER = "later"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True)
class ListedPermit:
    """`title`: the project's, by language; empty while governance is away."""

    digest: str
    document: PermitDocument
    title: dict[str, str]
    standing: Standing

    @property
    def waits(self) -> bool:
        return self.standing is Standing.WAITS

    @property
    def opens(self) -> bool:
        """Whether stopping its project would close it."""
        return self.standing in (Standing.UNSENT, Standing.IN_FORCE, Standing.LATER)


@dataclass(frozen=True)
class PermitList:
    """`away`: why nobody knows what waits, with governance's own refusal; None when it answered."""

    waiting: list[ListedPermit] = field(default_factory=list)
    signed: list[ListedPermit] = field(default_factory=list)
    over: list[ListedPermit] = field(default_factory=list)
    away: Refusal | None = None

    def all(self) -> Iterator[ListedPermit]:
        yield from (*self.waiting, *self.signed, *self.over)


def listed_permits(owner: DataOwner, today: date | None = None) -> PermitList:
    """By project, the newest version first. What is signed is known here, with or without governance."""
    day = today or date.today()
    away: Refusal | None = None
    proposals: tuple[Proposal, ...] = ()
    try:
        proposals = owner.governance.permits()
    except Refusal as refusal:
        away = refusal
    titles = {proposal.document.project: proposal.project_title for proposal in proposals}
    states = {proposal.digest: proposal.state for proposal in proposals}
    found = PermitList(away=away)
    for permit in owner.permits.all():
        standing = _standing(permit.document, day, states.get(permit.digest))
        title = titles.get(permit.document.project, {})
        listed = ListedPermit(permit.digest, permit.document, title, standing)
        (found.over if standing is Standing.OVER else found.signed).append(listed)
    for permit in owner.permits.closed():
        title = titles.get(permit.document.project, {})
        found.over.append(ListedPermit(permit.digest, permit.document, title, Standing.CLOSED))
    for proposal in proposals:
        if proposal.state == "PROPOSED" and not owner.permits.holds(proposal.digest):
            listed = ListedPermit(proposal.digest, proposal.document, proposal.project_title, Standing.WAITS)
            found.waiting.append(listed)
    for part in (found.waiting, found.signed, found.over):
        part.sort(key=lambda one: (one.document.project, -one.document.version))
    return found


def _standing(document: PermitDocument, day: date, state: str | None) -> Standing:
    if day > document.valid_until:
        return Standing.OVER
    if state == "PROPOSED":
        return Standing.UNSENT
    return Standing.LATER if day < document.valid_from else Standing.IN_FORCE
