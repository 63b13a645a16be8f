"""Calls of functions, aggregates and window functions: by their place in the whitelist, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.catalogue.dataset import MOMENT
from data_gateway.queries.sql_aggregates import AGGREGATES, FRAMED, WINDOW_FUNCTIONS, WITHOUT_WINDOW
from data_gateway.queries.sql_dates import DATES, UNITS
from data_gateway.queries.sql_engines import moment_in
from data_gateway.queries.sql_fitting import applied, by_bytes
from data_gateway.queries.sql_functions import SCALARS, SYNONYMS
from data_gateway.queries.sql_written import Written, construct, only
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.queries.sql_expressions import Expressions

_BY_UNIT = ("date_trunc", "date_diff")
_PARTS = {"dow": "dayofweek", "doy": "dayofyear"}
_MOST_FRAME = 1_000_000
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def call(into: Expressions, node: exp.Expr) -> Written:
    """Raises Refusal `sql-function` or `sql-argument`."""
    name, arguments = _called(node)
    if name in WINDOW_FUNCTIONS:
        raise Refusal("sql-window-alone", function=name)
    if name in AGGREGATES:
        return _aggregate(into, name, arguments)
    if name in _BY_UNIT:
        name, arguments = f"{name} {_unit(name, arguments)}", arguments[1:]
    elif name == "date_part":
        name, arguments = _part(_text(arguments)), arguments[1:]
    written = [into.write(argument) for argument in arguments]
    if name == "make_timestamp":
        return _moment(into, written)
    overloads = SCALARS.get(name) or DATES.get(name)
    if overloads is None:
        raise _unknown(name)
    into.writing.functions.add(name)
    return applied(into.writing, name, overloads, written)


def extract(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression")
    name = _part(str(getattr(node.this, "name", "")))
    into.writing.functions.add(name)
    return applied(into.writing, name, DATES[name], [into.write(node.expression)])


def filtered(into: Expressions, node: exp.Expr) -> Written:
    name, arguments = _called(node.this)
    return _aggregate(into, name, arguments, condition=_filter(into, node))


def windowed(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "partition_by", "order", "spec", "over")
    inner = node.this
    condition = _filter(into, inner) if isinstance(inner, exp.Filter) else None
    name, arguments = _called(inner.this if isinstance(inner, exp.Filter) else inner)
    parts = [into.write(part) for part in node.args.get("partition_by") or ()]
    order = node.args.get("order")
    orders, read = ordering(into, order.expressions) if order is not None else ("", [])
    if not orders and (name in WINDOW_FUNCTIONS or node.args.get("spec") is not None):
        raise Refusal("sql-window-order", function=name)
    frame = _frame(node.args["spec"]) if node.args.get("spec") is not None else ""
    if name in WINDOW_FUNCTIONS and name not in FRAMED:
        frame = ""  # they look at the whole partition, whatever the frame says
    inside = [f"PARTITION BY {', '.join(part.sql for part in parts)}"] if parts else []
    inside += [f"ORDER BY {orders}"] if orders else []
    over = f" OVER ({' '.join([*inside, *filter(None, [frame])])})"
    return _aggregate(into, name, arguments, condition=condition, over=over, around=[*parts, *read])


def ordering(into: Expressions, nodes: Sequence[exp.Expr]) -> tuple[str, list[Written]]:
    """ORDER BY with the place of NULLs spelled out: engines differ in where they go by themselves."""
    texts, read = [], []
    for node in nodes:
        if not isinstance(node, exp.Ordered):
            raise construct(node)
        only(node, "this", "desc", "nulls_first")
        written = into.write(node.this)
        read.append(written)
        texts.append(by_bytes(into.engine, written) + direction(node))
    return ", ".join(texts), read


def direction(node: exp.Ordered) -> str:
    nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
    return f" {'DESC' if node.args.get('desc') else 'ASC'} NULLS {nulls}"


def _called(node: object) -> tuple[str, list[exp.Expr]]:
    if not isinstance(node, exp.Anonymous):
        raise construct(node) if isinstance(node, exp.Expr) else Refusal("sql-construct", construct="–")
    only(node, "this", "expressions")
    if not isinstance(node.this, str) or not _NAME.fullmatch(node.this.lower()):
        raise Refusal("sql-construct", construct="QUOTED FUNCTION")
    name = node.this.lower()
    return SYNONYMS.get(name, name), list(node.expressions)


def _aggregate(
    into: Expressions,
    name: str,
    arguments: list[exp.Expr],
    *,
    condition: Written | None = None,
    over: str = "",
    around: Sequence[Written] = (),
) -> Written:
    window = bool(over)
    into.writing.functions.add(name)
    if name == "count" and arguments and isinstance(arguments[0], exp.Star):
        only(arguments[0])
        name, arguments = "count *", arguments[1:]
    elif arguments and isinstance(arguments[0], exp.Distinct):
        only(arguments[0], "expressions")
        name, arguments = f"{name} distinct", arguments[0].expressions + arguments[1:]
    overloads = AGGREGATES.get(name) or (WINDOW_FUNCTIONS.get(name) if window and condition is None else None)
    if overloads is None or (window and name in WITHOUT_WINDOW):
        raise _unknown(name + (" OVER" if window else ""))
    written = [into.write(argument) for argument in arguments]
    if any(part.window or (part.aggregate and not window) for part in (*written, *around)):
        raise Refusal("sql-aggregate-place", construct=name)
    filter_text = f" FILTER (WHERE {condition.sql})" if condition is not None else ""
    made = applied(into.writing, name, overloads, written, over=filter_text + over)
    if not window:
        return replace(made, aggregate=True, outside=frozenset())
    read = [*written, *around, *([condition] if condition is not None else [])]
    return replace(
        made,
        window=True,
        aggregate=any(part.aggregate for part in read),
        outside=frozenset().union(*(part.outside for part in read)),
    )


def _unknown(name: str) -> Refusal:
    known = sorted({each.partition(" ")[0] for each in (*SCALARS, *DATES, *AGGREGATES, *WINDOW_FUNCTIONS)})
    return Refusal("sql-function", function=name, known=", ".join(known))


def _filter(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression")
    only(node.expression, "this")
    condition = into.truth(node.expression.this, "FILTER")
    if condition.aggregate or condition.window:
        raise Refusal("sql-aggregate-place", construct="FILTER")
    return condition


def _frame(spec: exp.Expr) -> str:
    only(spec, "kind", "start", "start_side", "end", "end_side")
    kind = str(spec.args.get("kind") or "").upper()
    start, low = _bound(spec, "start")
    end, high = _bound(spec, "end") if spec.args.get("end") else ("CURRENT ROW", 0)
    exact = abs(low) not in (0, 2 * _MOST_FRAME) or abs(high) not in (0, 2 * _MOST_FRAME)
    if kind not in ("ROWS", "RANGE") or low > high or (kind == "RANGE" and exact):
        raise construct(spec, kind if kind.isalpha() else "")
    return f"{kind} BETWEEN {start} AND {end}"


def _bound(spec: exp.Expr, end: str) -> tuple[str, int]:
    """The text of one end of a frame and its place, rows before the current one counting below 0."""
    given, side = spec.args[end], str(spec.args.get(f"{end}_side") or "").upper()
    sign = {"PRECEDING": -1, "FOLLOWING": 1}.get(side, 0)
    if given == "CURRENT ROW" and not sign:
        return given, 0
    if given == "UNBOUNDED" and sign == (-1 if end == "start" else 1):
        return f"UNBOUNDED {side}", sign * 2 * _MOST_FRAME
    if isinstance(given, exp.Literal) and not given.is_string and given.this.isdecimal() and sign:
        rows = int(given.this)
        if rows <= _MOST_FRAME:
            return f"{rows} {side}", sign * rows
    raise construct(spec, end)


def _text(arguments: Sequence[exp.Expr]) -> str:
    first = arguments[0] if arguments else None
    return str(first.this).lower() if isinstance(first, exp.Literal) and first.is_string else ""


def _unit(name: str, arguments: Sequence[exp.Expr]) -> str:
    unit = _text(arguments)
    unit = unit.removesuffix("s") if unit.removesuffix("s") in UNITS else unit
    known = [other for other in UNITS if f"{name} {other}" in DATES]
    if unit not in known:
        raise Refusal("sql-unit", function=name, known=", ".join(known))
    return unit


def _part(text: str) -> str:
    name = text.lower()
    name = _PARTS.get(name, name)
    known = [other for other in DATES if " " not in other and other != "make_date"]
    if name not in known:
        raise Refusal("sql-unit", function="extract", known=", ".join(known))
    return name


def _moment(into: Expressions, parts: Sequence[Written]) -> Written:
    """`make_timestamp` of constants, as ibis writes a moment; of columns it has no common spelling."""
    values = [part.value for part in parts]
    whole = all(
        isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        for value in values
    )
    if len(values) != 6 or not whole:
        raise Refusal("sql-argument", function="make_timestamp", takes="6 × FIXED", types="–")
    year, month, day, hour, minute, second = (int(value) for value in values)  # type: ignore[arg-type]
    text = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    moment = moment_in(text, MOMENT)
    if moment is None:
        raise Refusal("sql-date-text", type=MOMENT)
    into.writing.functions.add("make_timestamp")
    return into.value(moment)
