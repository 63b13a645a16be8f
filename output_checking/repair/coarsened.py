"""Fewer, larger groups instead of hidden ones: wider bins, fewer steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.checks.survival import AT_RISK, CURVE, TIME
from output_checking.findings import Finding
from output_checking.profile import Rules
from output_checking.protection.audit import Audit, audit
from output_checking.protection.coarsening import kept_steps, merge_bins, problem_of_merged
from output_checking.protection.problem import Problem
from output_checking.repair.body import Body, Cell
from output_checking.repair.repaired import Repaired, Told, told_audit

_BIN = re.compile(r"\s*([\[(])\s*([^,;]+?)\s*[,;]\s*([^,;]+?)\s*([\])])\s*")
# Persons who left since the row before: of merged steps, those of all of them.
_LEAVING = ("events", "event", "observed", "censored", "removed", "deaths", "d", "c", "n_event", "n_censor")
_CURVES = (*CURVE, "lower", "upper", "ci_lower", "ci_upper")


def bins_of(body: Body) -> list[tuple[str, str, str, str]] | None:
    """(bracket, left edge, right edge, bracket) per row of a histogram's table; None for any other."""
    if body.labels != 1 or body.shape[1] != 1 or not body.counts or np.isnan(body.values).any():
        return None
    found = [match.groups() for line in body.lines if (match := _BIN.fullmatch(line[0]))]
    joined = all(one[2] == other[1] for one, other in pairwise(found))
    return found if len(found) == len(body.lines) > 1 and joined else None  # type: ignore[return-value]


def rebinned(body: Body, named: Mapping[Cell, Finding], rules: Rules, threshold: int) -> Repaired:
    """Neighbouring bins put together, as few as it takes that each holds nobody or enough persons. The audit
    tells what the wider bins leave of the bins they are made of.

    Raises Refusal `repair-too-few` when no bins do, `repair-persons-repeat` when a person may stand in
    several bins, so that nobody knows how many persons two bins hold together.
    """
    bins, persons = bins_of(body) or [], body.grid("persons")
    if persons is not None and (persons != body.values).any():
        raise Refusal("repair-persons-repeat")
    counts = body.values[:, 0].astype(int).tolist()
    merged = merge_bins([float(at) for at in range(len(bins) + 1)], counts, threshold)
    if merged is None:
        raise Refusal("repair-too-few", persons=sum(counts), threshold=threshold)
    cuts = [int(edge) for edge in merged.edges]
    lines, grid = [], []
    for (start, end), count in zip(pairwise(cuts), merged.counts, strict=True):
        (opened, left, _, _), (_, _, right, closed) = bins[start], bins[end - 1]
        lines.append((f"{opened}{left}, {right}{closed}", str(count)))
        grid.append((count,))
    problem = problem_of_merged(
        counts, [range(*edges) for edges in pairwise(cuts)], threshold, rules.protection
    )
    result = _of_sensitive(problem)
    told = {"persons": None if persons is None else tuple(grid), "rows": None, "base": None}
    after = replace(body, lines=tuple(lines), evidence=body.evidence.model_copy(update=told))
    return Repaired(
        before=body,
        after=after,
        changed=dict(named),
        costs=(Told("cost-bins", {"before": len(bins), "after": len(lines)}),),
        certificate=(
            told_audit(problem, result, rules.protection),
            Told("certificate-bins", {"bins": len(lines), "threshold": threshold}),
        ),
        holds=result.safe and all(count == 0 or count >= threshold for count in merged.counts),
    )


def is_curve(body: Body) -> bool:
    return _column(body, TIME) is not None and _column(body, AT_RISK) is not None


