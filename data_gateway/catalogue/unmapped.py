"""Local codes that no mapping brought to a common one: all of them for the site, two figures for others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data_gateway.catalogue.dataset import Dataset, Table
from data_gateway.catalogue.harmonising import UNIT, MappedColumn, concept_column, prepare
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.mapping import MAPPING_FILE, MappingTable, read_mapping
from data_gateway.catalogue.table_files import Engine
from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

SOURCE = "_source_value"


@dataclass(frozen=True)
class UnmappedCode:
    """`rows` is exact: for the eyes of the site's staff alone."""

    table: str
    column: str
    code: str
    unit: str
    rows: int


def unmapped_codes(engine: Engine, dataset: Dataset) -> list[UnmappedCode]:
    """Every unmapped code of a version, the most frequent first.

    Raises Refusal `dataset-unavailable`.
    """
    found = []
    for name, table in dataset.tables.items():
        rows = f"read_parquet({literal(dataset.paths(name)[0])})"
        for column, select in _selects(engine, dataset, name, table, rows):
            listed = engine.execute(
                name,
                f"SELECT code, unit, count(*) FROM ({select}) WHERE unmapped GROUP BY 1, 2",  # noqa: S608
                Refusal("dataset-unavailable", dataset=dataset.id),
            )
            found += [UnmappedCode(name, column, code, unit, count) for code, unit, count in listed]
    return sorted(found, key=lambda each: (-each.rows, each.table, each.column, each.code, each.unit))


def unmapped_shares(
    engine: Engine, dataset: Dataset, name: str, rows: str
) -> Iterator[tuple[str, int, int, int]]:
    """Column, different unmapped codes, their rows, rows with any code; `rows` is SQL of the table's rows."""
    for column, select in _selects(engine, dataset, name, dataset.tables[name], rows):
        ((codes, part, whole),) = engine.execute(
            name,
            "SELECT count(DISTINCT (code, unit)) FILTER (unmapped), count(*) FILTER (unmapped), count(*)"  # noqa: S608
            f" FROM ({select})",
            Refusal("dataset-unavailable", dataset=dataset.id),
        )
        yield column, codes, part, whole


def _selects(
    engine: Engine, dataset: Dataset, name: str, table: Table, rows: str
) -> Iterator[tuple[str, str]]:
    """Per column of local codes: SQL of `code, unit, unmapped` for every row that has a code."""
    mapping = _mapping_of(dataset)
    prepare(engine.connection, mapping)
    mapped = {column: codes for (owner, column), codes in mapping.columns().items() if owner == name}
    for column, found in table.columns.items():
        local = column.endswith(SOURCE) and found.role is not ColumnRole.IDENTIFYING
        concept = concept_column(column)
        if concept not in table.columns or not (local or column in mapped):
            continue
        by_unit = any(code.local_unit or code.converts for code in mapped.get(column, ()))
        unit = (
            f"coalesce(CAST(t.{quoted(UNIT)} AS VARCHAR), '')" if by_unit and UNIT in table.columns else "''"
        )
        codes = ", ".join(literal(code) for code in sorted({code.code for code in mapped.get(column, ())}))
        local_code = f"CAST(t.{quoted(column)} AS VARCHAR)"
        # A code that is mapped in some units only has not been brought to the common one in the others.
        other_unit = f"({local_code} IN ({codes}) AND m.code IS NULL)" if codes else "false"
        yield (
            column,
            f"SELECT {local_code} AS code, {unit} AS unit,"  # noqa: S608
            f" coalesce(t.{quoted(concept)}, 0) = 0 OR {other_unit} AS unmapped"
            f" FROM {rows} t{MappedColumn(name, column, by_unit).join('m', UNIT in table.columns)}"
            f" WHERE t.{quoted(column)} IS NOT NULL",
        )


def _mapping_of(dataset: Dataset) -> MappingTable:
    path = dataset.folder / MAPPING_FILE
    return read_mapping(path) if path.is_file() else MappingTable()
