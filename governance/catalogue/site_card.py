"""The card of a site: who it is, where its gateway answers, its public keys, what its datasets hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from governance.permits.document import ColumnName, Slug
from governance.refusal import Refusal
from governance.signatures import load_public_pem

Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
HostName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$", max_length=253)
]


class _Card(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnCard(_Card):
    """`type` is the backend's own name of it (`INTEGER`, `VARCHAR`, `TIMESTAMP`…)."""

    type: str
    description: dict[Language, Words] = {}


class TableCard(_Card):
    columns: dict[ColumnName, ColumnCard] = Field(min_length=1)


class DatasetCard(_Card):
    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    tables: dict[ColumnName, TableCard] = Field(min_length=1)


class SiteCard(_Card):
    """`certificate`: PEM to trust for its gateway; `data_owner_public_key`: Ed25519 PEM proving permits."""

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    gateway_host: HostName
    gateway_port: int = Field(ge=1, le=65_535)
    certificate: str
    data_owner_public_key: str
    datasets: tuple[DatasetCard, ...] = Field(min_length=1)

    @field_validator("certificate")
    @classmethod
    def _is_certificate(cls, pem: str) -> str:
        if "-----BEGIN CERTIFICATE-----" not in pem:
            raise ValueError("not-a-certificate")
        return pem

    @field_validator("data_owner_public_key")
    @classmethod
    def _is_public_key(cls, pem: str) -> str:
        try:
            load_public_pem(pem)
        except (Refusal, UnicodeEncodeError) as fault:
            raise ValueError("not-a-public-key") from fault
        return pem

    def dataset(self, dataset: str) -> DatasetCard | None:
        return next((card for card in self.datasets if card.id == dataset), None)
