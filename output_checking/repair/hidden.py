"""Cells hidden, and as many others as it takes that the totals give none of them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from output_checking.model import Finding
from output_checking.profile import Rules
from output_checking.protection.suppression import suppress
from output_checking.repair.body import Body, Cell
from output_checking.repair.repaired import Repaired, Told, kept_cells, told_audit
from output_checking.repair.table_problem import table_problem

SECONDS = 20.0  # that the search for the least cost may take


def hidden(
    body: Body, named: Mapping[Cell, Finding], rules: Rules, search: Literal["fast", "optimal"] = "fast"
) -> Repaired:
    """Raises SolverError when the solver gives up."""
    problem = table_problem(body, named, rules)
    found = suppress(problem, search, "weight", SECONDS)
    columns = body.shape[1]
    pattern = np.flatnonzero(found.problem.pattern[: body.shape[0] * columns])
    cells = [(int(at) // columns, int(at) % columns) for at in pattern]
    fresh = [cell for cell in cells if body.lines[cell[0]][body.labels + cell[1]] != ""]
    after = body.with_cells(dict.fromkeys(fresh, ""))
    costs = [kept_cells(body, after), *_shares(body, fresh)]
    if search == "optimal":
        costs.append(Told("cost-gap", {"gap": "?" if found.gap is None else f"{100 * found.gap:.1f}"}))
    return Repaired(
        before=body,
        after=after,
        changed={cell: named.get(cell) for cell in fresh},
        costs=tuple(costs),
        certificate=(told_audit(problem, found.audit, rules.protection),),
        holds=found.audit.safe,
    )


def _shares(body: Body, cells: list[Cell]) -> list[Told]:
    """Of the table's inner cells, what is hidden of their value and of the persons behind them."""
    found = []
    inner = body.inner
    for code, grid in (
        ("cost-value", np.abs(body.values) if body.adds_up and not body.counts else None),
        ("cost-persons", body.grid("persons")),
    ):
        if grid is None:
            continue
        whole = float(np.nansum(grid[inner]))
        gone = float(np.nansum([grid[cell] for cell in cells if inner[cell]]))
        share = f"{100 * gone / whole:.1f}" if whole else "0"
        found.append(Told(code, {"hidden": f"{gone:g}", "share": share}))
    return found
