"""What one cell tells of a count: itself, less than so many, or what a share of a known base leaves."""

from __future__ import annotations

import math
import re

from d2h_sdk.wire import Measure as RecordedMeasure
from output_checking.checks.counts import is_suppressed, label_columns
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.rounded_counts import Cell
from output_checking.checks.statistics.labels import Label, Statistic
from output_checking.checks.statistics.shares import scale_of
from output_checking.checks.summed import printed_ends
from output_checking.checks.tables import count_beside, number
from output_checking.joint.counted_table import share_of

_LESS_THAN = re.compile(r"[<≤]\s*(\d{1,6})")


def told_count(file: CheckedFile, context: Context, at: int, row: int, label: Label | None) -> Cell:
    text = file.table.rows[row][at]
    if label is not None and label.statistic is Statistic.PERCENT:
        return None if is_suppressed(text, context) else _of_share(file, context, at, row, text)
    # `<10` tells less than the number.
    counted = None if _LESS_THAN.fullmatch(text) else count_beside(text)
    if counted is not None and text not in context.suppression_marks:
        return counted
    least = _LESS_THAN.fullmatch(text)
    return (0, max(int(least[1]) - (text[0] == "<"), 0)) if least else None


def _of_share(file: CheckedFile, context: Context, at: int, row: int, text: str) -> Cell:
    """What a printed share tells: of the count where its base is known, else of the share itself."""
    column = at - label_columns(file.table, context)
    told = _recorded_base(context, row, column)
    coded = _recorded(context, column)
    if coded is not None and is_of_two_codes(coded):
        return None if told is None else _of_two_codes(text, coded, told)
    plain = text.strip().rstrip("%").strip()
    value = number(plain)
    if value is None:
        return None
    decimals = len(re.split(r"[.,]", plain)[1]) if re.search(r"[.,]", plain) else 0
    measure = next((one for one in file.measures if (one.row, one.position) == (row + 1, at)), None)
    scale = scale_of(file, measure) if measure else 1.0
    whole = scale if scale > 1 or "%" not in text else 100.0
    half = 0.5 * 10.0**-decimals
    low, high = max(value - half, 0) / whole, min(value + half, whole) / whole
    base = measure.n if measure and measure.n is not None else told
    return (low, high) if base is None else share_of(low, high, base)


def is_of_two_codes(measure: RecordedMeasure) -> bool:
    """A mean or sum of a column that holds two numbers, such as 1 and 2."""
    return measure.two is not None and measure.statistic in ("mean", "sum")


def _of_two_codes(text: str, measure: RecordedMeasure, base: int) -> Cell:
    """Of `base` persons, how many have the larger code."""
    printed, (low, high) = printed_ends(text), measure.two or (0.0, 1.0)
    if printed is None:
        return None
    times = base if measure.statistic == "mean" else 1
    ends = [(end * times - low * base) / (high - low) for end in printed]
    least, most = math.ceil(max(ends[0], 0) - 1e-6), math.floor(min(ends[1], base) + 1e-6)
    return (float(least), float(most)) if least <= most else None


def _recorded(context: Context, column: int) -> RecordedMeasure | None:
    measures = (context.evidence.measures if context.evidence else None) or ()
    return measures[column] if 0 <= column < len(measures) else None


def _recorded_base(context: Context, row: int, column: int) -> int | None:
    base = context.evidence.base if context.evidence else None
    line = base[row] if base is not None and row < len(base) else ()
    return line[column] if 0 <= column < len(line) else None
