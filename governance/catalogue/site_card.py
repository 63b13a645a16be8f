"""The card of a site: who it is, where its gateway answers, its public keys, what its datasets hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from governance.permits.document import ColumnName, Slug
from governance.refusal import Refusal
from governance.signatures import load_public_pem

Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
ShortWords = Annotated[str, StringConstraints(max_length=60)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Share = Annotated[float, Field(ge=0, le=1)]
HostName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$", max_length=253)
]


class _Card(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CodeCard(_Card):
    """One frequent value of a column, with its label where the site holds a vocabulary.

    `standard`: vocabulary and code (`LOINC 14682-9`); `rows`: about how many, rounded by the site.
    """

    code: Annotated[str, StringConstraints(max_length=200)]
    label: dict[Language, Words] = {}
    standard: Annotated[str, StringConstraints(max_length=120)] = ""
    rows: int


class UnmappedCard(_Card):
    """Local codes that the site has not mapped to the common ones: how many, and in what share of rows."""

    codes: int
    share: Share | None = None


class ColumnCard(_Card):
    """`type` is the backend's own name of it (`INTEGER`, `VARCHAR`, `TIMESTAMP`…).

    What is counted is counted at the site and rounded there: None is too few to be told. `missing`: share of
    rows without a value; `levels`: different values; `first` and `last`: months.
    """

    type: str
    description: dict[Language, Words] = {}
    unit: ShortWords = ""
    coding_system: ShortWords = ""
    missing: Share | None = None
    levels: int | None = None
    first: Month | None = None
    last: Month | None = None
    codes: tuple[CodeCard, ...] = ()
    unmapped: UnmappedCard | None = None


class TableCard(_Card):
    description: dict[Language, Words] = {}
    rows: int | None = None
    columns: dict[ColumnName, ColumnCard] = Field(min_length=1)


class DatasetCard(_Card):
    """`version` is what a permit names to stay on these data; `first` and `last`: months covered."""

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    description: dict[Language, Words] = {}
    steward: Annotated[str, StringConstraints(max_length=200)] = ""
    standard: ShortWords = ""
    version: Annotated[str, StringConstraints(max_length=40)] = ""
    first: Month | None = None
    last: Month | None = None
    tables: dict[ColumnName, TableCard] = Field(min_length=1)


class SiteCard(_Card):
    """`certificate`: PEM to trust for its gateway; `data_owner_public_key`: Ed25519 PEM proving permits.

    `results_public_key` and `audit_public_key`: Ed25519 PEM proving the gateway's answers and the site's
    audit, None on cards made before there was one.
    """

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    gateway_host: HostName
    gateway_port: int = Field(ge=1, le=65_535)
    certificate: str
    data_owner_public_key: str
    results_public_key: str | None = None
    audit_public_key: str | None = None
    datasets: tuple[DatasetCard, ...] = Field(min_length=1)

    @field_validator("certificate")
    @classmethod
    def _is_certificate(cls, pem: str) -> str:
        if "-----BEGIN CERTIFICATE-----" not in pem:
            raise ValueError("not-a-certificate")
        return pem

    @field_validator("data_owner_public_key", "results_public_key", "audit_public_key")
    @classmethod
    def _is_public_key(cls, pem: str | None) -> str | None:
        if pem is None:
            return None
        try:
            load_public_pem(pem)
        except (Refusal, UnicodeEncodeError) as fault:
            raise ValueError("not-a-public-key") from fault
        return pem

    def dataset(self, dataset: str) -> DatasetCard | None:
        return next((card for card in self.datasets if card.id == dataset), None)
