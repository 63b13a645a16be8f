"""Two things at once: pandas makes the table of many rows while the evidence is collected."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


_WORTH_IT = 2_000_000  # rows; with fewer, the two would wait for the interpreter's lock in turn


def at_once(first: Callable[[], First], second: Callable[[], Second], rows: int) -> tuple[First, Second]:
    """Both answers; `first` runs in this thread, and its exception comes first."""
    if rows < _WORTH_IT:
        return first(), second()
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(second)
        answer = first()
        return answer, waiting.result()
