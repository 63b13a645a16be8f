"""Numbers among the words of a figure: which are labels of its axes, and which a table holds."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby

from output_checking.checks.picture_text import Word

_NUMBER = re.compile(r"(?<![\w.,])[-−–—+]?\d+(?:[.,]\d+)*(?: ?%)?(?![\w])")
_THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?%?")
_TICKS = 3  # at least, in one line, to be an axis
_MOST_LABELS = 60  # of a line that is looked at as an axis
_OFF = 0.02  # of the length of an axis, by which its labels may stand beside their place
MOST_NUMBERS = 20_000
Coordinate = Callable[[Word], float]


@dataclass
class Numbers:
    """As written: those that a picture shows beside its axes, or those of a table that a picture shows."""

    written: list[str] = field(default_factory=list)

    def add(self, texts: Iterable[str]) -> None:
        self.written += list(texts)[: MOST_NUMBERS - len(self.written)]


def numbers(words: Sequence[Word]) -> list[Word]:
    """A word for each number, also where two words make one (`1 234`) or one holds other signs (`n=7`)."""
    found = []
    for _, line in groupby(words, key=lambda word: word.line):
        for word in _joined(list(line)):
            found += [replace(word, text=match[0]) for match in _NUMBER.finditer(word.text)]
    return found


def _joined(line: list[Word]) -> list[Word]:
    joined: list[Word] = []
    for word in line:
        before = joined[-1] if joined else None
        if (
            before is not None
            and _THOUSANDS.fullmatch(word.text)
            and re.fullmatch(r"[1-9]\d{0,2}(?:\d{3})*", before.text)
            and 0 <= word.left - before.right < 0.6 * before.height
        ):
            joined[-1] = replace(before, text=before.text + word.text, right=word.right)
        else:
            joined.append(word)
    return joined


def beside_axes(found: Sequence[Word]) -> list[Word]:
    """Without the labels of axes: in one line, their values grow with their place, evenly or by powers."""
    labels: set[int] = set()
    # A row has its lower edges in common; a column its right ones or its left ones.
    edges: tuple[tuple[Coordinate, Coordinate], ...] = (
        (lambda one: one.bottom, lambda one: one.left + one.right),
        (lambda one: one.right, lambda one: one.top + one.bottom),
        (lambda one: one.left, lambda one: one.top + one.bottom),
    )
    for edge, place in edges:
        order = sorted(range(len(found)), key=lambda at: edge(found[at]))
        start = 0
        while start < len(order):
            first = found[order[start]]
            end = start
            while end < len(order) and edge(found[order[end]]) - edge(first) <= 0.5 * first.height:
                end += 1
            line = order[start:end][:_MOST_LABELS]
            labels |= {line[at] for at in _even([(place(found[at]), _value(found[at].text)) for at in line])}
            start = end
    return [one for at, one in enumerate(found) if at not in labels]


def _even(points: Sequence[tuple[float, float]]) -> set[int]:
    """Which of the (place, value) lie on one straight line, of values or of their logarithms."""
    found: set[int] = set()
    by_powers = [(place, math.log10(value)) for place, value in points if value > 0]
    for scaled in (points, by_powers if len(by_powers) == len(points) else []):
        for (place, value), (end, last) in combinations(scaled, 2):
            if place == end or not abs(last - value) > 0:
                continue
            slope = (last - value) / (end - place)
            length = max(one for one, _ in scaled) - min(one for one, _ in scaled)
            held = {
                at
                for at, (x, y) in enumerate(scaled)
                if abs(y - value - slope * (x - place)) <= _OFF * abs(slope) * length
            }
            if len(held) >= _TICKS and len(held) > len(found):
                found = held
    return found


def _value(text: str) -> float:
    values = readings(text)
    return values[0][0] if values else math.nan


def readings(text: str) -> list[tuple[float, float]]:
    """(value, half of its last unit) for each way to read the number: `1,234` may be more than a thousand."""
    plain = re.sub(r"[\s%+]", "", text).replace("−", "-").replace("–", "-").replace("—", "-")
    spellings = {plain.replace(",", "."), plain.replace(",", ""), plain.replace(".", "").replace(",", ".")}
    read = []
    for one in sorted(spellings, key=len, reverse=True):
        if not re.fullmatch(r"-?\d+(?:\.\d+)?", one):
            continue
        decimals = len(one.partition(".")[2])
        read.append((float(one), 0.5 * 10**-decimals))
        if "%" in text:
            read.append((float(one) / 100, 0.005 * 10**-decimals))
    return read


def not_among(read: Iterable[str], held: Iterable[str]) -> list[str]:
    """Those read that no number of a table rounds to, each once."""
    values = sorted({value for text in held for value, _ in readings(text)})

    def among(text: str) -> bool:
        for value, half in readings(text):
            at = bisect_left(values, value - half * (1 + 1e-9))
            if at < len(values) and values[at] <= value + half * (1 + 1e-9):
                return True
        return False

    return [text for text in dict.fromkeys(read) if not among(text)]


def small(read: Iterable[str], threshold: int) -> list[str]:
    """Whole numbers from 1 to below the threshold, each once."""
    return [
        text for text in dict.fromkeys(read) if text.isdecimal() and text[0] != "0" and int(text) < threshold
    ]
