"""Ratios and tests that give a 2x2 table back, once its margins stand beside them.

With exposed, unexposed and cases known, one number is left to find: a, the exposed cases. Reasoned by D2H.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import NamedTuple

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.findings import Finding, Severity
from output_checking.joint.margin_words import CASES, EXPOSED, UNEXPOSED

RATIOS, TESTS = "statistic.ratios", "statistic.two-by-two"
_NORMAL = NormalDist()
_ARITHMETIC = 1e-6
_MOST_TABLES = 20_000  # that an exact test is tried with
_CHI = re.compile(r"chi|khi|χ|pearson.?s? chi", re.I)
_FISHER = re.compile(r"fisher", re.I)
_ODDS = {"or", "aor", "odds", "cotes"}
_RISKS = {"rr", "arr", "irr", "pr", "risk", "risks", "risque", "risques", "prevalence", "prevalences", "rate"}
_NOT = {"non", "not", "un", "without", "sans"}


class Margins(NamedTuple):
    """Persons: those exposed, those not, and the cases among both."""

    exposed: float
    unexposed: float
    cases: float

    def smallest(self, a: float) -> float | None:
        """The smallest cell with `a` exposed cases; None when there is no such table."""
        cells = (a, self.exposed - a, self.cases - a, self.unexposed - self.cases + a)
        return max(0.0, min(cells)) if min(cells) >= -0.5 else None

    def first(self, solutions: list[float]) -> float | None:
        """The smallest cell of the first of them that is a table."""
        return next((least for a in solutions if (least := self.smallest(a)) is not None), None)


_OfKind = Callable[[float, Margins], list[float]]


def margins_of(found: list[Measure]) -> Margins | None:
    """As the counts of one row tell them; the total stands for those who are not exposed."""
    exposed, unexposed, cases = (_named(found, names) for names in (EXPOSED, UNEXPOSED, CASES))
    total = next((one.value for one in found if one.label.is_base and not _words(one) & EXPOSED), None)
    if unexposed is None and exposed is not None and total is not None:
        unexposed = total - exposed
    if exposed is None or unexposed is None or cases is None or min(exposed, unexposed, cases) < 0:
        return None
    return Margins(exposed, unexposed, cases)


def _named(found: list[Measure], names: frozenset[str]) -> float | None:
    for one in found:
        words = _words(one)
        negated = words & _NOT and names is not UNEXPOSED
        second = names is UNEXPOSED and words & _NOT and words & EXPOSED
        if one.label.statistic is Statistic.COUNT and ((words & names and not negated) or second):
            return one.value
    return None


def _words(one: Measure) -> set[str]:
    return {*re.findall(r"\w+", one.column.casefold().replace("_", " "))}


def by_odds_ratio(ratio: float, of: Margins) -> list[float]:
    """ratio = a d / (b c) is a (unexposed - cases + a) = ratio (exposed - a) (cases - a), quadratic in a."""
    two = 1 - ratio
    one = of.unexposed - of.cases + ratio * (of.exposed + of.cases)
    none = -ratio * of.exposed * of.cases
    if abs(two) < 1e-12:
        return [-none / one] if one else []
    inside = one * one - 4 * two * none
    return [] if inside < 0 else [(-one + sign * math.sqrt(inside)) / (2 * two) for sign in (1, -1)]


def by_risk_ratio(ratio: float, of: Margins) -> list[float]:
    """ratio = (a / exposed) / ((cases - a) / unexposed), linear in a."""
    below = ratio * of.exposed + of.unexposed
    return [of.cases * ratio * of.exposed / below] if below > 0 else []


def by_chi_square(statistic: float, of: Margins) -> list[float]:
    """Pearson's, with and without Yates' correction: (a n - exposed cases)² n / product of the margins."""
    n = of.exposed + of.unexposed
    product = of.exposed * of.unexposed * of.cases * (n - of.cases)
    if n <= 0 or product <= 0 or statistic < 0:
        return []
    away = math.sqrt(statistic * product / n)
    expected = of.exposed * of.cases
    return [(expected + sign * (away + more)) / n for more in (0.0, n / 2) for sign in (1, -1)]


def by_chi_square_p(p_value: float, of: Margins) -> list[float]:
    """A chi-square of one degree of freedom is the square of a normal deviate."""
    return by_chi_square(_NORMAL.inv_cdf(1 - p_value / 2) ** 2, of) if 1e-12 < p_value < 1 else []


def by_fisher_p(p_value: float, half: float, of: Margins) -> list[float]:
    """Every a whose two-sided exact test has this p, give or take `half` of what was printed last."""
    lowest, highest = max(0.0, of.cases - of.unexposed), min(of.exposed, of.cases)
    tables = [lowest + at for at in range(int(highest - lowest) + 1)]
    if len(tables) > _MOST_TABLES:
        return []
    logs = [_log_choose(of.exposed, a) + _log_choose(of.unexposed, of.cases - a) for a in tables]
    whole = _log_choose(of.exposed + of.unexposed, of.cases)
    chances = [math.exp(one - whole) for one in logs]
    # From the rarest on: p of a table adds up those that are as rare.
    order = sorted(range(len(tables)), key=chances.__getitem__)
    found, summed, at = [], 0.0, 0
    while at < len(order):
        end = at
        while end < len(order) and chances[order[end]] <= chances[order[at]] * (1 + 1e-7):
            summed += chances[order[end]]
            end += 1
        if abs(summed - p_value) <= half + 1e-12:
            found += [tables[one] for one in order[at:end]]
        at = end
    return found


def _log_choose(of: float, some: float) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)


@register(RATIOS, Kind.TABLE)
def check_ratios(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A ratio beside its three margins has one 2x2 table; its smallest cell is judged as a count.

    Where the heading does not say of what it is a ratio, the smaller of the two answers counts.
    """
    told = False
    for row, found in _rows(file).items():
        ratio = next((one for one in found if one.label.statistic is Statistic.RATIO), None)
        if ratio is None or not ratio.value:
            continue
        margins = margins_of(found)
        where = file.where(row=row, column=ratio.column)
        if margins is not None:
            answers = [margins.first(kind(ratio.value, margins)) for kind in _kinds_of_ratio(ratio.heading)]
            least = min((one for one in answers if one is not None), default=None)
            if least is not None and round(least) < context.threshold:
                words = {"persons": round(least), "threshold": context.threshold}
                yield Finding(RATIOS, Severity.BLOCK, "ratio-small-cell", words, where)
        elif not told and any(one.label.statistic is Statistic.COUNT for one in found):
            told = True
            yield Finding(RATIOS, Severity.REVIEW, "ratio-with-margins", {}, where)


