"""ROC curves and histograms: what their numbers give back of single persons (statbarn Frequencies)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity

ROC, ECDF, HISTOGRAM = "curve.roc", "curve.ecdf", "figure.histogram"
_ECDF = re.compile(
    r"e?cdf|empirical cdf|f\(x\)|cum(ulative)? (prop(ortion)?|prob(ability)?|distribution( function)?)"
    r"|fonction de répartition|(proportion|probabilité) cumulée"
)
_RATES = re.compile(
    r"fpr|tpr|sensitivity|specificity|recall|precision|1 ?- ?specificity|(false|true) positive rate"
    r"|sensibilité|(1 ?- ?)?spécificité|taux de (faux|vrais) positifs"
)
_THRESHOLDS = {"threshold", "thresholds", "seuil", "seuils", "cutoff", "cut-off", "score"}
_INTERVAL = re.compile(
    r"[\[(\]]\s*(-?[\d.,]+(?:e[-+]?\d+)?|-?inf)\s*[,;]\s*(-?[\d.,]+(?:e[-+]?\d+)?|inf)\s*[\])\[]", re.I
)
_LEFT = ("bin_left", "left", "bin_start", "lower_edge", "bin_edge", "bin_edges", "edge", "edges", "borne_inf")
_RIGHT = ("bin_right", "right", "bin_end", "upper_edge", "borne_sup")


@register(ROC, Kind.TABLE)
def check_roc(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Thresholds are scores of persons; a step of 1/n says how many have the outcome, and who is next.

    Measured by D2H: all thresholds that scikit-learn publishes are exact scores of patients. Those in equal,
    round steps were chosen: the cut-offs of a score.
    """
    names = [name.strip().casefold().replace("_", " ") for name in file.table.columns]
    rates = [at for at, name in enumerate(names) if _RATES.fullmatch(name)]
    if len(rates) < 2:
        return
    for at, name in enumerate(names):
        if name in _THRESHOLDS and not _are_chosen([number(row[at]) for row in file.table.rows]):
            yield Finding(
                ROC, Severity.BLOCK, "roc-thresholds", {}, file.where(column=file.table.columns[at])
            )
    for at in rates:
        values = sorted({value for row in file.table.rows if (value := number(row[at])) is not None})
        persons = steps_in_persons(values)
        if persons is not None and persons < context.threshold:
            words = {"persons": persons, "threshold": context.threshold}
            yield Finding(ROC, Severity.BLOCK, "roc-steps", words, file.where(column=file.table.columns[at]))
            return
    yield Finding(ROC, Severity.REVIEW, "roc-unknown", {"threshold": context.threshold}, file.where())


def _are_chosen(values: list[float | None]) -> bool:
    known = sorted({value for value in values if value is not None})
    return len(known) > 2 and None not in values and _in_round_steps(known)


def _in_round_steps(edges: list[float]) -> bool:
    """All of them multiples of their one step, of 1, 2, 2.5 or 5 at some power of ten."""
    steps = [after - before for before, after in pairwise(edges)]
    step = min(steps)
    digits = float(f"{step:.6e}".partition("e")[0])
    even = max(steps) - step <= 1e-6 * step and min(abs(digits - one) for one in (1, 2, 2.5, 5)) < 1e-6
    return even and all(abs(edge / step - round(edge / step)) < 1e-6 for edge in edges)


def steps_in_persons(values: list[float]) -> int | None:
    """The smallest step of a rate, in persons: values are multiples of 1 / n. None when n cannot be told."""
    steps = [after - before for before, after in pairwise(values) if after > before]
    if len(steps) < 3:
        return None
    decimals = min(9, max(len(f"{value:.12f}".rstrip("0").partition(".")[2]) for value in values))
    # With so many decimals no larger number of persons could be told from a rounding.
    for total in range(2, min(100_000, 10 ** max(decimals - 2, 0)) + 1):
        close = 0.6 * total / 10**decimals + 1e-9
        if all(abs(value * total - round(value * total)) <= close for value in values):
            return round(min(steps) * total)
    return None


@register(ECDF, Kind.TABLE)
def check_ecdf(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """An empirical distribution rises by 1/n at the value of each person. Reasoned by D2H."""
    for at, name in enumerate(file.table.columns):
        if not _ECDF.fullmatch(name.strip().casefold().replace("_", " ")):
            continue
        values = sorted({value for row in file.table.rows if (value := number(row[at])) is not None})
        persons = steps_in_persons(values)
        if persons is not None and persons < context.threshold:
            words = {"persons": persons, "threshold": context.threshold}
            yield Finding(ECDF, Severity.BLOCK, "roc-steps", words, file.where(column=name))


@register(HISTOGRAM, Kind.TABLE)
def check_histogram(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """The outer edges that programs choose are the exact minimum and maximum. Source: AI-SDC/ACRO PR#382."""
    edges = histogram_edges(file)
    if len(edges) < 4:
        return
    if not _in_round_steps(edges) and not all(_is_round(edge) for edge in edges):
        yield Finding(HISTOGRAM, Severity.BLOCK, "histogram-edges", {}, file.where())


def has_bin_edges(table: Table) -> bool:
    return any(name.strip().casefold() in (*_LEFT, *_RIGHT) for name in table.columns)


def histogram_edges(file: CheckedFile) -> list[float]:
    """In increasing order, of equal bins; empty for what is no histogram or has bins somebody chose."""
    table = file.table
    names = [name.strip().casefold() for name in table.columns]
    found: set[float] = set()
    for at, name in enumerate(names):
        cells = [row[at] for row in table.rows]
        pairs = [_INTERVAL.search(cell) for cell in cells]
        if cells and all(pairs):
            for pair in pairs:
                found |= (
                    {float(edge.replace(",", ".")) for edge in pair.groups() if "inf" not in edge}
                    if pair
                    else set()
                )
        elif name in _LEFT or name in _RIGHT:
            found |= {value for cell in cells if (value := number(cell)) is not None}
    edges = sorted(found)
    widths = [after - before for before, after in pairwise(edges)]
    # pandas.cut moves the first edge by a thousandth, so that the minimum falls inside.
    inner = widths[1:]
    equal = bool(inner) and max(inner) - min(inner) <= 0.02 * max(inner)
    return edges if equal else []


def _is_round(edge: float) -> bool:
    """Three digits at most: somebody chose it, the data did not."""
    return (
        edge == 0
        or abs(float(f"{edge:.2g}") - edge) < 1e-9
        or (abs(edge) >= 100 and edge % 5 == 0)
        or (abs(edge) < 1000 and edge == int(edge))
    )
