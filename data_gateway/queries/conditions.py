"""Comparisons of columns with values: checked against the column's type, then written as SQL.

A permit's own conditions become literals inside the secure view; a researcher's stand outside it, as bound
parameters where the engine keeps streaming with them. Nothing a person typed is ever part of the SQL text
except through `literal` and `constant`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Protocol

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TRUTH, WHOLE_NUMBER, Column
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.queries.sql_engines import Engine, constant, identifier, ordering
from governance.permits.document import AnyOf, RowCondition, RowFilter
from governance.refusal import Refusal

Scalar = bool | int | float | str
Value = bool | int | float | str | date | datetime
MAX_CONDITIONS = 50
MAX_VALUES = 10_000
_EQUALITY = frozenset({"=", "!=", "in"})
_ORDERED = frozenset({"<", "<=", ">", ">="})
_NULL_TESTS = {"is null": "IS NULL", "is not null": "IS NOT NULL"}


class Comparison(Protocol):
    @property
    def column(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def value(self) -> Scalar | Sequence[Scalar] | None: ...


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def bound(
    conditions: Sequence[Comparison], columns: Mapping[str, Column], engine: Engine = Engine.DUCKDB
) -> tuple[str, list[Value]]:
    """`(sql, parameters)`; sql is "true" without conditions. Raises Refusal `condition-…`.

    Only DuckDB is given parameters: PostgreSQL and Spark take none where they stream.
    """
    if len(conditions) > MAX_CONDITIONS:
        raise Refusal("condition-too-many", limit=MAX_CONDITIONS)
    parts, parameters = ["true"], list[Value]()
    for condition in conditions:
        column = columns[condition.column]
        values = checked_values(condition, column)
        written = ["?"] * len(values) if engine is Engine.DUCKDB else [constant(engine, v) for v in values]
        name = identifier(engine, condition.column)
        parts.append(_comparison(condition, _compared(engine, condition, name, column), written))
        parameters += values
        if len(parameters) > MAX_VALUES:
            raise Refusal("condition-too-many", limit=MAX_VALUES)
    return " AND ".join(parts), parameters if engine is Engine.DUCKDB else []


def fixed(
    rows: RowFilter, columns: Mapping[str, Column], *, table: str, engine: Engine = Engine.DUCKDB
) -> str:
    """SQL with the values inside, for a signed permit's row filter on the columns of `table` (an alias)."""

    def comparison(condition: RowCondition) -> str:
        column = columns[condition.column]
        values = [constant(engine, value) for value in checked_values(condition, column)]
        name = f"{table}.{identifier(engine, condition.column)}"
        return _comparison(condition, _compared(engine, condition, name, column), values)

    parts = ["true"]
    for entry in rows:
        if isinstance(entry, AnyOf):
            parts.append(f"({' OR '.join(comparison(condition) for condition in entry.any)})")
        else:
            parts.append(comparison(entry))
    return " AND ".join(parts)


def checked_values(condition: Comparison, column: Column) -> list[Value]:
    """The values as Python objects of the column's served type, none for the null tests."""
    if condition.op in _NULL_TESTS:
        if condition.value is not None:
            raise Refusal("condition-not-understood", column=condition.column, op=condition.op)
        return []
    many = isinstance(condition.value, tuple | list)
    if condition.value is None or many != (condition.op == "in"):
        raise Refusal("condition-not-understood", column=condition.column, op=condition.op)
    raw = _scalars(condition.value)
    if not raw:
        raise Refusal("condition-not-understood", column=condition.column, op=condition.op)
    # Pseudonyms have no order that means anything, and truth values have none at all.
    unordered = column.role is not ColumnRole.PLAIN or column.served_type == TRUTH
    if unordered and condition.op not in _EQUALITY:
        raise Refusal("condition-not-understood", column=condition.column, op=condition.op)
    try:
        return [_typed(value, column.served_type) for value in raw]
    except (ValueError, OverflowError) as fault:
        raise Refusal("condition-value-type", column=condition.column, type=column.served_type) from fault


def literal(value: Value) -> str:
    """SQL text of one checked value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST({value!r} AS {WHOLE_NUMBER if isinstance(value, int) else NUMBER})"


def _scalars(value: Scalar | Sequence[Scalar]) -> list[Scalar]:
    return [value] if isinstance(value, bool | int | float | str) else list(value)


def _compared(engine: Engine, condition: Comparison, name: str, column: Column) -> str:
    return ordering(engine, name, column.served_type) if condition.op in _ORDERED else name


def _comparison(condition: Comparison, column: str, values: list[str]) -> str:
    if condition.op in _NULL_TESTS:
        return f"{column} {_NULL_TESTS[condition.op]}"
    if condition.op == "in":
        return f"{column} IN ({', '.join(values)})"
    return f"{column} {condition.op} {values[0]}"


def _typed(value: Scalar, wanted: str) -> Value:
    match wanted:
        case "BOOLEAN" if isinstance(value, bool):
            return value
        case "BIGINT" if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
            return value
        case "DOUBLE" if isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
            if math.isfinite(number):
                return number
        case "VARCHAR" if isinstance(value, str) and "\x00" not in value:
            return value
        case "DATE" | "TIMESTAMP" if isinstance(value, str):
            return _moment(value, wanted)
    raise ValueError(wanted)


def _moment(text: str, wanted: str) -> date | datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(wanted)
    if wanted == MOMENT:
        return moment
    if moment.time() != time():
        raise ValueError(DAY)
    return moment.date()