@register(TESTS, Kind.TABLE)
def check_tests_of_tables(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A chi-square, or the p of one or of Fisher's exact test, leaves one 2x2 table or a few: that blocks
    where one has a small cell, and fewer are left than a hidden count must keep possible values."""
    for row, found in _rows(file).items():
        margins = margins_of(found)
        if margins is None:
            continue
        line = " ".join([*file.table.rows[row - 1][: file.table.leading_labels], *file.table.columns])
        for one in found:
            left = sorted(round(cell) for cell in tables_behind(one, line, margins))
            if left and left[0] < context.threshold and len(left) < context.rules.protection:
                words = {"tables": len(left), "persons": left[0], "threshold": context.threshold}
                where = file.where(row=row, column=one.column)
                yield Finding(TESTS, Severity.BLOCK, "test-small-cell", words, where)
                break


def tables_behind(one: Measure, line: str, of: Margins) -> Iterator[float]:
    """The smallest cell of each 2x2 table that has this test and these margins; `line`: what the row says.

    What was printed stands for a span of values: where no whole `a` lies in what they give, as with Pearson's
    formula on a corrected statistic, there is no table.
    """
    value = one.value
    told = f"{one.heading} {line}"
    exact, chi = _FISHER.search(told), _CHI.search(told)
    is_p = one.label.statistic is Statistic.P_VALUE
    if value is None or not (exact or chi) or not (is_p or one.label.statistic is Statistic.TEST):
        return
    # Seventeen printed digits are no more exact than the arithmetic behind them.
    half = max(10.0 ** -_decimals(one.text) / 2, abs(value) * _ARITHMETIC)
    if exact and is_p:
        found = by_fisher_p(value, half, of)
    else:
        kind = by_odds_ratio if exact else by_chi_square_p if is_p else by_chi_square
        spans = zip(kind(max(value - half, 0.0), of), kind(value + half, of), strict=False)
        found = [float(a) for span in spans for a in _whole_between(*span)]
    for a in found:
        least = of.smallest(a)
        if least is not None:
            yield least


def _whole_between(one: float, other: float) -> range:
    low, high = sorted((one, other))
    return range(math.ceil(low - _ARITHMETIC), math.floor(high + _ARITHMETIC) + 1)


def _rows(file: CheckedFile) -> dict[int, list[Measure]]:
    rows: dict[int, list[Measure]] = {}
    for one in file.measures:
        rows.setdefault(one.row, []).append(one)
    return rows


def _kinds_of_ratio(heading: str) -> tuple[_OfKind, ...]:
    by_kind: dict[str, _OfKind] = {"odds": by_odds_ratio, "risks": by_risk_ratio}
    return tuple(by_kind[kind] for kind in ratio_is_of(heading))


def ratio_is_of(heading: str) -> tuple[str, ...]:
    """`odds`, `risks`, or both where the heading does not say."""
    words = {*re.findall(r"[a-z]+", heading.casefold().replace("é", "e"))}
    if words & _ODDS:
        return ("odds",)
    return ("risks",) if words & _RISKS else ("odds", "risks")


def _decimals(text: str) -> int:
    mantissa, _, exponent = text.strip().casefold().replace(",", ".").partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)
