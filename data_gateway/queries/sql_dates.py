"""Functions of days and moments. Those outside the years 1 to 9999, and infinite ones, count as unknown:
inside them no calculation of these can leave what an engine can hold."""

from __future__ import annotations

from collections.abc import Mapping

from data_gateway.catalogue.dataset import DAY, MOMENT, WHOLE_NUMBER
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_functions import Function

UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_MOST_YEARS = 4_700  # either way from the years 1 to 9999, PostgreSQL still knows the date
_PER_YEAR = {
    **{"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365},
    **{"hour": 8_760, "minute": 525_600, "second": 31_536_000},
}
_SPARK_PARTS = {"dayofweek": "DOW", "isodow": "DOW_ISO", "dayofyear": "DOY"}
_PARTS = {"dayofweek": "dow", "isodow": "isodow", "dayofyear": "doy"}


def _known(place: int, engine: Engine, type_: str) -> str:
    if type_ == DAY:
        return f"{{{place}}} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
    kind = "TIMESTAMP_NTZ" if engine is Engine.SPARK else "TIMESTAMP"
    return f"{{{place}}} BETWEEN {kind} '0001-01-01 00:00:00' AND {kind} '9999-12-31 23:59:59'"


def _dated(
    takes: tuple[str, ...], gives: str, duckdb: str, postgres: str, spark: str, also: str = ""
) -> Function:
    """`also` is a further condition, in every engine's words."""

    def guarded(body: str, engine: Engine) -> str:
        conditions = [
            _known(place, engine, type_) for place, type_ in enumerate(takes) if type_ in (DAY, MOMENT)
        ]
        return f"CASE WHEN {' AND '.join([*conditions, *filter(None, [also])])} THEN {body} END"

    return Function(
        takes,
        gives,
        guarded(duckdb, Engine.DUCKDB),
        guarded(postgres, Engine.POSTGRES),
        guarded(spark, Engine.SPARK),
    )


def _part(name: str) -> Function:
    part = _PARTS.get(name, name)
    spark = f"CAST(extract({_SPARK_PARTS.get(name, name.upper())} FROM {{0}}) AS BIGINT)"
    if name == "dayofweek":  # Sunday is 0 here and 1 for Spark
        spark = f"({spark} - 1)"
    return _dated(
        (MOMENT,),
        WHOLE_NUMBER,
        f"CAST(date_part('{part}', {{0}}) AS BIGINT)",  # of a constant without value it is a DOUBLE
        f"CAST(floor(date_part('{part}', {{0}})) AS BIGINT)",
        spark,
    )


def _truncated(unit: str) -> Function:
    body = f"date_trunc('{unit}', {{0}})"
    return _dated((MOMENT,), MOMENT, body, body, f"CAST({body} AS TIMESTAMP_NTZ)")


def _between(unit: str, postgres: str, spark: str) -> Function:
    """How many boundaries of the unit lie between two moments."""
    return _dated(
        (MOMENT, MOMENT),
        WHOLE_NUMBER,
        f"date_diff('{unit}', {{0}}, {{1}})",
        postgres,
        f"CAST({spark} AS BIGINT)",
    )


def _months(place: int, per: int) -> str:
    """Quarters or months since the year 0, in PostgreSQL's words."""
    month = f"date_part('month', {{{place}}}) - 1"
    return f"CAST(date_part('year', {{{place}}}) * {12 // per} + floor(({month}) / {per}) AS BIGINT)"


def _clock(unit: str, seconds: int) -> Function:
    ends = [f"extract(epoch FROM date_trunc('{unit}', {{{place}}}))" for place in (0, 1)]
    spark = [f"unix_micros(CAST(date_trunc('{unit}', {{{place}}}) AS TIMESTAMP))" for place in (0, 1)]
    return _between(
        unit,
        f"CAST(({ends[1]} - {ends[0]}) / {seconds} AS BIGINT)",
        f"({spark[1]} - {spark[0]}) div {seconds * 1_000_000}",
    )


def _moved(unit: str, sign: str) -> Function:
    most = _MOST_YEARS * _PER_YEAR[unit]
    number = "{1}" if unit in ("hour", "minute", "second") else "CAST({1} AS INTEGER)"
    duckdb = f"to_months(3 * {number})" if unit == "quarter" else f"to_{unit}s({number})"
    interval = "3 months" if unit == "quarter" else f"1 {unit}"
    return _dated(
        (MOMENT, WHOLE_NUMBER),
        MOMENT,
        f"{{0}} {sign} {duckdb}",
        f"{{0}} {sign} {{1}} * INTERVAL '{interval}'",
        f"timestampadd({unit.upper()}, {sign}{{1}}, {{0}})",
        also=f"{{1}} BETWEEN -{most} AND {most}",
    )


def _days_moved(sign: str) -> Function:
    most = _MOST_YEARS * _PER_YEAR["day"]
    body = f"{{0}} {sign} CAST({{1}} AS INTEGER)"
    spark = f"date_add({{0}}, {sign}CAST({{1}} AS INTEGER))"
    return _dated((DAY, WHOLE_NUMBER), DAY, body, body, spark, also=f"{{1}} BETWEEN -{most} AND {most}")


_TEXT_DAY = " || '-' || ".join(
    f"lpad(CAST({{{place}}} AS {{text}}), {width}, '0')" for place, width in ((0, 4), (1, 2), (2, 2))
)
_KNOWN_DAY = "{0} BETWEEN 1 AND 9999 AND {1} BETWEEN 1 AND 12 AND {2} BETWEEN 1 AND 31"

DATES: Mapping[str, tuple[Function, ...]] = {
    **{name: (_part(name),) for name in (*UNITS, *_PARTS)},
    **{f"date_trunc {unit}": (_truncated(unit),) for unit in UNITS},
    "date_diff year": (
        _between(
            "year",
            "CAST(date_part('year', {1}) - date_part('year', {0}) AS BIGINT)",
            "(year({1}) - year({0}))",
        ),
    ),
    "date_diff quarter": (
        _between(
            "quarter",
            f"({_months(1, 3)} - {_months(0, 3)})",
            "((year({1}) * 4 + quarter({1})) - (year({0}) * 4 + quarter({0})))",
        ),
    ),
    "date_diff month": (
        _between(
            "month",
            f"({_months(1, 1)} - {_months(0, 1)})",
            "((year({1}) * 12 + month({1})) - (year({0}) * 12 + month({0})))",
        ),
    ),
    "date_diff day": (
        _between(
            "day",
            "CAST(CAST({1} AS DATE) - CAST({0} AS DATE) AS BIGINT)",
            "datediff(CAST({1} AS DATE), CAST({0} AS DATE))",
        ),
    ),
    "date_diff hour": (_clock("hour", 3600),),
    "date_diff minute": (_clock("minute", 60),),
    "date_diff second": (_clock("second", 1),),
    "make_date": (
        Function(
            (WHOLE_NUMBER, WHOLE_NUMBER, WHOLE_NUMBER),
            DAY,
            f"CASE WHEN {_KNOWN_DAY} THEN TRY_CAST({_TEXT_DAY.replace('{text}', 'VARCHAR')} AS DATE) END",
            "pg_temp.d2h_day({0}, {1}, {2})",
            f"CASE WHEN {_KNOWN_DAY} THEN try_cast({_TEXT_DAY.replace('{text}', 'STRING')} AS DATE) END",
        ),
    ),
}
# What `+` and `-` mean for days and moments. A name with a space cannot be called.
DATE_ARITHMETIC: Mapping[str, Function] = {
    **{f"{sign} {unit}": _moved(unit, sign) for unit in UNITS for sign in "+-"},
    **{f"{sign} days": _days_moved(sign) for sign in "+-"},
    "days between": _dated(
        (DAY, DAY),
        WHOLE_NUMBER,
        "({0} - {1})",
        "CAST({0} - {1} AS BIGINT)",
        "CAST(datediff({0}, {1}) AS BIGINT)",
    ),
}
