"""Arguments brought to the types that a function takes. Nothing is converted that could fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TRUTH, WHOLE_NUMBER
from data_gateway.queries.sql_casts import cast_between
from data_gateway.queries.sql_engines import Engine, cast, constant, moment_in, ordering, quoted_text
from data_gateway.queries.sql_functions import (
    ANY,
    COUNT,
    DIGITS,
    FIXED,
    FIXED_TEXT,
    ORDERED,
    PATTERN,
    PLACE,
    SHARE,
    Function,
)
from data_gateway.queries.sql_patterns import regular_expression
from data_gateway.queries.sql_written import MAX_DEPTH, MAX_GROWTH, Writing, Written
from governance.refusal import Refusal

_WIDER = {frozenset({WHOLE_NUMBER, NUMBER}): NUMBER, frozenset({DAY, MOMENT}): MOMENT}
_BOUNDS = {COUNT: (0, 1_000_000), PLACE: (1, 1_000_000), DIGITS: (0, 15)}


def fitted(engine: Engine, written: Written, type_: str) -> Written | None:
    """The same value as `type_`; None when that needs a CAST of the researcher's own.

    Raises Refusal `sql-date-text` for a constant text, compared with a date, that names none.
    """
    if written.type == type_:
        return written
    if written.type is None:
        return _replaced(written, cast(engine, "NULL", type_), type_)
    if isinstance(written.value, str) and type_ in (DAY, MOMENT):
        moment = moment_in(written.value, type_)
        if moment is None:
            raise Refusal("sql-date-text", type=type_)
        return _replaced(written, constant(engine, moment), type_, moment)
    if (written.type, type_) == (WHOLE_NUMBER, NUMBER) and isinstance(written.value, int):
        number = float(written.value)
        return _replaced(written, constant(engine, number), type_, number)
    if (written.type, type_) == (DAY, MOMENT) and isinstance(written.value, date):
        start = datetime(written.value.year, written.value.month, written.value.day)
        return _replaced(written, constant(engine, start), type_, start)
    if _WIDER.get(frozenset({written.type, type_})) != type_:
        return None
    widened = cast_between(engine, written.sql, written.type, type_)
    return None if widened is None else _replaced(written, widened, type_)


def common_type(items: Sequence[Written]) -> str | None:
    """The type that all can take; None when there is none. NULLs alone have none."""
    types = {item.type for item in items if item.type is not None}
    if types & {DAY, MOMENT}:  # a constant text beside dates is a date
        types = {item.type for item in items if item.type is not None and not isinstance(item.value, str)}
    if len(types) == 1:
        return types.pop()
    return _WIDER.get(frozenset(filter(None, types)))


def alike(engine: Engine, items: Sequence[Written], what: str) -> tuple[list[Written], str]:
    """All as one type, with that type. Raises Refusal `sql-types`."""
    type_ = common_type(items)
    found = [None if type_ is None else fitted(engine, item, type_) for item in items]
    whole = [item for item in found if item is not None]
    if type_ is None or len(whole) < len(items):
        raise Refusal("sql-types", construct=what, types=told(items))
    return whole, type_


def told(items: Sequence[Written]) -> str:
    return ", ".join(item.type or "NULL" for item in items)


def by_bytes(engine: Engine, written: Written) -> str:
    return ordering(engine, written.sql, written.type)


def applied(
    writing: Writing, name: str, overloads: Sequence[Function], arguments: Sequence[Written], over: str = ""
) -> Written:
    """The call with the first of `overloads` that takes the arguments. Raises Refusal `sql-argument`."""
    for function in overloads:
        taken = _taken(writing.engine, function, arguments)
        if taken is None:
            continue
        texts, type_ = taken
        filled = [", ".join(texts)] if function.variadic else texts
        growth = _growth(name, arguments)
        return Written(
            writing.bounded(function.spelled(writing.engine).format(*filled, over=over)),
            type_ if function.gives == ANY else function.gives,
            outside=frozenset().union(*(argument.outside for argument in arguments)),
            aggregate=any(argument.aggregate for argument in arguments),
            window=any(argument.window for argument in arguments),
            growth=growth,
        )
    takes = "; ".join(", ".join(function.takes) or "–" for function in overloads)
    raise Refusal("sql-argument", function=name, takes=takes, types=told(arguments) or "–")


def _taken(
    engine: Engine, function: Function, arguments: Sequence[Written]
) -> tuple[list[str], str | None] | None:
    takes = function.takes
    if function.variadic and arguments:
        takes = takes + takes[-1:] * (len(arguments) - len(takes))
    if len(takes) != len(arguments):
        return None
    free = [a for kind, a in zip(takes, arguments, strict=True) if kind in (ANY, ORDERED, FIXED)]
    type_ = common_type(free) if free else None
    if free and (type_ is None or (ORDERED in takes and type_ == TRUTH)):
        return None
    texts = []
    for kind, argument in zip(takes, arguments, strict=True):
        text = _argument(engine, kind, argument, type_)
        if text is None:
            return None
        texts.append(text)
    return texts, type_


def _argument(engine: Engine, kind: str, given: Written, type_: str | None) -> str | None:
    value = given.value
    whole = isinstance(value, int) and not isinstance(value, bool)
    if kind in _BOUNDS:
        low, high = _BOUNDS[kind]
        return str(value) if whole and low <= value <= high else None  # type: ignore[operator]
    if kind == SHARE:
        return repr(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
    if kind in (FIXED_TEXT, PATTERN):
        if not isinstance(value, str):
            return None
        if kind == FIXED_TEXT:
            return quoted_text(engine, value)
        # `(?p)`: for PostgreSQL too, a dot is any character but the end of a line.
        return quoted_text(engine, ("(?p)" if engine is Engine.POSTGRES else "") + regular_expression(value))
    if kind == FIXED and value is None:
        return None
    wanted = type_ if kind in (ANY, ORDERED, FIXED) else kind
    fits = None if wanted is None else fitted(engine, given, wanted)
    if fits is None:
        return None
    return by_bytes(engine, fits) if kind == ORDERED else fits.sql


def _growth(name: str, arguments: Sequence[Written]) -> float:
    """How many times as long as a column's text the result may be: unbounded, it would exhaust memory."""
    growths = [argument.growth for argument in arguments] or [1.0]
    growth = max(growths)
    if name in ("concat", "||"):
        growth = sum(growths)
    elif name == "replace" and len(arguments) == 3:
        old, new = arguments[1].value, arguments[2].value
        if isinstance(old, str) and isinstance(new, str) and old:
            growth *= max(1.0, len(new) / len(old))
    if growth > MAX_GROWTH:
        raise Refusal("sql-too-complex", limit=MAX_DEPTH)
    return growth


def _replaced(
    written: Written, sql: str, type_: str, value: date | datetime | float | None = None
) -> Written:
    return Written(sql, type_, written.outside, written.aggregate, written.window, value)