def merged_steps(body: Body, named: Mapping[Cell, Finding], rules: Rules, threshold: int) -> Repaired:
    """The curve at fewer times, with its own values there. The audit tells what the persons at risk at these
    times leave of how many left at each of the others.

    Columns of persons who left are added up over the steps merged; columns nobody can tell what they are stay
    out. Raises Refusal `repair-too-few` when no step is left.
    """
    risk = _column(body, AT_RISK)
    time = _column(body, TIME)
    if risk is None or time is None:
        raise Refusal("repair-unreadable", cells=0)
    kept_columns = [at for at, name in enumerate(body.heading) if _is_kept(body, at, name)]
    lines: list[tuple[str, ...]] = []
    leaving: list[int] = []
    groups: list[range] = []
    most = 0
    for rows in _curves(body, time, risk):
        at_risk = [int(float(body.lines[row][risk])) for row in rows]
        kept = kept_steps(at_risk, threshold)
        most += len(rows)
        first, begin = len(leaving), 0
        leaving += [now - after for now, after in pairwise(at_risk)]
        before = -1
        for at in kept:
            # Who is at risk at a time tells how many left from the time before it on.
            groups += [range(first + begin, first + at)] if at > begin else []
            begin = at
            lines.append(
                tuple(_of_step(body, column, rows[before + 1 : at + 1], rows[at]) for column in kept_columns)
            )
            before = at
    if not lines:
        raise Refusal("repair-too-few", persons=0, threshold=threshold)
    problem = problem_of_merged(leaving, groups, threshold, rules.protection)
    result = _of_sensitive(problem)
    heading = tuple(body.heading[column] for column in kept_columns)
    labels = sum(column < body.labels for column in kept_columns)
    gone = dict.fromkeys(("persons", "rows", "base", "sums", "largest", "measures"))
    evidence = body.evidence.model_copy(update={**gone, "kind": "survival", "index_columns": labels})
    after = replace(body, heading=heading, lines=tuple(lines), labels=labels, evidence=_as_told(evidence))
    dropped = [name for at, name in enumerate(body.heading) if at not in kept_columns]
    costs = [Told("cost-steps", {"before": most, "after": len(lines)})]
    if dropped:
        costs.append(Told("cost-columns", {"columns": ", ".join(dropped)[:300]}))
    return Repaired(
        before=body,
        after=after,
        changed=dict(named),
        costs=tuple(costs),
        certificate=(
            told_audit(problem, result, rules.protection),
            Told("certificate-steps", {"steps": len(lines), "threshold": threshold}),
        ),
        holds=result.safe,
    )


def _of_sensitive(problem: Problem) -> Audit:
    """The audit, without the counts that are merged with none: they are printed, and large enough."""
    result = audit(problem)
    sensitive = set(problem.named(problem.primary))
    return replace(result, exact=tuple(cell for cell in result.exact if cell in sensitive))


def _as_told(evidence: Evidence) -> Evidence:
    return Evidence.model_validate(evidence.model_dump())


def _curves(body: Body, time: int, risk: int) -> list[list[int]]:
    """Rows of each curve in order of time: a curve is what shares all labels but the time."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, line in enumerate(body.lines):
        if not _is_number(line[time]) or not _is_number(line[risk]):
            raise Refusal("repair-unreadable", cells=0)
        label = tuple(text for at, text in enumerate(line) if at not in (time, risk) and not _is_number(text))
        groups.setdefault(label, []).append(row)
    return [sorted(rows, key=lambda row: float(body.lines[row][time])) for rows in groups.values()]


def _is_kept(body: Body, at: int, name: str) -> bool:
    known = name.strip().casefold() in (*TIME, *AT_RISK, *_CURVES, *_LEAVING)
    return known or not any(_is_number(line[at]) for line in body.lines)


def _of_step(body: Body, column: int, merged: Sequence[int], row: int) -> str:
    if body.heading[column].strip().casefold() not in _LEAVING:
        return body.lines[row][column]
    return f"{sum(float(body.lines[one][column] or 0) for one in merged):g}"


def _column(body: Body, names: Sequence[str]) -> int | None:
    return next((at for at, name in enumerate(body.heading) if name.strip().casefold() in names), None)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
