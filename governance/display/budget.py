"""The display budget: how many bytes the workspaces of a project may show within an hour and within a day.

An hour is counted in steps of five minutes and slides: it never shows more than its budget, whenever one
begins to look. The rule is the platform's own; what a budget is worth, docs/*/admin.md discusses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

STEP = 300  # seconds
Window = Literal["hour", "day"]
SECONDS: Mapping[Window, int] = {"hour": 3600, "day": 86_400}


@dataclass(frozen=True)
class DisplayBudget:
    """In bytes, of all workspaces of the project together."""

    hour: int
    day: int

    def of(self, window: Window) -> int:
        return self.hour if window == "hour" else self.day


# Of a project whose file says nothing else.
USUAL = DisplayBudget(hour=64 << 20, day=256 << 20)


@dataclass(frozen=True)
class Spent:
    """The budget that does not suffice, what it had shown, and when half of it will be free again: seconds
    since 1970."""

    window: Window
    limit: int
    shown: int
    until: int


def step_of(now: float) -> int:
    """The beginning of the five minutes in which `now` lies, both in seconds since 1970."""
    return int(now) // STEP * STEP


def left(shown: Mapping[int, int], budget: DisplayBudget, now: float) -> int:
    """Bytes that may still be shown; `shown` are bytes by the beginning of their five minutes."""
    return max(0, min(budget.of(window) - shown_within(shown, window, now) for window in SECONDS))


def shown_within(shown: Mapping[int, int], window: Window, now: float) -> int:
    """Steps that began before the window and end within it count whole."""
    return sum(number for since, number in shown.items() if since + STEP > now - SECONDS[window])


def spent(shown: Mapping[int, int], budget: DisplayBudget, needed: int, now: float) -> Spent | None:
    """Why `needed` more bytes may not be shown now, told by the window that takes longest; or None."""
    refused = [
        Spent(window, budget.of(window), number, _half_free(shown, window, budget.of(window), now))
        for window in SECONDS
        if (number := shown_within(shown, window, now)) + needed > budget.of(window)
    ]
    return max(refused, key=lambda one: one.until, default=None)


def _half_free(shown: Mapping[int, int], window: Window, limit: int, now: float) -> int:
    counted = {
        since: number for since, number in sorted(shown.items()) if since + STEP > now - SECONDS[window]
    }
    rest = sum(counted.values())
    until = step_of(now) + STEP
    for since, number in counted.items():
        if rest <= limit // 2:
            break
        rest -= number
        until = since + STEP + SECONDS[window]
    return until
