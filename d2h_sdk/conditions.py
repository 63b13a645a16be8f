"""`where`, as researchers write it, turned into the conditions that travel to a gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError

from d2h_sdk.errors import UsageError
from d2h_sdk.wire import Condition

Where = Mapping[str, Any] | Iterable[tuple[Any, ...]] | None

OPERATORS: tuple[str, ...] = get_args(Condition.model_fields["op"].annotation)
_SPELLINGS = {"==": "=", "<>": "!=", "isin": "in"}
_SHOWN = 10  # values of a list, in words
_MANY = (list, set, frozenset, range)


def conditions(where: Where) -> tuple[Condition, ...]:
    """Conditions that all hold together.

    `where` is a list of `(column, operator, value)`, or a dict: `{"unit": "mmol/L"}` compares,
    `{"concept": [1, 2]}` lists, `{"ended": None}` asks for empty, `{"year": (">=", 1950)}` names an operator.
    Raises UsageError with what was not understood.
    """
    if where is None:
        return ()
    if isinstance(where, Mapping):
        return tuple(_from_entry(column, wanted) for column, wanted in where.items())
    if isinstance(where, str) or (isinstance(where, tuple) and where and isinstance(where[0], str)):
        raise UsageError("where-not-a-list", given=str(where))
    return tuple(_from_tuple(entry) for entry in where)


def _from_entry(column: str, wanted: Any) -> Condition:
    if isinstance(wanted, tuple) and wanted and _operator(wanted[0]):
        return _from_tuple((column, *wanted))
    if wanted is None:
        return _from_tuple((column, "is null"))
    return _from_tuple((column, "in" if _is_many(wanted) else "=", wanted))


def _from_tuple(entry: tuple[Any, ...]) -> Condition:
    if not isinstance(entry, tuple | list) or not 2 <= len(entry) <= 3:
        raise UsageError("where-not-understood", given=str(entry))
    column, spelling, value = (*entry, None)[:3]
    operator = _operator(spelling)
    if operator is None:
        raise UsageError("where-operator-unknown", operator=str(spelling), known=", ".join(OPERATORS))
    if operator in ("is null", "is not null"):
        value = None
    elif value is None or (isinstance(value, float) and value != value):
        raise UsageError("where-value-missing", column=str(column), operator=operator)
    elif operator == "in":
        value = tuple(_scalar(item, column) for item in (value if _is_many(value) else [value]))
        if not value:
            raise UsageError("where-list-empty", column=str(column))
    else:
        value = _scalar(value, column)
    try:
        return Condition.model_validate({"column": column, "op": operator, "value": value})
    except ValidationError as fault:
        raise UsageError("where-not-understood", given=str(entry)) from fault


def _operator(spelling: Any) -> str | None:
    if not isinstance(spelling, str):
        return None
    tidy = " ".join(spelling.lower().split())
    tidy = _SPELLINGS.get(tidy, tidy)
    return tidy if tidy in OPERATORS else None


def _is_many(value: Any) -> bool:
    return isinstance(value, (tuple, *_MANY)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0)


def _scalar(value: Any, column: Any) -> bool | int | float | str:
    if isinstance(value, date):  # datetime and pandas' Timestamp are dates too
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float | str):
        return value
    raise UsageError("where-value-type", column=str(column), type=type(value).__name__)


def in_words(condition: Condition) -> str:
    """`year >= 2020`; of a long list its first values and their number."""
    if condition.value is None:
        return f"{condition.column} {condition.op}"
    if not isinstance(condition.value, tuple):
        return f"{condition.column} {condition.op} {condition.value}"
    shown = ", ".join(str(one) for one in condition.value[:_SHOWN])
    more = f", … ({len(condition.value)})" if len(condition.value) > _SHOWN else ""
    return f"{condition.column} {condition.op} ({shown}{more})"
