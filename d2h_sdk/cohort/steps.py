"""The steps of a protocol after its index event, each as a condition about one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from d2h_sdk import words
from d2h_sdk.cohort.concepts import ConceptSet
from d2h_sdk.errors import UsageError

Window = tuple[int | None, int | None]


@dataclass(frozen=True)
class Age:
    low: int
    high: int

    def __str__(self) -> str:
        return words.say("cohort-step-age", low=self.low, high=self.high)


@dataclass(frozen=True)
class Sex:
    concepts: tuple[int, ...]

    def __str__(self) -> str:
        return words.say("cohort-step-sex", what=", ".join(map(str, self.concepts)))


@dataclass(frozen=True)
class Event:
    """An event on a day of `window` (days from the index day, both included) exists, or none does."""

    concepts: ConceptSet
    window: Window
    wanted: bool
    washout: bool = False

    def __str__(self) -> str:
        first, _ = self.window
        if self.washout:
            return words.say("cohort-step-washout", what=str(self.concepts), days=-(first or 0))
        key = "cohort-step-with" if self.wanted else "cohort-step-without"
        return words.say(key, what=str(self.concepts), window=in_words(self.window))


@dataclass(frozen=True)
class Observed:
    """An observation period holds the index day and the `days` before it."""

    days: int

    def __str__(self) -> str:
        return words.say("cohort-step-observed", days=self.days)


@dataclass(frozen=True)
class FollowUp:
    """From the index day to the first of: `days` later, `until`, death, an event of `outcome`, and, with
    `censor`, an event of it. Events count from the day after the index on."""

    days: int | None
    until: date | None
    outcome: ConceptSet | None
    censor: ConceptSet | None
    death: bool

    def __str__(self) -> str:
        return words.say("cohort-step-follow-up")


Step = Age | Sex | Event | Observed | FollowUp


def in_words(window: Window) -> str:
    first, last = window
    if first is None:
        return words.say("cohort-window-ever" if last is None else "cohort-window-before", last=last)
    return words.say("cohort-window-after" if last is None else "cohort-window-days", first=first, last=last)


def day(given: str | date | None) -> date | None:
    """Raises UsageError `cohort-date-wrong`."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError as fault:
        raise UsageError("cohort-date-wrong", given=str(given)) from fault


def whole(name: str, given: int) -> int:
    """Raises UsageError `cohort-number-wrong`."""
    if type(given) is not int or not 0 <= given <= 100_000:
        raise UsageError("cohort-number-wrong", name=name, given=str(given))
    return given


def rising(first: int | date | None, last: int | date | None) -> None:
    """Raises UsageError `cohort-range-wrong`."""
    if first is not None and last is not None and first > last:  # type: ignore[operator]
        raise UsageError("cohort-range-wrong", first=str(first), last=str(last))


def window(given: Window) -> Window:
    """Raises UsageError `cohort-window-wrong` or `cohort-range-wrong`."""
    ends = tuple(given) if isinstance(given, tuple | list) else ()
    if len(ends) != 2 or not all(one is None or (type(one) is int and abs(one) <= 100_000) for one in ends):
        raise UsageError("cohort-window-wrong", given=str(given))
    rising(*ends)
    return ends
