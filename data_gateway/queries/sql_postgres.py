"""What PostgreSQL lacks for expressions that cannot fail, as functions of the session's own schema.

A session runs `PRELUDE` once before its first query. They need no right but TEMPORARY on the database, and
stand in `pg_temp`, where nobody else's function can take their place. Doubles follow IEEE 754 in them, as
they do in DuckDB and Spark, where PostgreSQL's own operators raise.
"""

from __future__ import annotations


def _function(signature: str, gives: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION pg_temp.d2h_{signature} RETURNS {gives}"
        f" LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $${body}$$"
    )


_TWO = "(a float8, b float8)"
_PLAIN = "abs({0}) BETWEEN 1e-150 AND 1e150"
_PLAINS = f"{_PLAIN.format('a')} AND {_PLAIN.format('b')}"
_SPECIAL = "a IN ('NaN', 'Infinity', '-Infinity') OR b IN ('NaN', 'Infinity', '-Infinity')"
_ODD = "mod(abs(b)::numeric, 2) = 1"
_GROWS = "((abs(a) > 1) = (b > 0))"
_SIGNED_INFINITY = "sign(a) * sign(b) * 'Infinity'::float8"


def _sum(name: str, sign: str) -> str:
    """Halves cannot overflow; a number below 1 changes nothing beside one of 8e307."""
    halves = [f"CASE WHEN abs({part}) < 1 THEN 0 ELSE {part} / 2 END" for part in "ab"]
    return _function(
        name + _TWO,
        "float8",
        f"SELECT CASE WHEN abs(a) < 8e307 AND abs(b) < 8e307 OR {_SPECIAL} THEN a {sign} b"
        f" ELSE pg_temp.d2h_doubled({halves[0]} {sign} {halves[1]}) END",
    )


def _scaled(name: str, operator: str, exponents: str, infinity: str, zeros: str) -> str:
    """Logarithms tell whether the result leaves what a double holds."""
    return _function(
        name + _TWO,
        "float8",
        f"SELECT CASE {zeros} WHEN {_PLAINS} OR {_SPECIAL} THEN a {operator} b"
        f" WHEN {exponents} > 709.78 THEN {infinity}"
        f" WHEN {exponents} < -708 THEN 0 ELSE a {operator} b END",
    )


PRELUDE: tuple[str, ...] = (
    _function(
        "whole(a numeric)",
        "bigint",
        "SELECT CASE WHEN a BETWEEN -9223372036854775808 AND 9223372036854775807 THEN a::bigint END",
    ),
    _function(
        "whole(a float8)",
        "bigint",
        "SELECT CASE WHEN a >= -9223372036854775808 AND a < 9223372036854775808 THEN a::bigint END",
    ),
    _function(
        "doubled(half float8)",
        "float8",
        "SELECT CASE WHEN abs(half) >= 8.98846567431158e307 THEN sign(half) * 'Infinity'::float8"
        " ELSE half * 2 END",
    ),
    _sum("add", "+"),
    _sum("subtract", "-"),
    _scaled(
        "multiply",
        "*",
        "ln(abs(a)) + ln(abs(b))",
        _SIGNED_INFINITY,
        "WHEN a = 0 AND b NOT IN ('NaN',"
        " 'Infinity', '-Infinity') OR b = 0 AND a NOT IN ('NaN', 'Infinity', '-Infinity') THEN 0",
    ),
    _scaled(
        "divide",
        "/",
        "ln(abs(a)) - ln(abs(b))",
        _SIGNED_INFINITY,
        "WHEN b = 0 THEN NULL WHEN a = 0 AND b <> 'NaN' THEN 0",
    ),
    _function(
        "power(a float8, b float8)",
        "float8",
        "SELECT CASE WHEN b = 0 OR a = 1 THEN 1 WHEN a = 'NaN' OR b = 'NaN' THEN 'NaN'::float8"
        f" WHEN abs(a) = 'Infinity' THEN CASE WHEN b < 0 THEN 0 WHEN a < 0 AND {_ODD} THEN a ELSE abs(a) END"
        f" WHEN abs(b) = 'Infinity' THEN CASE WHEN abs(a) = 1 THEN 1 WHEN {_GROWS} THEN abs(b) ELSE 0 END"
        " WHEN a = 0 THEN CASE WHEN b < 0 THEN 'Infinity'::float8 ELSE 0 END"
        " WHEN a < 0 AND b <> trunc(b) THEN 'NaN'::float8"
        f" WHEN a = -1 THEN CASE WHEN {_ODD} THEN -1 ELSE 1 END"
        f" WHEN abs(b) > 1e300 OR abs(b) * abs(ln(abs(a))) > 708 THEN CASE WHEN NOT {_GROWS} THEN 0"
        f" WHEN a < 0 AND {_ODD} THEN '-Infinity'::float8 ELSE 'Infinity'::float8 END"
        " ELSE power(a, b) END",
    ),
    _function(
        "round(a float8)",
        "float8",
        "SELECT CASE WHEN abs(a) < 4503599627370496 THEN trunc(a)"
        " + CASE WHEN abs(a - trunc(a)) >= 0.5 THEN sign(a) ELSE 0 END ELSE a END",
    ),
    _function("lower(a text)", "text", 'SELECT lower(a COLLATE "und-x-icu")'),
    _function("upper(a text)", "text", 'SELECT upper(a COLLATE "und-x-icu")'),
    _function(
        "day(y bigint, m bigint, d bigint)",
        "date",
        "SELECT CASE WHEN y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND"
        " CASE WHEN m IN (4, 6, 9, 11) THEN 30 WHEN m <> 2 THEN 31"
        " WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END"
        " THEN make_date(y::int, m::int, d::int) END",
    ),
    # Of texts that already look like a day, a moment, a number.
    _function(
        "day(a text)",
        "date",
        "SELECT pg_temp.d2h_day(left(a, 4)::bigint, substring(a, 6, 2)::bigint, substring(a, 9, 2)::bigint)",
    ),
    _function(
        "moment(a text)", "timestamp", "SELECT CASE WHEN pg_temp.d2h_day(a) IS NOT NULL THEN a::timestamp END"
    ),
    _function(
        "moment(a date)",
        "timestamp",
        "SELECT CASE WHEN a BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN a::timestamp END",
    ),
    _function(
        "number(a numeric)",
        "float8",
        "SELECT CASE WHEN abs(a) > 1.7976931348623157e308 THEN sign(a)::float8 * 'Infinity'::float8"
        " WHEN abs(a) < 2.3e-308 THEN 0 ELSE a::float8 END",
    ),
    _function("number(a text)", "float8", "SELECT pg_temp.d2h_number(a::numeric)"),
)
