"""CAST as the door writes it: what has no result gives NULL, and texts are read the same way everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_functions import Function

# Whole numbers have one size here and decimals none.
CAST_TYPES: Mapping[exp.DType, str] = {
    **dict.fromkeys((exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT), WHOLE_NUMBER),
    **dict.fromkeys((exp.DType.FLOAT, exp.DType.DOUBLE), NUMBER),
    **dict.fromkeys((exp.DType.TEXT, exp.DType.VARCHAR), TEXT),
    exp.DType.DATE: DAY,
    **dict.fromkeys((exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ), MOMENT),
    exp.DType.BOOLEAN: TRUTH,
}
_WHOLE = "^ *([+-]?[0-9]{1,30}) *$"
_NUMBER = "^ *([+-]?(?:[0-9]{1,30}[.]?[0-9]{0,30}|[.][0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?) *$"
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DAY = f"^ *({_YEAR}-[0-9]{{2}}-[0-9]{{2}}) *$"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?"
_MOMENT = f"^ *({_YEAR}-[0-9]{{2}}-[0-9]{{2}}(?:[ T]{_TIME})?) *$"


def _read(pattern: str, gives: str, postgres: str, spark: str = "") -> Function:
    """The part of a text that `pattern` holds in parentheses; no engine is given anything else to read."""
    pattern = pattern.replace("{", "{{").replace("}", "}}")
    return Function(
        (TEXT,),
        gives,
        f"TRY_CAST(regexp_extract({{0}}, '{pattern}', 1) AS {gives})",
        postgres % f"substring({{0}} FROM '{pattern}')",
        f"try_cast(regexp_extract({{0}}, '{pattern}', 1) AS {spark or gives})",
    )


CASTS: Mapping[tuple[str, str], Function] = {
    (NUMBER, WHOLE_NUMBER): Function(
        (NUMBER,),
        WHOLE_NUMBER,
        "TRY_CAST({0} AS BIGINT)",
        "pg_temp.d2h_whole({0})",
        "CASE WHEN {0} >= -9223372036854775808D AND {0} < 9223372036854775808D"
        " THEN CAST(rint({0}) AS BIGINT) END",
    ),
    (WHOLE_NUMBER, NUMBER): Function(
        (WHOLE_NUMBER,), NUMBER, "CAST({0} AS DOUBLE)", "CAST({0} AS DOUBLE PRECISION)"
    ),
    (TRUTH, WHOLE_NUMBER): Function(
        (TRUTH,), WHOLE_NUMBER, "CAST({0} AS BIGINT)", "CAST(CAST({0} AS INTEGER) AS BIGINT)"
    ),
    (DAY, MOMENT): Function(
        (DAY,),
        MOMENT,
        "CASE WHEN {0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN TRY_CAST({0} AS TIMESTAMP) END",
        "pg_temp.d2h_moment({0})",
        "CASE WHEN {0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN CAST({0} AS TIMESTAMP_NTZ) END",
    ),
    (MOMENT, DAY): Function((MOMENT,), DAY, "CAST({0} AS DATE)"),
    **{
        (type_, TEXT): Function(
            (type_,), TEXT, "CAST({0} AS VARCHAR)", "CAST({0} AS TEXT)", "CAST({0} AS STRING)"
        )
        for type_ in (WHOLE_NUMBER, DAY, MOMENT, TRUTH)
    },
    (TEXT, WHOLE_NUMBER): _read(_WHOLE, WHOLE_NUMBER, "pg_temp.d2h_whole(%s::numeric)"),
    (TEXT, NUMBER): _read(_NUMBER, NUMBER, "pg_temp.d2h_number(%s)"),
    (TEXT, DAY): _read(_DAY, DAY, "pg_temp.d2h_day(%s)"),
    (TEXT, MOMENT): _read(_MOMENT, MOMENT, "pg_temp.d2h_moment(%s)", spark="TIMESTAMP_NTZ"),
}


def cast_between(engine: Engine, sql: str, found: str, wanted: str) -> str | None:
    """None when no cast of these types means the same on every engine."""
    if found == wanted:
        return sql
    function = CASTS.get((found, wanted))
    return None if function is None else function.spelled(engine).format(sql)
