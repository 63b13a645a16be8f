"""The life of a permit: PROPOSED by an admin, SIGNED by its data owner, then SUPERSEDED or WITHDRAWN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from governance.permits.document import PermitDocument


class PermitState(StrEnum):
    PROPOSED = "PROPOSED"
    SIGNED = "SIGNED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


LIVE = (PermitState.PROPOSED, PermitState.SIGNED)


@dataclass(frozen=True)
class Permit:
    """One version of what one site grants one project. `signed`: the data owner's JWS once SIGNED."""

    document: PermitDocument
    state: PermitState
    signed: str | None = None

    @cached_property
    def digest(self) -> str:
        return self.document.digest()


@dataclass(frozen=True)
class PermitMove:
    """What applying a wish does at one site: which live permits end, and what is proposed if anything."""

    ends: tuple[Permit, ...] = ()
    proposes: PermitDocument | None = None
    keeps: Permit | None = None  # the signed one that stays in force meanwhile


def move_towards(wish: PermitDocument | None, held: Iterable[Permit]) -> PermitMove:
    """From the versions `held` of one project at one site to the `wish` (its version number is ignored).

    A signed permit stays in force while its successor waits only where they differ in nothing but members:
    the tokens already name current members only, so nobody keeps what was taken from him.
    """
    versions = sorted(held, key=lambda permit: permit.document.version)
    live = [permit for permit in versions if permit.state in LIVE]
    if wish is None:
        return PermitMove(ends=tuple(live))
    signed = next((permit for permit in live if permit.state is PermitState.SIGNED), None)
    proposed = next((permit for permit in live if permit.state is PermitState.PROPOSED), None)
    kept = signed if signed and _reading(signed.document) == _reading(wish) else None
    if kept and _same_members(kept, wish):
        return PermitMove(ends=_but(live, kept), keeps=kept)
    if proposed and _reading(proposed.document) == _reading(wish) and _same_members(proposed, wish):
        return PermitMove(ends=_but(live, kept, proposed), keeps=kept)
    version = versions[-1].document.version + 1 if versions else 1
    return PermitMove(
        ends=_but(live, kept), proposes=wish.model_copy(update={"version": version}), keeps=kept
    )


def signed_by_site(permits: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """Of `permits`, each a site and a state: every site asked -> whether its data owner signed."""
    signed: dict[str, bool] = {}
    for site, state in permits:
        if state in LIVE:
            signed[site] = signed.get(site, False) or state == PermitState.SIGNED
    return signed


def in_force(permits: Iterable[Permit], user: str, today: date) -> list[Permit]:
    """The signed permits that let `user` read today: what an access token may name."""
    return [permit for permit in permits if is_in_force(permit, today) and user in permit.document.members]


def is_in_force(permit: Permit, today: date) -> bool:
    """Whether it is signed and `today` lies in its time; for whom it opens, its members say."""
    valid = permit.document.valid_from <= today <= permit.document.valid_until
    return permit.state is PermitState.SIGNED and valid


def _same_members(permit: Permit, wish: PermitDocument) -> bool:
    return set(permit.document.members) == set(wish.members)


def _reading(document: PermitDocument) -> bytes:
    """What may be read, the order in which columns were written left out."""
    datasets = {
        name: dataset.model_copy(
            update={
                "tables": {
                    table: permit.model_copy(update={"columns": tuple(sorted(permit.columns))})
                    for table, permit in dataset.tables.items()
                }
            }
        )
        for name, dataset in document.datasets.items()
    }
    return document.model_copy(update={"datasets": datasets}).scope()


def _but(permits: list[Permit], *kept: Permit | None) -> tuple[Permit, ...]:
    return tuple(permit for permit in permits if permit not in kept)
