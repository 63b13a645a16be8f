"""The policy of an installation, as one document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal, Self

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from governance.people.person import Role
from governance.permits.document import Slug

CharterText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]
Claim = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# An admin's rights come from the account on the machine: a certificate that ends must not lock everybody out.
Trained = Literal[Role.RESEARCHER, Role.OUTPUT_CHECKER, Role.DATA_OWNER]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SecondFactor(_Part):
    """What a login must prove: one of the classes `acr` or one of the methods `amr`; where both are given,
    either is enough (OpenID Connect Core 1.0, section 2; RFC 8176)."""

    acr: tuple[Claim, ...] = ()
    amr: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _demands_something(self) -> Self:
        if not (self.acr or self.amr):
            raise ValueError("second-factor-empty")
        return self


class Charter(_Part):
    """What every member of a project signs before she works in it."""

    fr: CharterText
    en: CharterText

    @property
    def version(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785) of both texts: another word is another charter."""
        return hashlib.sha256(rfc8785.dumps(self.model_dump())).hexdigest()


class Policy(_Part):
    """`training`: which certificates a role needs. Nothing is demanded where nothing is said."""

    training: dict[Trained, Annotated[tuple[Slug, ...], Field(min_length=1)]] = {}
    second_factor: dict[Role, SecondFactor] = {}
    charter: Charter | None = None

    @property
    def trainings(self) -> Mapping[Role, tuple[str, ...]]:
        return {Role(role): kinds for role, kinds in self.training.items()}
