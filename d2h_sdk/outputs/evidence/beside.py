"""Two things at once: pandas makes the table of many rows while the evidence is collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


_WORTH_IT = 2_000_000  # rows


def worth_it(rows: int, keys: Iterable[Any]) -> bool:
    """With few rows, or with texts as keys, the two would only wait for the interpreter's lock in turn."""
    return rows >= _WORTH_IT and not any(str(getattr(key, "dtype", "object")) == "object" for key in keys)


def at_once(first: Callable[[], First], second: Callable[[], Second], beside: bool) -> tuple[First, Second]:
    """Both answers; `first` runs in this thread, and its exception comes first."""
    if not beside:
        return first(), second()
    with ThreadPoolExecutor(max_workers=1) as other:
        waiting = other.submit(second)
        answer = first()
        return answer, waiting.result()
