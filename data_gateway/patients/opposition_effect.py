"""What the list of opposed patients takes from each table of a site: for its data protection officer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset, dataset_names, load_dataset
from data_gateway.patients.finding import plain_person
from data_gateway.patients.opposition import OppositionRegister
from data_gateway.site.folder import SiteFolder
from governance.refusal import Refusal


@dataclass(frozen=True)
class Withheld:
    """Of the newest version of a table: `persons` and `rows` that no project is served, of `all_rows`."""

    dataset: str
    table: str
    persons: int
    rows: int
    all_rows: int


@dataclass(frozen=True)
class OppositionEffect:
    """`elsewhere`: data sets in a data base of the hospital, whose opposed rows are not counted here though
    they are withheld as well."""

    persons: int
    withheld: tuple[Withheld, ...]
    elsewhere: tuple[str, ...]


def opposition_effect(folder: SiteFolder) -> OppositionEffect:
    """Raises Refusal `site-missing`, `opposition-unavailable` or `dataset-unavailable`."""
    opposed = OppositionRegister(folder.require().opposition).current().persons
    datasets = [load_dataset(folder.datasets, name) for name in dataset_names(folder.datasets)]
    with duckdb.connect(":memory:") as connection:
        connection.register("opposed", pa.table({"id": pa.array(sorted(opposed), pa.string())}))
        found = [one for dataset in datasets if not dataset.source for one in _tables(connection, dataset)]
    return OppositionEffect(
        persons=len(opposed),
        withheld=tuple(found),
        elsewhere=tuple(dataset.id for dataset in datasets if dataset.source),
    )


def _tables(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[Withheld]:
    for name, table in dataset.tables.items():
        if table.person_column is None:
            continue
        person = plain_person(table, table.person_column)
        among = f"{person} IN (SELECT id FROM opposed)"  # noqa: S608
        counted = (
            f"SELECT count(DISTINCT {person}) FILTER ({among}), count(*) FILTER ({among}), count(*)"  # noqa: S608
            " FROM read_parquet(?)"
        )
        try:
            row = connection.execute(counted, [dataset.paths(name)]).fetchone()
        except duckdb.Error as fault:
            raise Refusal("dataset-unavailable", dataset=dataset.id) from fault
        assert row is not None  # noqa: S101 - an aggregate without groups
        yield Withheld(dataset.id, name, *row)
