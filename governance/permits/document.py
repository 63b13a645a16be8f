"""The permit document: canonical bytes, digest, signature. The gateway of the site trusts nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from math import isfinite
from operator import not_
from typing import Annotated, Literal

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
)

from governance import signatures
from governance.refusal import Refusal

PERMIT_KIND = "d2h-permit"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=30)]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
# Whole numbers up to here are the same to every reader of JSON, which is what is signed.
LARGEST_NUMBER = 2**53 - 1


def _exact(value: bool | int | float | str) -> bool | int | float | str:
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError("number-not-exact")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("number-not-exact")
    return value


Scalar = Annotated[bool | int | float | str, AfterValidator(_exact)]


def _iso_date(value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as fault:
        raise ValueError("date-not-iso") from fault


IsoDate = Annotated[date, BeforeValidator(_iso_date)]


class Mode(StrEnum):
    RECORDS = "records"
    AGGREGATES = "aggregates"


class Dates(StrEnum):
    """How days and moments leave a site: as they are, cut to their month, or shifted by an offset in days
    of the patient's own, the same for all her dates in one project."""

    EXACT = "exact"
    MONTH = "month"
    SHIFTED = "shifted"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RowCondition(_Document):
    """One comparison; the conditions of a table all hold together. Dates are ISO strings."""

    column: ColumnName
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null"]
    value: Scalar | tuple[Scalar, ...] | None = None


class AnyOf(_Document):
    """Holds when at least one of its comparisons does."""

    any: tuple[RowCondition, ...] = Field(min_length=2)


def _kind_of_entry(entry: object) -> str:
    return "#any" if isinstance(entry, AnyOf) or (isinstance(entry, dict) and "any" in entry) else "#one"


# The tags begin with a mark that no key of a file has: a mistake is told at the file's own place.
RowEntry = Annotated[
    Annotated[RowCondition, Tag("#one")] | Annotated[AnyOf, Tag("#any")], Discriminator(_kind_of_entry)
]
RowFilter = tuple[RowEntry, ...]


class TablePermit(_Document):
    columns: tuple[ColumnName, ...] = Field(min_length=1)
    rows: RowFilter = ()

    def comparisons(self) -> Iterator[RowCondition]:
        """Every comparison of the row filter, those inside an `any` too."""
        for entry in self.rows:
            yield from entry.any if isinstance(entry, AnyOf) else (entry,)


class Documents(StrEnum):
    """What stands in a document where it named somebody: a tag, or another name, date or number."""

    TAGS = "tags"
    SURROGATES = "surrogates"


def _are_tagged(documents: Documents) -> bool:
    return documents is Documents.TAGS


class DatasetTerms(_Document):
    """On what terms a data set may be read, besides its mode.

    `starts` and `ends` narrow the permit's own days; `free_text` opens columns that the site marked as such;
    `linked` gives a patient one pseudonym at all sites that share the project's linkage key; `version` keeps
    the project on that version of the data set; `shared_times` lets sums per step of time leave, for Cox
    models with one baseline hazard for all sites; `documents` says how they are de-identified (both are
    written only where they say something unusual, as they came later).
    """

    starts: IsoDate | None = None
    ends: IsoDate | None = None
    dates: Dates = Dates.EXACT
    free_text: bool = False
    linked: bool = False
    version: str | None = Field(default=None, pattern=r"^[0-9A-Za-z-]{1,40}$")
    shared_times: bool = Field(default=False, exclude_if=not_)
    documents: Documents = Field(default=Documents.TAGS, exclude_if=_are_tagged)


class DatasetPermit(DatasetTerms):
    mode: Mode
    minimum_group_size: int = Field(default=10, ge=2, le=LARGEST_NUMBER)
    tables: dict[ColumnName, TablePermit] = Field(min_length=1)

    def open_on(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class PermitDocument(_Document):
    """Everything one site grants one project. Members stand in it, so the hub alone can add nobody."""

    project: Slug
    site: Slug
    version: int = Field(ge=1, le=LARGEST_NUMBER)
    purpose: str = Field(min_length=1)
    members: tuple[str, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    datasets: dict[Slug, DatasetPermit] = Field(min_length=1)

    def modes(self) -> str:
        """`records`, `aggregates`, or both, in the words of the project file."""
        return ", ".join(sorted({granted.mode.value for granted in self.datasets.values()}))

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
