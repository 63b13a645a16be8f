"""Common codes and units of a connected data set: brought about where its rows are, whenever they are asked.

The same columns as those of `harmonising`, but for what the hospital wrote, which stays what its engine
holds. Nothing written here can fail on a value: a number that no factor may be applied to counts as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import (
    NUMBER,
    TEXT,
    WHOLE_NUMBER,
    Column,
    Dataset,
    Source,
    SourceCode,
    SourceMapping,
    Table,
)
from data_gateway.catalogue.harmonising import (
    CONVERTED,
    LARGEST,
    SMALLEST,
    UNIT,
    UNIT_CONCEPT,
    Harmoniser,
    concept_column,
)
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.mapping import MappingTable, read_mapping
from data_gateway.queries.sql_engines import Engine, cast, constant, identifier, quoted_text
from governance.refusal import Refusal

_CODE = ("code", "local_unit", "concept_id", "converts", "factor", "shift", "unit_concept_id")


class Asking(Protocol):
    """What of a `Counter` a mapping needs."""

    @property
    def engine(self) -> Engine: ...

    def rows(self, table: str) -> str: ...

    def ask(self, table: str, sql: str) -> list[tuple[object, ...]]: ...


def mapped(dataset: Dataset, path: Path, counter: Asking) -> Dataset:
    """`dataset`, a connected one, with the mapping in `path`; `counter` asks for its vocabulary.

    Raises SourceRefusal, or Refusal `mapping-unreadable` or `connect-mapping-type` (a column whose type in
    the engine cannot hold what is common).
    """
    mapping, source = read_mapping(path), dataset.source
    if source is None:
        raise ValueError(dataset.id)
    types = {
        name: {c: col.type for c, col in table.columns.items()} for name, table in dataset.tables.items()
    }
    with duckdb.connect(":memory:") as connection:
        concepts = _vocabulary(connection, dataset, mapping, counter)
        resolved = Harmoniser(connection, mapping, types, concepts).resolved
    codes: dict[str, list[SourceCode]] = {}
    for code, unit in resolved:
        kept = SourceCode(
            column=code.column,
            code=code.code,
            local_unit=code.local_unit,
            concept_id=code.concept_id,
            converts=code.converts,
            factor=min(max(code.factor, SMALLEST), LARGEST),
            offset=min(max(code.offset, -LARGEST), LARGEST),
            unit_concept_id=unit,
        )
        codes.setdefault(code.table, []).append(kept)
    mappings = {name: SourceMapping(codes=tuple(found), stored=types[name]) for name, found in codes.items()}
    tables = dict(dataset.tables)
    for name, own in mappings.items():
        tables[name] = _with_common(name, tables[name], own)
    told = Source(engine=source.engine, tables=source.tables, mappings=mappings)
    return dataset.model_copy(update={"tables": tables, "source": told})


def as_stored(dataset: Dataset, name: str) -> Table:
    """The table with the columns that the engine has."""
    table, own = dataset.tables[name], _mapping(dataset, name)
    if own is None:
        return table
    columns = {
        column: Column(type=type_, role=table.columns[column].role, levels=0)
        for column, type_ in own.stored.items()
    }
    return table.model_copy(update={"columns": columns})


def harmonised(engine: Engine, dataset: Dataset, name: str, rows: str) -> str:
    """SQL of `rows`, those of the table as stored, with common codes and units."""
    own = _mapping(dataset, name)
    if own is None:
        return rows
    changed: dict[str, str] = {}
    joins = ""
    for position, (column, codes) in enumerate(own.columns().items()):
        alias = f"m{position}"
        joins += f" LEFT JOIN {_values(engine, codes)} AS {alias}({', '.join(_CODE)}) ON {alias}.code = "
        joins += cast(engine, f"t.{identifier(engine, column)}", TEXT)
        joins += f" AND {alias}.local_unit = {unit_of(engine, own, column, 't')}"
        found, concept = f"{alias}.code IS NOT NULL", concept_column(column)
        before = _before(engine, concept, own.stored)
        changed[concept] = f"CASE WHEN {found} THEN {alias}.concept_id ELSE {before} END"
        if own.by_unit(column):
            changed |= _conversions(engine, alias, own.stored)
    selected = ", ".join(
        f"{changed.get(column, f't.{identifier(engine, column)}')} AS {identifier(engine, column)}"
        for column in dataset.tables[name].columns
    )
    return f"(SELECT {selected} FROM {rows} t{joins})"  # noqa: S608


def unit_of(engine: Engine, mapping: SourceMapping, column: str, alias: str) -> str:
    """SQL of the unit by which the mapping tells apart the rows of one code of `column`."""
    if not mapping.by_unit(column):
        return "''"
    return f"coalesce({cast(engine, f'{alias}.{identifier(engine, UNIT)}', TEXT)}, '')"


def _mapping(dataset: Dataset, name: str) -> SourceMapping | None:
    return dataset.source.mappings.get(name) if dataset.source else None


def _with_common(name: str, table: Table, mapping: SourceMapping) -> Table:
    columns = dict(table.columns)

    def put(column: str, type_: str, fits: tuple[str, ...]) -> None:
        held = columns.get(column)
        if held is None:
            columns[column] = Column(type=type_, role=ColumnRole.PLAIN, levels=0)
        elif held.type not in fits:
            raise Refusal("connect-mapping-type", table=name, column=column, type=type_)
        else:
            columns[column] = held.model_copy(update={"type": type_})

    for column in mapping.columns():
        put(concept_column(column), WHOLE_NUMBER, (WHOLE_NUMBER,))
        if mapping.by_unit(column):
            put(UNIT_CONCEPT, WHOLE_NUMBER, (WHOLE_NUMBER,))
            for number in CONVERTED:
                if number in table.columns:
                    put(number, NUMBER, (NUMBER, WHOLE_NUMBER))
    return table.model_copy(update={"columns": columns})


def _conversions(engine: Engine, alias: str, stored: Mapping[str, str]) -> dict[str, str]:
    changed = {}
    for name in CONVERTED:
        if name in stored:
            value = cast(engine, f"t.{identifier(engine, name)}", NUMBER)
            reach = f"(abs({value}) BETWEEN {constant(engine, SMALLEST)} AND {constant(engine, LARGEST)}"
            fits = f"{reach} OR {value} = {constant(engine, 0.0)})"
            common = f"CASE WHEN {fits} THEN {value} * {alias}.factor + {alias}.shift END"
            changed[name] = f"CASE WHEN {alias}.converts THEN {common} ELSE {value} END"
    unit = _before(engine, UNIT_CONCEPT, stored)
    return changed | {
        UNIT_CONCEPT: f"CASE WHEN {alias}.converts THEN {alias}.unit_concept_id ELSE {unit} END"
    }


def _before(engine: Engine, name: str, stored: Mapping[str, str]) -> str:
    return f"t.{identifier(engine, name)}" if name in stored else cast(engine, "NULL", WHOLE_NUMBER)


def _values(engine: Engine, codes: tuple[SourceCode, ...]) -> str:
    rows = ", ".join(
        "("
        + ", ".join(
            (
                cast(engine, quoted_text(engine, code.code), TEXT),
                cast(engine, quoted_text(engine, code.local_unit), TEXT),
                constant(engine, code.concept_id),
                constant(engine, code.converts),
                constant(engine, code.factor),
                constant(engine, code.offset),
                cast(engine, "NULL", WHOLE_NUMBER)
                if code.unit_concept_id is None
                else constant(engine, code.unit_concept_id),
            )
        )
        + ")"
        for code in codes
    )
    return f"(VALUES {rows})"


def _vocabulary(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, mapping: MappingTable, counter: Asking
) -> str | None:
    """SQL of what the data base's own vocabulary, if it has one, says of what `mapping` names."""
    needed = ("concept_id", "concept_code", "domain_id")
    held = dataset.tables.get("concept")
    if not dataset.standard or held is None or not set(needed) <= held.columns.keys() or not mapping.codes:
        return None
    engine = counter.engine
    names = [identifier(engine, name) for name in needed]
    ids = ", ".join(sorted({str(code.concept_id) for code in mapping.codes}))
    units = ", ".join(sorted({quoted_text(engine, code.unit) for code in mapping.codes if code.unit}))
    of_units = f" OR ({names[2]} = 'Unit' AND {names[1]} IN ({units}))" if units else ""
    found = counter.ask(
        "concept",
        f"SELECT {', '.join(names)} FROM {counter.rows('concept')} AS known"  # noqa: S608
        f" WHERE {names[0]} IN ({ids}){of_units}",
    )
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    kinds = (pa.int64(), pa.string(), pa.string())
    known = {name: pa.array(column, kind) for name, column, kind in zip(needed, columns, kinds, strict=True)}
    connection.register("incoming vocabulary", pa.table(known))
    return 'SELECT * FROM "incoming vocabulary"'
