"""Functions of many rows: aggregates, and those that only stand with OVER.

Sums, means and variances leave out numbers of 1e140 and more, infinities and NaN: far past any measurement,
and what is left can overflow on no engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_gateway.catalogue.dataset import NUMBER, TRUTH, WHOLE_NUMBER
from data_gateway.queries.sql_functions import ANY, COUNT, FIXED, ORDERED, PLACE, SHARE, Function

_MODERATE = "CASE WHEN abs({0}) < 1e140 THEN {0} END"


def _spread(name: str) -> tuple[Function, ...]:
    return (Function((NUMBER,), NUMBER, f"{name}({_MODERATE}){{over}}"),)


def _quantile(share: str, takes: tuple[str, ...]) -> tuple[Function, ...]:
    return (
        Function(
            takes,
            NUMBER,
            f"quantile_cont({_MODERATE}, {share}){{over}}",
            f"percentile_cont({share}) WITHIN GROUP (ORDER BY {_MODERATE}){{over}}",
            f"percentile({_MODERATE}, {share}){{over}}",
        ),
    )


AGGREGATES: Mapping[str, tuple[Function, ...]] = {
    "count *": (Function((), WHOLE_NUMBER, "count(*){over}"),),
    "count": (Function((ANY,), WHOLE_NUMBER, "count({0}){over}"),),
    "count distinct": (Function((ANY,), WHOLE_NUMBER, "count(DISTINCT {0}){over}"),),
    "count_if": (Function((TRUTH,), WHOLE_NUMBER, "count(CASE WHEN {0} THEN 1 END){over}"),),
    "sum": (
        Function(
            (WHOLE_NUMBER,),
            WHOLE_NUMBER,
            "TRY_CAST(sum({0}){over} AS BIGINT)",
            "pg_temp.d2h_whole(sum({0}){over})",
            "try_cast(sum(CAST({0} AS DECIMAL(28, 0))){over} AS BIGINT)",
        ),
        Function((NUMBER,), NUMBER, f"sum({_MODERATE}){{over}}"),
    ),
    "avg": (
        Function((WHOLE_NUMBER,), NUMBER, "avg({0}){over}", "CAST(avg({0}){over} AS DOUBLE PRECISION)"),
        Function((NUMBER,), NUMBER, f"avg({_MODERATE}){{over}}"),
    ),
    "min": (Function((ORDERED,), ANY, "min({0}){over}"),),
    "max": (Function((ORDERED,), ANY, "max({0}){over}"),),
    "bool_or": (Function((TRUTH,), TRUTH, "bool_or({0}){over}"),),
    "bool_and": (Function((TRUTH,), TRUTH, "bool_and({0}){over}"),),
    **{name: _spread(name) for name in ("stddev_samp", "stddev_pop", "var_samp", "var_pop")},
    "median": _quantile("0.5", (NUMBER,)),
    "quantile_cont": _quantile("{1}", (NUMBER, SHARE)),
}
WITHOUT_WINDOW = frozenset({"count distinct", "median", "quantile_cont"})

_SHIFTED = tuple((ANY, COUNT, FIXED)[:length] for length in (1, 2, 3))


def _shifting(name: str) -> tuple[Function, ...]:
    return tuple(
        Function(takes, ANY, f"{name}({', '.join(['{0}', '{1}', '{2}'][: len(takes)])}){{over}}")
        for takes in _SHIFTED
    )


# They need an ORDER BY, and but for the last two an engine knows no frame for them.
WINDOW_FUNCTIONS: Mapping[str, tuple[Function, ...]] = {
    **{
        name: (Function((), WHOLE_NUMBER, f"CAST({name}(){{over}} AS BIGINT)"),)
        for name in ("row_number", "rank", "dense_rank")
    },
    **{name: (Function((), NUMBER, f"{name}(){{over}}"),) for name in ("percent_rank", "cume_dist")},
    "ntile": (Function((PLACE,), WHOLE_NUMBER, "CAST(ntile({0}){over} AS BIGINT)"),),
    "lag": _shifting("lag"),
    "lead": _shifting("lead"),
    "first_value": (Function((ANY,), ANY, "first_value({0}){over}"),),
    "last_value": (Function((ANY,), ANY, "last_value({0}){over}"),),
}
FRAMED = frozenset({"first_value", "last_value"})
