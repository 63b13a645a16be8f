"""Local codes and units brought to the common ones by a site's mapping table, its own kept beside them.

In OMOP's own columns: `*_concept_id`, `value_as_number`, `range_low`, `range_high` and `unit_concept_id` hold
what is common; `*_source_value` hold what the site wrote, the number before conversion too. What a mapping
changed is also kept as it was in a column no permit can name, so that another mapping starts from it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import NUMBER, TEXT, WHOLE_NUMBER
from data_gateway.catalogue.mapping import MappedCode, MappingTable
from data_gateway.queries.conditions import literal, quoted
from governance.source_file import SourceFault

BEFORE = " before mapping"  # no permit can name such a column: a name has no space
_CODES = '"mapped codes"'
_SOURCE = "_source_value"
VALUE, UNIT, UNIT_CONCEPT, WRITTEN = (
    "value_as_number",
    "unit_source_value",
    "unit_concept_id",
    "value_source_value",
)
CONVERTED = (VALUE, "range_low", "range_high")
# Sizes of a number that can be converted; others count as missing. PostgreSQL refuses to multiply beyond what
# a double holds, both ways, and would tell of a row by it.
SMALLEST, LARGEST = 1e-150, 1e150


def concept_column(source_column: str) -> str:
    """
    >>> concept_column("measurement_source_value"), concept_column("ward")
    ('measurement_concept_id', 'ward_concept_id')
    """
    return f"{source_column.removesuffix(_SOURCE)}_concept_id"


@dataclass(frozen=True)
class MappedColumn:
    """`by_unit`: the mapping tells apart rows of one code by their unit."""

    table: str
    name: str
    by_unit: bool

    def join(self, alias: str, unit_known: bool) -> str:
        """SQL that finds the mapping's entry of each row of `t`; at most one, codes are not repeated."""
        unit = f"coalesce(CAST(t.{quoted(UNIT)} AS VARCHAR), '')" if self.by_unit and unit_known else "''"
        return (
            f" LEFT JOIN {_CODES} {alias} ON {alias}.of_table = {literal(self.table)}"
            f" AND {alias}.of_column = {literal(self.name)} AND {alias}.local_unit = {unit}"
            f" AND {alias}.code = CAST(t.{quoted(self.name)} AS VARCHAR)"
        )


