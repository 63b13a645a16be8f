"""How unequally an amount is shared out: Gini, Lorenz, Herfindahl, shares of the largest (statbarns
GiniCoefficient and NonLinearConcentrationRatios).

Source: AI-SDC/ACRO: enough persons behind a Gini; besides, dominance behind the others. What an index alone
tells of the largest contributors is reasoned by D2H: with shares s1 >= s2 >= ... of a total and H the sum of
their squares, H <= s1 <= sqrt(H) and s1 + s2 <= sqrt(2 H).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import PersonsBehind
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.statistics.measures import Measure
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity
from output_checking.profile import Rules

RULE, LORENZ = "statistic.concentration", "curve.lorenz"
_RATIO_OF = re.compile(r"\bcr ?(\d{1,2})\b", re.I)
_SQUARES = re.compile(r"hhi|herfindahl", re.I)
_CUMULATIVE = re.compile(r"\bcum|\bcumul", re.I)
_OF_PERSONS = re.compile(r"person|patient|population|contributor|stay|people|sujet|s[ée]jour", re.I)


@register(RULE, Kind.TABLE)
def check_concentration(file: CheckedFile, context: Context) -> Iterator[Finding]:
    persons = PersonsBehind(file, context)
    total = context.evidence.person_total if context.evidence else None
    recorded = context.evidence is not None and context.evidence.largest is not None
    unknown: Measure | None = None
    for one in file.measures:
        if one.label.statistic is not Statistic.CONCENTRATION or one.value is None or _is_point(one):
            continue
        where = file.where(row=one.row, column=one.column)
        behind = persons.of(one)
        n = total if behind is None else behind
        if n is not None and n < context.threshold:
            words = {"persons": n, "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "counts-below-threshold", words, where)
            continue
        dominated = tells_dominance(one.heading, one.value, context.rules)
        if dominated:
            yield Finding(RULE, Severity.BLOCK, "concentration-dominated", {}, where)
        elif n is None or (dominated is None and not recorded):
            unknown = unknown or one
    if unknown:
        where = file.where(row=unknown.row, column=unknown.column)
        words = {"threshold": context.threshold}
        yield Finding(RULE, Severity.REVIEW, "concentration-unknown", words, where)


def tells_dominance(heading: str, value: float, rules: Rules) -> bool | None:
    """Whether one or two contributors must dominate the total whose index this is; None where they may.

    A Gini says nothing of them (False). `value`: a share, or in hundreds, or of 10,000 for a Herfindahl.
    """
    ratio = _RATIO_OF.search(heading.replace("_", " "))
    if ratio:
        share = value / 100 if value > 1 else value
        ranks = int(ratio[1])
        return True if any(rule.n >= ranks and share >= rule.k for rule in rules.dominance) else None
    if not _SQUARES.search(heading):
        return False
    squares = value / 10_000 if value > 1 else value
    if any(squares >= rule.k for rule in rules.dominance):
        return True
    first, two = math.sqrt(squares), math.sqrt(2 * squares)
    within = all((first if rule.n == 1 else two) < rule.k for rule in rules.dominance)
    return False if within and 1 - two >= rules.p_percent * first else None


def _is_point(one: Measure) -> bool:
    return "lorenz" in one.heading.casefold()


@register(LORENZ, Kind.TABLE)
def check_lorenz(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Between two points of a Lorenz curve lie persons whose sum the points tell: at least the threshold."""
    table = file.table
    along = _along(table)
    if along is None:
        return
    shares = [value for row in table.rows if (value := number(row[along].rstrip("% "))) is not None]
    whole = 100 if max(shares, default=0) > 1 else 1
    where = file.where(column=table.columns[along])
    persons = context.evidence.person_total if context.evidence else None
    counted = [one.n for one in file.measures if one.n is not None]
    n = min([*counted, *([] if persons is None else [persons])], default=None)
    if n is None:
        yield Finding(LORENZ, Severity.REVIEW, "lorenz-unknown", {"threshold": context.threshold}, where)
        return
    points = sorted({0.0, *shares})
    least = min((round((after - one) / whole * n) for one, after in pairwise(points)), default=0)
    if least < context.threshold:
        words = {"persons": least, "threshold": context.threshold}
        yield Finding(LORENZ, Severity.BLOCK, "lorenz-steps", words, where)


def _along(table: Table) -> int | None:
    """The column of the share of persons, beside one of the share of what they have."""
    plain = [name.replace("_", " ") for name in table.columns]
    curves = [at for at, name in enumerate(plain) if "lorenz" in name.casefold()]
    columns = [at for at, name in enumerate(plain) if at in curves or _CUMULATIVE.search(name)]
    told = next((at for at in columns if _OF_PERSONS.search(plain[at])), None)
    if told is not None:
        return told if len(columns) > 1 else None
    others = [at for at in range(len(plain)) if curves and at not in curves]
    return next((at for at in others if all(number(row[at]) is not None for row in table.rows)), None)
