"""How the three engines spell types, names and constants."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER, Dataset

if TYPE_CHECKING:
    from data_gateway.queries.conditions import Value


class Engine(StrEnum):
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


_TYPES = {
    Engine.DUCKDB: {},
    Engine.POSTGRES: {NUMBER: "DOUBLE PRECISION", TEXT: "TEXT"},
    Engine.SPARK: {TEXT: "STRING", MOMENT: "TIMESTAMP_NTZ"},
}
_DAY = re.compile(r"(?!0000)\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(?!0000)\d{4}-\d{2}-\d{2}[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?", re.ASCII
)


def engine_of(dataset: Dataset) -> Engine:
    """The engine that holds the rows of a data set."""
    return Engine.DUCKDB if dataset.source is None else Engine(dataset.source.engine)


def type_name(engine: Engine, type_: str) -> str:
    return _TYPES[engine].get(type_, type_)


def cast(engine: Engine, sql: str, type_: str) -> str:
    """A cast that cannot fail: of NULL, of a constant, or to a wider type."""
    return f"CAST({sql} AS {type_name(engine, type_)})"


def identifier(engine: Engine, name: str) -> str:
    mark = "`" if engine is Engine.SPARK else '"'
    return mark + name.replace(mark, mark * 2) + mark


def constant(engine: Engine, value: Value) -> str:
    """`value` with its exact type, whatever an engine would take the bare literal for."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{type_name(engine, MOMENT)} '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int):
        return cast(engine, str(value), WHOLE_NUMBER)
    if isinstance(value, float):
        return cast(engine, f"'{value!r}'", NUMBER)
    return quoted_text(engine, value)


def quoted_text(engine: Engine, text: str) -> str:
    if engine is Engine.SPARK:  # which reads a backslash in a literal as an escape
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "''") + "'"


def quotient(engine: Engine, sql: str, divisor: int) -> str:
    """The whole part of a whole number divided by another."""
    operator = {Engine.DUCKDB: "//", Engine.POSTGRES: "/", Engine.SPARK: "div"}[engine]
    return f"({sql} {operator} {divisor})"


def cut(engine: Engine, period: str, sql: str, type_: str) -> str:
    """The day or moment `sql` at the beginning of its `period` (month, year), of the same type."""
    if engine is Engine.POSTGRES and type_ == DAY:  # else it would become a moment of the session's time zone
        sql = cast(engine, sql, MOMENT)
    return cast(engine, f"date_trunc('{period}', {sql})", type_)


def days_later(engine: Engine, sql: str, days: str, type_: str) -> str:
    """The day or moment `sql`, moved by `days`, SQL of a whole number."""
    if engine is Engine.SPARK:
        return f"date_add({sql}, {days})" if type_ == DAY else f"timestampadd(DAY, {days}, {sql})"
    return f"({sql} + {days} * INTERVAL '1' DAY)"


def ordering(engine: Engine, sql: str, type_: str | None) -> str:
    """What to order by: a PostgreSQL data base may order texts by a language, the others never do."""
    return f'({sql} COLLATE "C")' if engine is Engine.POSTGRES and type_ == TEXT else sql


def type_of(value: Value) -> str:
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    return WHOLE_NUMBER if isinstance(value, int) else NUMBER if isinstance(value, float) else TEXT


def moment_in(text: str, type_: str) -> date | datetime | None:
    """The day or moment that an ISO text names; None when it names none."""
    tidy = text.strip(" ")
    if not (_DAY.fullmatch(tidy) or _MOMENT.fullmatch(tidy)):
        return None
    try:
        moment = datetime.fromisoformat(tidy)
    except ValueError:  # the 30th of February
        return None
    return moment.date() if type_ == DAY else moment
