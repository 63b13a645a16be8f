"""The functions a researcher may call, what they take and give, and how each engine spells them.

Templates hold `{0}`, `{1}`… for the arguments, each already of the type that `takes` says; `{over}` marks
where an aggregate's FILTER and OVER go. No template may fail on any value of its arguments: what has no
result gives NULL, the same on every engine. `pg_temp.d2h_…` are the functions of `sql_postgres.PRELUDE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_gateway.catalogue.dataset import NUMBER, TEXT, TRUTH, WHOLE_NUMBER
from data_gateway.queries.sql_engines import Engine

# What an argument may be besides one of the six types.
ANY = "ANY"  # any type, the same for all arguments that say so
ORDERED = "NUMBER, TEXT OR DATE"  # like ANY, truth values left out; texts compare by their bytes
# Constants, written as they are:
COUNT = "0…1000000"
PLACE = "1…1000000"
DIGITS = "0…15"
SHARE = "0.0…1.0"
FIXED_TEXT = "'…'"
FIXED = "CONSTANT"  # of the type of the ANY arguments
PATTERN = "'REGEX'"


@dataclass(frozen=True)
class Function:
    """`gives` ANY is the type of the ANY and ORDERED arguments; `variadic` repeats the last of `takes`."""

    takes: tuple[str, ...]
    gives: str
    template: str
    postgres: str = ""
    spark: str = ""
    variadic: bool = False

    def spelled(self, engine: Engine) -> str:
        own = {Engine.POSTGRES: self.postgres, Engine.SPARK: self.spark}
        return own.get(engine, "") or self.template


def _number(template: str, postgres: str = "", spark: str = "") -> Function:
    return Function((NUMBER,), NUMBER, template, postgres, spark)


def _whole(operator: str, spark: str) -> Function:
    """128-bit arithmetic cannot overflow on two 64-bit numbers; the way back gives NULL past 64 bits."""
    return Function(
        (WHOLE_NUMBER, WHOLE_NUMBER),
        WHOLE_NUMBER,
        f"TRY_CAST(CAST({{0}} AS HUGEINT) {operator} CAST({{1}} AS HUGEINT) AS BIGINT)",
        f"pg_temp.d2h_whole({{0}}::numeric {operator} {{1}}::numeric)",
        f"{spark}({{0}}, {{1}})",
    )


def _double(operator: str, name: str) -> Function:
    return Function(
        (NUMBER, NUMBER), NUMBER, f"({{0}} {operator} {{1}})", f"pg_temp.d2h_{name}({{0}}, {{1}})"
    )


# Doubles follow IEEE 754 and never fail in DuckDB and Spark; PostgreSQL's own raise, the helpers do not.
OPERATORS: Mapping[str, tuple[Function, ...]] = {
    "+": (_whole("+", "try_add"), _double("+", "add")),
    "-": (_whole("-", "try_subtract"), _double("-", "subtract")),
    "*": (_whole("*", "try_multiply"), _double("*", "multiply")),
    "/": (
        Function(
            (NUMBER, NUMBER),
            NUMBER,
            "CASE WHEN {1} <> 0 THEN {0} / {1} END",
            "pg_temp.d2h_divide({0}, {1})",
            "try_divide({0}, {1})",
        ),
    ),
    "%": (
        Function(
            (WHOLE_NUMBER, WHOLE_NUMBER),
            WHOLE_NUMBER,
            "CAST(CAST({0} AS HUGEINT) % CASE WHEN {1} <> 0 THEN CAST({1} AS HUGEINT) END AS BIGINT)",
            "({0} % CASE WHEN {1} <> 0 THEN {1} END)",
            "({0} % CASE WHEN {1} <> 0 THEN {1} END)",
        ),
    ),
    "negative": (
        Function(
            (WHOLE_NUMBER,),
            WHOLE_NUMBER,
            "TRY_CAST(-CAST({0} AS HUGEINT) AS BIGINT)",
            "pg_temp.d2h_whole(-({0}::numeric))",
            "try_subtract(CAST(0 AS BIGINT), {0})",
        ),
        _number("(-{0})"),
    ),
    "||": (Function((TEXT, TEXT), TEXT, "({0} || {1})"),),
}

# Spark makes whole numbers of these, and fails where they do not fit; past 2**52 every number is whole.
_SPARK_WHOLE = "CASE WHEN abs({{0}}) < 4503599627370496 THEN CAST({}({{0}}) AS DOUBLE) ELSE {{0}} END"

_NUMBERS: Mapping[str, tuple[Function, ...]] = {
    "abs": (
        Function(
            (WHOLE_NUMBER,),
            WHOLE_NUMBER,
            "TRY_CAST(abs(CAST({0} AS HUGEINT)) AS BIGINT)",
            "pg_temp.d2h_whole(abs({0}::numeric))",
            "try_cast(abs(CAST({0} AS DECIMAL(20, 0))) AS BIGINT)",
        ),
        _number("abs({0})"),
    ),
    "round": (
        _number("round({0})", "pg_temp.d2h_round({0})", "round({0}, 0)"),
        Function(
            (NUMBER, DIGITS),
            NUMBER,
            "(round({0} * 1e{1}) / 1e{1})",
            "(pg_temp.d2h_round(pg_temp.d2h_multiply({0}, 1e{1})) / 1e{1}::float8)",
            "(round({0} * 1e{1}, 0) / 1e{1})",
        ),
    ),
    "floor": (_number("floor({0})", spark=_SPARK_WHOLE.format("floor")),),
    "ceil": (_number("ceil({0})", spark=_SPARK_WHOLE.format("ceil")),),
    "sqrt": (_number("CASE WHEN {0} >= 0 THEN sqrt({0}) END"),),
    "ln": (_number("CASE WHEN {0} > 0 THEN ln({0}) END"),),
    "log10": (_number("CASE WHEN {0} > 0 THEN log10({0}) END"),),
    "log2": (_number("CASE WHEN {0} > 0 THEN log2({0}) END", "CASE WHEN {0} > 0 THEN ln({0}) / ln(2) END"),),
    "exp": (
        _number(
            "exp({0})",
            "CASE WHEN {0} = 'NaN' THEN {0} WHEN {0} > 709 THEN 'Infinity'"
            " WHEN {0} < -708 THEN 0 ELSE exp({0}) END",
        ),
    ),
    "power": (
        Function(
            (NUMBER, NUMBER),
            NUMBER,
            "power({0}, {1})",
            "pg_temp.d2h_power({0}, {1})",
            # For Java, 1 to an unknown power is unknown.
            "CASE WHEN {0} = 1 AND {1} IS NOT NULL OR {0} = -1 AND abs({1}) = CAST('Infinity' AS DOUBLE)"
            " THEN 1D ELSE power({0}, {1}) END",
        ),
    ),
    "isnan": (
        Function(
            (NUMBER,), TRUTH, "isnan({0})", "({0} = 'NaN')", "CASE WHEN {0} IS NOT NULL THEN isnan({0}) END"
        ),
    ),
    "mod": OPERATORS["%"],
}

_LENGTH = "CASE WHEN {%d} >= 0 THEN CAST(least({%d}, 1000000) AS INTEGER) END"
_START = "CASE WHEN {1} >= 1 THEN CAST(least({1}, 1000001) AS INTEGER) END"


def _tested(template: str, postgres: str = "", spark: str = "") -> Function:
    return Function((TEXT, TEXT), TRUTH, template, postgres, spark)


_TEXTS: Mapping[str, tuple[Function, ...]] = {
    "lower": (Function((TEXT,), TEXT, "lower({0})", "pg_temp.d2h_lower({0})"),),
    # DuckDB alone has a capital ß.
    "upper": (
        Function((TEXT,), TEXT, "upper(replace({0}, 'ß', 'SS'))", "pg_temp.d2h_upper({0})", "upper({0})"),
    ),
    "trim": (Function((TEXT,), TEXT, "trim({0}, ' ')", "btrim({0}, ' ')", "trim(BOTH ' ' FROM {0})"),),
    "ltrim": (Function((TEXT,), TEXT, "ltrim({0}, ' ')", spark="trim(LEADING ' ' FROM {0})"),),
    "rtrim": (Function((TEXT,), TEXT, "rtrim({0}, ' ')", spark="trim(TRAILING ' ' FROM {0})"),),
    "length": (Function((TEXT,), WHOLE_NUMBER, "CAST(length({0}) AS BIGINT)"),),
    "left": (Function((TEXT, WHOLE_NUMBER), TEXT, f"left({{0}}, {_LENGTH % (1, 1)})"),),
    "right": (Function((TEXT, WHOLE_NUMBER), TEXT, f"right({{0}}, {_LENGTH % (1, 1)})"),),
    "substring": (
        Function((TEXT, WHOLE_NUMBER), TEXT, f"substring({{0}}, {_START})"),
        Function((TEXT, WHOLE_NUMBER, WHOLE_NUMBER), TEXT, f"substring({{0}}, {_START}, {_LENGTH % (2, 2)})"),
    ),
    "strpos": (
        Function(
            (TEXT, TEXT),
            WHOLE_NUMBER,
            "CAST(strpos({0}, {1}) AS BIGINT)",
            spark="CAST(locate({1}, {0}) AS BIGINT)",
        ),
    ),
    "replace": (Function((TEXT, FIXED_TEXT, FIXED_TEXT), TEXT, "replace({0}, {1}, {2})"),),
    "concat": (Function((TEXT,), TEXT, "concat_ws('', {0})", variadic=True),),
    "contains": (_tested("contains({0}, {1})", "(strpos({0}, {1}) > 0)"),),
    "starts_with": (_tested("starts_with({0}, {1})", spark="startswith({0}, {1})"),),
    "ends_with": (_tested("ends_with({0}, {1})", "(right({0}, length({1})) = {1})", "endswith({0}, {1})"),),
    "regexp_matches": (
        Function((TEXT, PATTERN), TRUTH, "regexp_matches({0}, {1})", "({0} ~ {1})", "regexp_like({0}, {1})"),
    ),
}

_CHOICES: Mapping[str, tuple[Function, ...]] = {
    "coalesce": (Function((ANY,), ANY, "coalesce({0})", variadic=True),),
    "greatest": (Function((ORDERED,), ANY, "greatest({0})", variadic=True),),
    "least": (Function((ORDERED,), ANY, "least({0})", variadic=True),),
    "nullif": (Function((ANY, ANY), ANY, "CASE WHEN {0} = {1} THEN NULL ELSE {0} END"),),
    "if": (Function((TRUTH, ANY, ANY), ANY, "CASE WHEN {0} THEN {1} ELSE {2} END"),),
}

SCALARS: Mapping[str, tuple[Function, ...]] = {**_NUMBERS, **_TEXTS, **_CHOICES}
# Other names for the same.
SYNONYMS: Mapping[str, str] = {
    **{"ceiling": "ceil", "pow": "power", "char_length": "length", "len": "length", "substr": "substring"},
    **{"instr": "strpos", "prefix": "starts_with", "suffix": "ends_with", "ifnull": "coalesce"},
    **{"datediff": "date_diff", "datetrunc": "date_trunc", "datepart": "date_part", "weekofyear": "week"},
    **{"dayofmonth": "day", "weekday": "dayofweek", "mean": "avg", "stddev": "stddev_samp"},
    **{"variance": "var_samp", "percentile_cont": "quantile_cont", "countif": "count_if"},
}
