"""Counts rounded instead of hidden: to a base, or to the middle of steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from output_checking.findings import Finding
from output_checking.profile import Rules
from output_checking.protection.problem import Flags, Floats
from output_checking.protection.rounding import Rounding, rounded_values
from output_checking.repair.body import Body, Cell
from output_checking.repair.ranges import audit_ranges
from output_checking.repair.repaired import Repaired, Told, kept_cells, told_audit
from output_checking.repair.table_problem import table_problem

MIDPOINT = 6  # of OpenSAFELY


def rounded(
    body: Body,
    named: Mapping[Cell, Finding],
    rules: Rules,
    threshold: int,
    rounding: Rounding,
    base: int | None,
) -> Repaired:
    """Every count rounded on its own, totals too; what then still shows fewer persons than `threshold` is
    hidden besides. Without `base`: the profile's, else one that leaves nothing to hide, or 6 for `midpoint`.

    Source: OpenSAFELY documentation (redact, then round; midpoint 6); AI-SDC/ACRO (round_base).
    """
    base = base or _base(rules, threshold, rounding)
    values = body.values
    blank = np.isnan(values)
    published, low, high = rounded_values(np.nan_to_num(values), base, rounding)
    small = (published > 0) & (published < threshold) & ~blank
    if small.any():
        low, high = np.where(small, low[small].min(), low), np.where(small, high[small].max(), high)
    problem = table_problem(body, [*named, *body.with_fewer(threshold)], rules)
    low = np.where(blank, 0.0, low).ravel()
    high = np.where(blank.ravel(), problem.upper, high.ravel())
    result = audit_ranges(problem, low, high, rules, threshold)
    texts = {
        (int(row), int(column)): "" if small[row, column] else f"{published[row, column]:.0f}"
        for row, column in zip(*np.nonzero(~blank), strict=True)
    }
    changed = {
        cell: named.get(cell)
        for cell, text in texts.items()
        if text != body.lines[cell[0]][body.labels + cell[1]]
    }
    said = f"{body.evidence.description} [{rounding} {base}]".strip()
    after = body.with_cells(
        {cell: texts[cell] for cell in changed}, persons=None, rows=None, rounded_to=base, description=said
    )
    return Repaired(
        before=body,
        after=after,
        changed=changed,
        costs=(kept_cells(body, after), *distances(values, published, ~blank & ~small)),
        certificate=(told_audit(problem, result, rules.protection),),
        holds=result.safe,
    )


def distances(true: Floats, published: Floats, shown: Flags) -> tuple[Told, ...]:
    """How far the published values are from the true ones: mean, largest, and mean relative to the truth."""
    away = np.abs(published - true)[shown]
    if not len(away):
        return ()
    positive = shown & (true > 0)
    relative = np.abs(published - true)[positive] / true[positive]
    share = f"{100 * float(relative.mean()):.1f}" if len(relative) else "0"
    return (
        Told("cost-distance", {"mean": f"{away.mean():.2f}", "largest": f"{away.max():g}", "share": share}),
    )


def _base(rules: Rules, threshold: int, rounding: Rounding) -> int:
    if rounding == "midpoint":
        return rules.midpoint if rules.midpoint > 1 else MIDPOINT
    return rules.rounding if rules.rounding > 1 else 5 * -(-threshold // 5)
