"""The permit document: canonical bytes, digest, signature. The gateway of the site trusts nothing else."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from governance import signatures
from governance.refusal import Refusal

PERMIT_KIND = "d2h-permit"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=30)]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
Scalar = bool | int | float | str


class Mode(StrEnum):
    RECORDS = "records"
    AGGREGATES = "aggregates"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RowCondition(_Document):
    """One comparison; the conditions of a table all hold together. Dates are ISO strings."""

    column: ColumnName
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null"]
    value: Scalar | tuple[Scalar, ...] | None = None


class TablePermit(_Document):
    columns: tuple[ColumnName, ...] = Field(min_length=1)
    rows: tuple[RowCondition, ...] = ()


class DatasetPermit(_Document):
    tables: dict[ColumnName, TablePermit] = Field(min_length=1)


class PermitDocument(_Document):
    """Everything one site grants one project. Members stand in it, so the hub alone can add nobody."""

    project: Slug
    site: Slug
    version: int = Field(ge=1)
    purpose: str = Field(min_length=1)
    members: tuple[str, ...] = Field(min_length=1)
    mode: Mode
    minimum_group_size: int = Field(default=10, ge=2)
    valid_from: date
    valid_until: date
    datasets: dict[Slug, DatasetPermit] = Field(min_length=1)

    def canonical(self) -> bytes:
        """RFC 8785 canonical JSON: what is hashed and signed."""
        return rfc8785.dumps(self.model_dump(mode="json"))

    def digest(self) -> str:
        """SHA-256 of the canonical bytes, 64 hexadecimal characters; the permit's identity everywhere."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def scope(self) -> bytes:
        """Canonical bytes of what may be read, leaving out who reads it and the version number."""
        return rfc8785.dumps(self.model_dump(mode="json", exclude={"members", "version"}))


def sign_permit(document: PermitDocument, data_owner_key: Ed25519PrivateKey) -> str:
    return signatures.sign(document.canonical(), data_owner_key, kind=PERMIT_KIND)


def verify_permit(signed: str, data_owner_key: Ed25519PublicKey) -> PermitDocument:
    """The document the data owner signed. Raises Refusal `signature-invalid` or `permit-unreadable`."""
    payload = signatures.verify(signed, data_owner_key, kind=PERMIT_KIND)
    try:
        return PermitDocument.model_validate_json(payload)
    except ValidationError as fault:
        raise Refusal("permit-unreadable") from fault
