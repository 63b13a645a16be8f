"""Lines of a table that add up to their total, as exactly as its numbers are printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from output_checking.checks.counts import COUNTED
from output_checking.checks.registry import CheckedFile, Context
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.tables import Table, number, printed_unit

# How far a binary number of 64 bits lies from the one that was meant, as a part of it.
_FLOAT = Fraction(1, 2**52)

Place = tuple[int, int]  # (row from 0, column from 0)


@dataclass(frozen=True)
class Line:
    """`total` should be the sum of `parts`."""

    total: Place
    parts: tuple[Place, ...]


def adding(
    file: CheckedFile, hidden: set[Place], lines: list[Line], context: Context, proof: int = 0
) -> list[Line]:
    """The lines, if those that are wholly visible do add up and at least `proof` of them show it.

    Means and shares beside counts add up to nothing and are judged apart: they do not speak against these.
    """
    table = file.table
    apart = {(one.row - 1, one.position) for one in file.measures if one.label.statistic not in COUNTED}
    found: list[Line] = []
    for others in (False, True):
        readable = [
            line
            for line in lines
            if (line.total in apart) is others and len(line.parts) > 1 and _readable(table, line, hidden)
        ]
        visible = [line for line in readable if not hidden.intersection((*line.parts, line.total))]
        adds = all(_adds(table, line, context) for line in visible)
        telling = [line for line in visible if value_at(table, line.total)]
        found += readable if adds and len(telling) >= proof else []
    return found


def _adds(table: Table, line: Line, context: Context) -> bool:
    """Counts to the unit; sums within half a unit of the last printed place of each of their terms."""
    off = abs(_sum(table, line.parts) - value_at(table, line.total))
    places = (*line.parts, line.total)
    if context.claimed != "magnitudes" and all(value_at(table, one).denominator == 1 for one in places):
        return off == 0
    # Zeros at the end are often not printed: the finest of the parts shows how all of them were rounded.
    finest = min(printed_unit(_text(table, part)) for part in line.parts)
    rounded = len(line.parts) * finest + printed_unit(_text(table, line.total))
    floats = sum((abs(value_at(table, one)) for one in places), Fraction(0)) * _FLOAT
    return off <= rounded / 2 + floats


def is_of_sums(file: CheckedFile, line: Line, hidden: set[Place], context: Context) -> bool:
    """Sums of a variable, whose size tells nothing of how few persons stand behind them."""
    if context.claimed in ("counts", "magnitudes"):
        return context.claimed == "magnitudes"
    places = (*line.parts, line.total)
    named = {(one.row - 1, one.position) for one in file.measures if one.label.statistic is Statistic.SUM}
    shown = (value_at(file.table, one) for one in places if one not in hidden)
    return not named.isdisjoint(places) or any(value.denominator != 1 for value in shown)


def _readable(table: Table, line: Line, hidden: set[Place]) -> bool:
    shown = (place for place in (*line.parts, line.total) if place not in hidden)
    return all(number(table.rows[row][column]) is not None for row, column in shown)


def _sum(table: Table, places: tuple[Place, ...]) -> Fraction:
    return sum((value_at(table, place) for place in places), Fraction(0))


def value_at(table: Table, place: Place) -> Fraction:
    return Fraction(str(number(_text(table, place))))


def _text(table: Table, place: Place) -> str:
    return table.rows[place[0]][place[1]]
