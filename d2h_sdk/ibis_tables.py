"""The approved tables as unbound ibis tables: expressions over them are run by `d2h.sql`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from d2h_sdk.catalogue import Datasets
from d2h_sdk.errors import UsageError
from d2h_sdk.statements import ibis

_TYPES = {
    "BIGINT": "int64",
    "DOUBLE": "float64",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
}


class IbisTables(Mapping[str, Any]):
    """`tables.measurement`, or `tables["omop.measurement"]` where two data sets hold a table of that name.

    A table has the columns of all sites together: a site that did not approve one of them says so when asked.
    """

    def __init__(self, datasets: Datasets) -> None:
        library = ibis()
        columns: dict[tuple[str, str], dict[str, str]] = {}
        for dataset in datasets.datasets:
            if dataset.mode != "records":
                continue
            for table in dataset.tables:
                known = columns.setdefault((dataset.dataset, table.name), {})
                for column in table.columns:
                    known.setdefault(column.name, _TYPES[column.type])
        alone = [name for _, name in columns]
        self._tables: dict[str, Any] = {}
        for (dataset_name, name), schema in columns.items():
            if alone.count(name) == 1:
                self._tables[name] = library.table(schema, name=name)
            else:
                self._tables[f"{dataset_name}.{name}"] = library.table(
                    schema, name=name, database=dataset_name
                )

    def __getitem__(self, name: str) -> Any:
        if name not in self._tables:
            raise UsageError("table-not-approved", table=name, known=", ".join(self._tables) or "–")
        return self._tables[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._tables})

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {', '.join(table.columns)}" for name, table in self._tables.items()) or "–"
