"""A permit beside what the site holds now: which of its tables can be served, and why others cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data_gateway.catalogue.dataset import Dataset, Table
from data_gateway.permits.rules import check_table
from governance.permits.document import PermitDocument, TablePermit
from governance.refusal import Refusal


@dataclass(frozen=True, eq=False)
class PermitScope:
    """Tables that no longer fit the site's catalogue are refused one by one, the others stay open.

    `damaged`: data set and name of those whose files are not what was loaded.
    """

    permit: PermitDocument
    datasets: Mapping[str, Dataset]
    damaged: frozenset[tuple[str, str]] = frozenset()

    def table(self, dataset: str, name: str) -> tuple[Table, TablePermit]:
        """Raises Refusal `dataset-not-in-permit`, `dataset-not-open-today`, `table-not-in-permit`, or why the
        site cannot serve it."""
        granted = self.permit.datasets.get(dataset)
        if granted is None:
            raise Refusal("dataset-not-in-permit", dataset=dataset)
        if not granted.open_on(date.today()):
            raise Refusal("dataset-not-open-today", dataset=dataset)
        if name not in granted.tables:
            raise Refusal("table-not-in-permit", dataset=dataset, table=name)
        if (dataset, name) in self._refusals:
            raise self._refusals[dataset, name]
        return self.datasets[dataset].tables[name], granted.tables[name]

    def usable(self) -> Iterator[tuple[Dataset, str, TablePermit]]:
        """Every table of the permit that the site can serve, open today or not."""
        for dataset, name, granted in self._granted():
            if (dataset, name) not in self._refusals:
                yield self.datasets[dataset], name, granted

    def asked_at(self, source: str) -> dict[str, Dataset]:
        """The connected data set of that name; those in files of the site, when it is empty."""
        return {
            name: dataset
            for name, dataset in self.datasets.items()
            if (name == source if source else dataset.source is None)
        }

    @cached_property
    def _refusals(self) -> dict[tuple[str, str], Refusal]:
        refusals = {}
        for dataset, name, _ in self._granted():
            try:
                if dataset not in self.datasets:
                    raise Refusal("dataset-unknown", dataset=dataset)
                if (dataset, name) in self.damaged:
                    raise Refusal("table-damaged", dataset=dataset, table=name)
                check_table(self.datasets[dataset], name, self.permit.datasets[dataset])
            except Refusal as refusal:
                refusals[dataset, name] = refusal
        return refusals

    def _granted(self) -> Iterator[tuple[str, str, TablePermit]]:
        for dataset, granted in self.permit.datasets.items():
            for name, table_permit in granted.tables.items():
                yield dataset, name, table_permit
