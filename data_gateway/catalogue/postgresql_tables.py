"""Tables of a hospital's PostgreSQL as they stand there: their columns, and the values a gateway can serve.

A view of the session can fail on a value as any expression can, and an error would tell of a row that nobody
may read. So a value that has no served type (a day past the year 9999, an infinite one) counts as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER, Table
from data_gateway.queries.sql_engines import Engine, identifier, quoted_text

TYPES = {
    **dict.fromkeys(("smallint", "integer", "bigint"), WHOLE_NUMBER),
    **dict.fromkeys(("real", "double precision", "numeric"), NUMBER),
    **dict.fromkeys(("text", "character varying", "character", "uuid", "time without time zone"), TEXT),
    "date": DAY,
    "timestamp without time zone": MOMENT,
    "boolean": TRUTH,
}
Ask = Callable[[str], Sequence[tuple[Any, ...]]]


def quoted_name(parts: Sequence[str]) -> str:
    return ".".join(identifier(Engine.POSTGRES, part) for part in parts)


def columns_of(ask: Ask, parts: Sequence[str]) -> dict[str, str]:
    """Column -> type of the table or view `parts` (schema, name), as PostgreSQL spells them.

    Empty when there is none, or none that this account may see.
    """
    schema, name = (quoted_text(Engine.POSTGRES, part) for part in parts)
    rows = ask(
        "SELECT a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), NULL)"  # noqa: S608
        " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE n.nspname = {schema} AND c.relname = {name} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
    )
    return dict(rows)


def scan(parts: Sequence[str], table: Table, found: Mapping[str, str]) -> str | None:
    """SQL of the rows with the columns of `table`; None when one is missing or of another type by now."""
    spelled = {column.lower(): column for column in found}
    selected = []
    for column, described in table.columns.items():
        name = spelled.get(column)
        if name is None or TYPES.get(found[name]) != described.type:
            return None
        value = served(f"r.{identifier(Engine.POSTGRES, name)}", found[name])
        selected.append(f"{value} AS {identifier(Engine.POSTGRES, column)}")
    return f"(SELECT {', '.join(selected)} FROM {quoted_name(parts)} r)"  # noqa: S608


def served(value: str, data_type: str) -> str:
    """SQL of a value as its served type, which cannot fail. It needs `sql_postgres.PRELUDE`."""
    if data_type == "numeric":
        return f"pg_temp.d2h_number({value})"
    if data_type == "date":
        return f"CASE WHEN {value} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {value} END"
    if data_type == "timestamp without time zone":
        ends = "TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'"
        return f"CASE WHEN {value} BETWEEN {ends} THEN {value} END"
    if TYPES[data_type] == TEXT and data_type != "text":
        return f"CAST({value} AS TEXT)"
    return f"CAST({value} AS DOUBLE PRECISION)" if data_type == "real" else value
