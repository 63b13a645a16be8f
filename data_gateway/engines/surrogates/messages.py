"""What the gateway, this process and a worker say to one another; sent as the worker's messages are."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from data_gateway.catalogue.dataset import Dataset
from data_gateway.engines.pseudonym_maps import Keys
from data_gateway.permits.scope import PermitScope
from data_gateway.site.settings import Limits
from governance.permits.document import Dates, Documents


class _Message(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
        hide_input_in_errors=True,
    )


class SealedDataset(_Message):
    """`key` is None when the site lost it; `folder` is where the data set's files are."""

    dataset: Dataset
    folder: Path
    key: bytes | None = Field(repr=False)
    dates: Dates
    linked: bool


class MakerOpening(_Message):
    """All that the process is given, on its standard input: the data sets of one permit that asks for
    surrogates in their documents, and the project's keys there."""

    datasets: dict[str, SealedDataset]
    project: bytes = Field(repr=False)
    linkage: bytes | None = Field(repr=False)
    limits: Limits

    @classmethod
    def of(
        cls, scope: PermitScope, keys: Keys, limits: Limits, document_keys: dict[str, bytes | None]
    ) -> MakerOpening:
        """`document_keys`: of each data set in `renamed`."""
        datasets = {}
        for name, key in document_keys.items():
            dataset, granted = scope.datasets[name], scope.permit.datasets[name]
            datasets[name] = SealedDataset(
                dataset=dataset, folder=dataset.folder, key=key, dates=granted.dates, linked=granted.linked
            )
        return cls(datasets=datasets, project=keys.project, linkage=keys.linkage, limits=limits)


class SealedTexts(_Message):
    """Tagged documents of a data set, and what stands sealed beside each."""

    dataset: str
    tagged: tuple[str, ...]
    sealed: tuple[bytes, ...]


class MadeTexts(_Message):
    """The documents with surrogates, in their order; `damaged`: one was not what had been sealed."""

    texts: tuple[str, ...] = ()
    damaged: bool = False


def renamed(scope: PermitScope) -> set[str]:
    """The data sets of the permit in whose documents others stand for whom they name."""
    return {
        dataset.id
        for dataset, name, granted in scope.usable()
        if scope.permit.datasets[dataset.id].documents is Documents.SURROGATES
        and not set(granted.columns).isdisjoint(dataset.tables[name].documents)
    }
