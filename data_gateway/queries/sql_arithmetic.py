"""Arithmetic of numbers, texts, days and moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.catalogue.dataset import DAY, WHOLE_NUMBER
from data_gateway.queries.sql_dates import DATE_ARITHMETIC, UNITS
from data_gateway.queries.sql_fitting import applied
from data_gateway.queries.sql_functions import OPERATORS
from data_gateway.queries.sql_written import Written, construct, only

if TYPE_CHECKING:
    from data_gateway.queries.sql_expressions import Expressions

CALCULATED: Mapping[type[exp.Expr], str] = {
    **{exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%", exp.DPipe: "||"},
}
_SIZE = re.compile(r"-?[0-9]{1,18}")


def calculation(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression", "typed", "safe")
    operator = CALCULATED[type(node)]
    if operator in "+-":
        moved = _moved(into, node, operator)
        if moved is not None:
            return moved
    left, right = into.write(node.this), into.write(node.expression)
    if operator == "-" and {left.type, right.type} == {DAY}:
        return applied(into.writing, "-", [DATE_ARITHMETIC["days between"]], [left, right])
    if operator in "+-" and left.type == DAY and right.type == WHOLE_NUMBER:
        return applied(into.writing, operator, [DATE_ARITHMETIC[f"{operator} days"]], [left, right])
    return applied(into.writing, operator, OPERATORS[operator], [left, right])


def negative(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this")
    written = into.write(node.this)
    if isinstance(written.value, int | float) and not isinstance(written.value, bool):
        return into.value(-written.value)
    return applied(into.writing, "-", OPERATORS["negative"], [written])


def _moved(into: Expressions, node: exp.Expr, sign: str) -> Written | None:
    """A day or moment plus or minus an interval; None when there is no interval."""
    date, other = node.this, node.expression
    if sign == "+" and _interval(date) is not None:
        date, other = other, date
    parts = _interval(other)
    if parts is None:
        return None
    amount, times = parts
    only(amount, "this", "unit")
    unit = str(getattr(amount.args.get("unit"), "name", "")).lower()
    unit = unit.removesuffix("s") if unit.removesuffix("s") in UNITS else unit
    if unit not in UNITS:
        raise construct(amount, unit if unit.isalpha() else "")
    size = into.write(amount.this)
    if isinstance(size.value, str) and _SIZE.fullmatch(size.value):
        size = into.value(int(size.value))
    if times is not None:
        size = applied(into.writing, "*", OPERATORS["*"][:1], [size, into.write(times)])
    return applied(
        into.writing, f"{sign} INTERVAL", [DATE_ARITHMETIC[f"{sign} {unit}"]], [into.write(date), size]
    )


def _interval(node: object) -> tuple[exp.Interval, exp.Expr | None] | None:
    """The interval of `INTERVAL '1' DAY` or `n * INTERVAL '1' DAY`, with its n."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Interval):
        return node, None
    if isinstance(node, exp.Mul):
        for one, other in ((node.this, node.expression), (node.expression, node.this)):
            if isinstance(one, exp.Interval):
                return one, other
    return None
