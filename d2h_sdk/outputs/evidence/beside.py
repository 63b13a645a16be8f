"""Two things at once: pandas makes the table while the evidence is collected."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


def at_once(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Both answers; `first` runs in this thread, and its exception comes first."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(second)
        answer = first()
        return answer, waiting.result()
