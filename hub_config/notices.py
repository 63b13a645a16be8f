"""What an open workspace is told before something ends: it closes unused, the display budget, the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from governance.announcements import Announcement
from governance.display.showing import Shown
from governance.words import Words
from hub_config.work_volumes import Usage

# Told when at most that much of the time without use is left, and never earlier than this many seconds.
_SHARE_OF_UNUSED = 4
_UNUSED_AT_MOST = 900
_DISPLAY_PERCENT = (95, 80)
_FILES_PERCENT = (95, 80)
_DAYS_BEFORE_END = 7


@dataclass(frozen=True)
class Notice:
    """Who closed one sees it again only under another `key`."""

    key: str
    words: str


def of_unused(words: Words, seconds_left: int | None, allowed: int) -> Iterator[Notice]:
    if seconds_left is None or seconds_left > min(allowed // _SHARE_OF_UNUSED, _UNUSED_AT_MOST):
        return
    yield Notice("unused", words.say("notice-unused", minutes=max(1, -(-seconds_left // 60))))


def of_display(words: Words, shown: Iterable[Shown]) -> Iterator[Notice]:
    for one in shown:
        percent = 100 * one.bytes // one.limit
        level = next((level for level in _DISPLAY_PERCENT if percent >= level), None)
        if level is not None:
            told = {"percent": percent, "megabytes": one.limit >> 20}
            yield Notice(f"display-{one.window}-{level}", words.say(f"notice-display-{one.window}", **told))


def of_files(words: Words, whose: Literal["work", "project"], usage: Usage | None) -> Iterator[Notice]:
    """`work`: the member's own; `project`: those that the project's members share."""
    level = next((level for level in _FILES_PERCENT if usage and usage.percent >= level), None)
    if usage and level:
        size = round(usage.all / (1 << 30), 1)
        yield Notice(f"{whose}-{level}", words.say(f"notice-{whose}", percent=usage.percent, gigabytes=size))


def of_end(words: Words, ends: date, today: date | None = None) -> Iterator[Notice]:
    days = (ends - (today or datetime.now(UTC).date())).days
    if days <= _DAYS_BEFORE_END:
        yield Notice(f"ends-{days}", words.say("notice-end", days=days, date=ends.isoformat()))


def of_drain(words: Words, drained: bool) -> Iterator[Notice]:
    if drained:
        yield Notice("drained", words.say("notice-drained"))


def of_move(words: Words, before: str, node: str) -> Iterator[Notice]:
    """`before`: where the workspace was open until this start, or empty."""
    if before:
        yield Notice(f"moved-{node}", words.say("notice-moved", before=before, node=node))


def of_announcements(words: Words, announcements: Iterable[Announcement]) -> Iterator[Notice]:
    for one in announcements:
        yield Notice(f"announcement-{one.id}", words.title(dict(one.words)))
