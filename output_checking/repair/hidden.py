"""Cells hidden, and as many others as it takes that totals, and other tables, give none of them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from output_checking.findings import Finding
from output_checking.profile import Rules
from output_checking.protection.suppression import Suppression, suppress
from output_checking.repair.body import Body, Cell
from output_checking.repair.linked_problem import Tie, linked_groups, linked_problem
from output_checking.repair.repaired import Repaired, Told, kept_cells, told_audit

SECONDS = 20.0  # that the search for the least cost may take
Named = Mapping[Cell, Finding]
Search = Literal["fast", "optimal"]


def hidden(body: Body, named: Named, rules: Rules, search: Search = "fast") -> Repaired:
    """One table by itself. Raises SolverError when the solver gives up."""
    return hidden_together({"": body}, {"": named}, (), rules, search)[""]


def hidden_together(
    bodies: Mapping[str, Body],
    named: Mapping[str, Named],
    ties: Sequence[Tie],
    rules: Rules,
    search: Search = "fast",
) -> dict[str, Repaired]:
    """By file: those `named`, and in which else something is hidden. A group of persons is hidden in all
    tables or in none, and totals of one table count for the others. Raises SolverError when the solver gives
    up."""
    found: dict[str, Repaired] = {}
    for group in linked_groups(bodies, ties):
        names = [name for name in bodies if name in group]
        if not any(name in named for name in names):
            continue
        linked = linked_problem({name: bodies[name] for name in names}, named, ties, rules)
        result = suppress(linked.problem, search, "weight", SECONDS)
        for name in names:
            one = _repaired(bodies[name], named.get(name, {}), linked.first[name], result, rules, search)
            if one.changed or name in named:
                found[name] = one if len(names) == 1 else _told_of(one, names)
    return found


def _repaired(
    body: Body, named: Named, first: int, found: Suppression, rules: Rules, search: Search
) -> Repaired:
    rows, columns = body.shape
    pattern = np.flatnonzero(found.problem.pattern[first : first + rows * columns])
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
        certificate=(told_audit(found.problem, found.audit, rules.protection),),
        holds=found.audit.safe,
    )


def _told_of(one: Repaired, names: Sequence[str]) -> Repaired:
    tables = Told("certificate-together", {"tables": ", ".join(names)[:300]})
    return replace(one, certificate=(*one.certificate, tables))


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
