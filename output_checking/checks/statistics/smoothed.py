"""Smoothed curves: kernel densities, and trends drawn through points (statbarn Frequencies).

Source: AI-SDC/ACRO, SmoothedHistogram, judged as a table of frequencies; that its ends have to be cut at the
5th and the 95th percentile, and how to see it in the numbers, is reasoned by D2H.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.curves import has_bin_edges
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

DENSITY, TREND = "curve.density", "curve.smoothed"
_DENSITIES = re.compile(
    r"((kde|kernel|gaussian|probability|smoothed|estimated) )?(density|kde|pdf)( (estimate|kde))?"
    r"|densit[ée]( (lissée|estimée|de probabilité))?"
)
_TRENDS = re.compile(r"lowess|loess|smoothed|smooth|spline|lissé|lisse|lissage|gam")
_FEWEST_POINTS = 8
# Between the 5th and the 95th percentile lie 0.90; smoothing moves some of it over either end.
_MOST_OF_ALL = 0.92

Points = list[tuple[float, float]]


@register(DENSITY, Kind.TABLE)
def check_density(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A curve over all persons ends where the smallest and the largest value are: pandas draws it half their
    distance beyond either, seaborn three bandwidths. What lies under a curve tells whether it was cut.

    Every bump between two valleys is a group: its area times the persons is how many are in it.
    """
    for column, points in _curves(file, _DENSITIES):
        where = file.where(column=column)
        area = _area(points)
        persons = _persons(file, context)
        if area > _MOST_OF_ALL:
            yield Finding(DENSITY, Severity.BLOCK, "density-ends", {"share": round(100 * area)}, where)
        if persons is None:
            yield Finding(
                DENSITY, Severity.REVIEW, "density-unknown", {"threshold": context.threshold}, where
            )
            continue
        if persons < context.threshold:
            words = {"persons": persons, "threshold": context.threshold}
            yield Finding(DENSITY, Severity.BLOCK, "counts-below-threshold", words, where)
        least = min(round(one * persons) for one in _bumps(points))
        if least < context.threshold <= persons:
            words = {"persons": least, "threshold": context.threshold}
            yield Finding(DENSITY, Severity.BLOCK, "density-bump", words, where)


@register(TREND, Kind.TABLE)
def check_trend(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A trend through points follows single persons where they are few, as near its ends."""
    for column, _ in _curves(file, _TRENDS):
        words = {"threshold": context.threshold}
        yield Finding(TREND, Severity.REVIEW, "smoothed-unknown", words, file.where(column=column))
        return


def _curves(file: CheckedFile, names: re.Pattern[str]) -> Iterator[tuple[str, Points]]:
    """(column, points) of each curve over a column of rising numbers; rows of one curve share their words."""
    table = file.table
    if has_bin_edges(table):
        return
    heights = [
        at
        for at, name in enumerate(table.columns)
        if names.fullmatch(name.strip().casefold().replace("_", " "))
    ]
    groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in table.rows:
        groups.setdefault(tuple(cell for cell in row if number(cell) is None), []).append(row)
    for height in heights:
        for rows in groups.values():
            along = next((at for at in range(len(table.columns)) if at != height and _rises(rows, at)), None)
            if along is None or len(rows) < _FEWEST_POINTS:
                continue
            pairs = [(number(row[along]), number(row[height])) for row in rows]
            known = [(x, y) for x, y in pairs if x is not None and y is not None]
            if len(known) == len(rows):
                yield table.columns[height], known


def _rises(rows: list[tuple[str, ...]], at: int) -> bool:
    values = [number(row[at]) for row in rows]
    return all(
        one is not None and after is not None and one < after for one, after in pairwise(values)
    ) and bool(values)


def _area(points: Points) -> float:
    return sum((after[0] - one[0]) * (after[1] + one[1]) / 2 for one, after in pairwise(points))


def _bumps(points: Points) -> list[float]:
    """The area of each part between two valleys, as a share of all."""
    heights = [y for _, y in points]
    valleys = [
        at
        for at in range(1, len(points) - 1)
        if heights[at - 1] > heights[at] <= heights[at + 1] and max(heights[at:]) > heights[at]
    ]
    ends = [0, *valleys, len(points) - 1]
    return [_area(points[begin : end + 1]) for begin, end in pairwise(ends)]


def _persons(file: CheckedFile, context: Context) -> int | None:
    """As few as anybody says: the evidence, or a column beside the curve."""
    counted = [
        int(one.value)
        for one in file.measures
        if one.label.statistic is Statistic.COUNT and one.label.is_base and one.value is not None
    ]
    told = context.evidence.person_total if context.evidence else None
    return min([*counted, *([] if told is None else [told])], default=None)