class Harmoniser:
    """A checked mapping, ready on one connection; `columns`: type by name of every table of the data set."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        mapping: MappingTable,
        columns: Mapping[str, Mapping[str, str]],
        concepts: str | None,
    ) -> None:
        """`concepts`: SQL of the data set's vocabulary, if it has one. Raises SourceRefusal."""
        self._columns = columns
        faults = list(_misplaced(mapping, columns))
        units, known = _vocabulary(connection, mapping, concepts)
        resolved = []
        for code in mapping.codes:
            unit = code.unit_concept_id or units.get(code.unit)
            if known is not None and code.concept_id not in known:
                faults.append(
                    mapping.fault(code, "concept_id", "mapping-concept-unknown", concept=code.concept_id)
                )
            if code.converts and unit is None:
                faults.append(mapping.fault(code, "unit", "mapping-unit-unknown", unit=code.unit))
            resolved.append((code, unit if code.converts else None))
        mapping.refuse(faults)
        self.resolved = tuple(resolved)  # each code, and the concept of its unit if it has one
        _keep(connection, resolved)
        self._mapped: dict[str, list[MappedColumn]] = {}
        for (table, column), codes in mapping.columns().items():
            by_unit = any(code.local_unit or code.converts for code in codes)
            self._mapped.setdefault(table, []).append(MappedColumn(table, column, by_unit))

    def mapped(self, table: str) -> list[MappedColumn]:
        return self._mapped.get(table, [])

    def select(self, table: str, relation: str, unseen: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
        """SQL of `relation` with common codes and units, and the type of each column that may be served.

        `unseen` are columns of `relation` that stay in it though none may be served.
        """
        types = dict(self._columns[table])
        given = set(types)
        changed: dict[str, str] = {}
        joins = ""
        for position, mapped in enumerate(self.mapped(table)):
            alias = f"m{position}"
            joins += mapped.join(alias, UNIT in given)
            concept = concept_column(mapped.name)
            found, before = f"{alias}.code IS NOT NULL", _before(concept, given, WHOLE_NUMBER)
            changed[concept] = f"CASE WHEN {found} THEN {alias}.concept_id ELSE {before} END"
            types[concept] = WHOLE_NUMBER
            if mapped.by_unit:
                changed |= _conversions(alias, given)
                types |= {name: NUMBER for name in CONVERTED if name in given}
                types |= {UNIT_CONCEPT: WHOLE_NUMBER, WRITTEN: TEXT}
        kept = [f"{_before(name, given, types[name])} AS {quoted(name + BEFORE)}" for name in changed]
        selected = [
            f"{changed[name]} AS {quoted(name)}" if name in changed else f"t.{quoted(name)}"
            for name in (*types, *unseen)
        ]
        return f"SELECT {', '.join(selected + kept)} FROM ({relation}) t{joins}", types  # noqa: S608


def prepare(connection: duckdb.DuckDBPyConnection, mapping: MappingTable) -> None:
    """Make the codes of a mapping that is in force known to `connection`, for `MappedColumn.join`."""
    _keep(connection, [(code, code.unit_concept_id) for code in mapping.codes])


def restored(
    columns: Mapping[str, str], stored: Mapping[str, str], file: str, unseen: Iterable[str] = ()
) -> tuple[str, dict[str, str]]:
    """SQL of a table of a version in force as it was before any mapping, and the types it then had.

    `columns`: what the catalogue says of it; `stored`: what the file holds; `unseen`: columns of the file
    that stay, though the catalogue has none of that name.
    """
    types, selected = {}, []
    for name, kind in columns.items():
        source = name + BEFORE if name + BEFORE in stored else name
        types[name] = stored[source] if source != name else kind
        selected.append(f"{quoted(source)} AS {quoted(name)}")
    selected += map(quoted, unseen)
    return f"SELECT {', '.join(selected)} FROM {file}", types  # noqa: S608


def _conversions(alias: str, given: set[str]) -> dict[str, str]:
    converts = f"{alias}.converts"
    changed = {
        name: f"CASE WHEN NOT coalesce({converts}, false) THEN t.{quoted(name)}"
        f" WHEN abs(t.{quoted(name)}) BETWEEN {SMALLEST} AND {LARGEST} OR t.{quoted(name)} = 0"
        f" THEN t.{quoted(name)} * {alias}.factor + {alias}.shift END"
        for name in CONVERTED
        if name in given
    }
    unit, written = _before(UNIT_CONCEPT, given, WHOLE_NUMBER), _before(WRITTEN, given, TEXT)
    changed[UNIT_CONCEPT] = f"CASE WHEN {converts} THEN {alias}.unit_concept_id ELSE {unit} END"
    number = f"CAST(t.{quoted(VALUE)} AS VARCHAR)"
    changed[WRITTEN] = f"CASE WHEN {converts} THEN coalesce({written}, {number}) ELSE {written} END"
    return changed


def _before(name: str, given: set[str], kind: str) -> str:
    return f"t.{quoted(name)}" if name in given else f"CAST(NULL AS {kind})"


def _misplaced(mapping: MappingTable, columns: Mapping[str, Mapping[str, str]]) -> Iterator[SourceFault]:
    """Entries that this data set has no place for, each table and column told once."""
    with_units: dict[str, str] = {}
    for (table, column), codes in mapping.columns().items():
        first, held = codes[0], columns.get(table)
        if held is None:
            yield mapping.fault(first, "table", "schema-table-missing", table=table)
            continue
        if column not in held:
            yield mapping.fault(first, "column", "schema-column-missing", table=table, column=column)
            continue
        measured = next((code for code in codes if code.local_unit or code.converts), None)
        if measured is None:
            continue
        if with_units.setdefault(table, column) != column:
            yield mapping.fault(
                measured, "column", "mapping-units-twice", table=table, first=with_units[table]
            )
        for needed in (VALUE, UNIT):
            if needed not in held:
                yield mapping.fault(measured, "column", "mapping-column-needed", table=table, column=needed)


def _vocabulary(
    connection: duckdb.DuckDBPyConnection, mapping: MappingTable, concepts: str | None
) -> tuple[dict[str, int], set[int] | None]:
    """Concept ids of the mapping's units, and those of its concepts that exist; None without a vocabulary."""
    if concepts is None or not mapping.codes:
        return {}, None
    wanted = [code.concept_id for code in mapping.codes]
    known = connection.execute(
        f"SELECT concept_id FROM ({concepts}) WHERE concept_id IN (SELECT unnest(?::BIGINT[]))",  # noqa: S608
        [wanted],
    ).fetchall()
    units = connection.execute(
        f"SELECT concept_code, min(concept_id) FROM ({concepts}) WHERE domain_id = 'Unit'"  # noqa: S608
        " AND concept_code IN (SELECT unnest(?::VARCHAR[])) GROUP BY 1",
        [[code.unit for code in mapping.codes if code.unit]],
    ).fetchall()
    return dict(units), {row[0] for row in known}


def _keep(connection: duckdb.DuckDBPyConnection, resolved: list[tuple[MappedCode, int | None]]) -> None:
    codes = [code for code, _ in resolved]
    incoming = pa.table(
        {
            "of_table": pa.array([code.table for code in codes], pa.string()),
            "of_column": pa.array([code.column for code in codes], pa.string()),
            "code": pa.array([code.code for code in codes], pa.string()),
            "local_unit": pa.array([code.local_unit for code in codes], pa.string()),
            "concept_id": pa.array([code.concept_id for code in codes], pa.int64()),
            "converts": pa.array([code.converts for code in codes], pa.bool_()),
            "factor": pa.array([code.factor for code in codes], pa.float64()),
            "shift": pa.array([code.offset for code in codes], pa.float64()),
            "unit_concept_id": pa.array([unit for _, unit in resolved], pa.int64()),
        }
    )
    connection.register("incoming", incoming)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CODES} AS SELECT * FROM incoming")  # noqa: S608
    connection.unregister("incoming")
