"""A table as a problem of the audit: its cells, its totals, how far from the truth an intruder must stay."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from output_checking.profile import Rules
from output_checking.protection.linear_program import LinearProgram, SolverError
from output_checking.protection.problem import Problem, Protection
from output_checking.repair.body import Body, Cell, Floats, Line

Places = tuple[int | slice, int | slice]  # a line of the table
_NEAR = 1e-6
_FAR = 1000.0
_SHARES_MISS_ONE = 1e-3  # by the rounding of printed shares


def table_problem(body: Body, primary: Iterable[Cell], rules: Rules) -> Problem:
    """Cells have the ids row x columns + column; a total that everybody knows without its being printed
    (shares of one line add up to one) has a further id.

    Where a total is no sum of what is printed (means, percentiles), the persons or rows behind the cells
    stand for them: whoever knows all means of a line but one, and the numbers behind them, knows that one.
    A hidden count keeps `rules.protection` possible values; a hidden sum the distance that the p % rule asks
    for (Handbook on Statistical Disclosure Control, ch. 4.2); anything else must not be known exactly.
    """
    values, counted = _weighed(body)
    blank = np.isnan(values)
    lines, implied = body.sums(np.where(blank, np.nan, values)), _implied(body, values)
    if not body.adds_up:
        values = _summed(np.nan_to_num(values), lines)
    rows, columns = body.shape
    size = rows * columns + len(implied)
    full = np.concatenate([values.ravel(), [values[cells].sum() for cells in implied]])
    equations = _equations(lines, implied, columns, full, size)
    full, equations = _completed(full, equations)
    sensitive = np.zeros(size, dtype=bool)
    sensitive[[row * columns + column for row, column in primary]] = True
    sensitive[: rows * columns] |= np.isnan(body.values).ravel()
    published = np.zeros(size, dtype=bool)
    # Everybody guesses a hidden zero, so it hides nothing.
    published[: rows * columns] = (full[: rows * columns] == 0) & ~sensitive[: rows * columns]
    published[rows * columns :] = True
    persons = body.grid("persons")
    # Nobody knows an upper end beforehand: one that no total reaches stands for none.
    reach = float(np.abs(full).sum()) + _FAR
    return Problem(
        ids=tuple(range(size)),
        labels=(
            *(body.place((row, column)) for row in range(rows) for column in range(columns)),
            *(() for _ in implied),
        ),
        values=full,
        equations=equations,
        primary=sensitive,
        lower=np.full(size, 0.0 if (full >= 0).all() else -reach),
        upper=np.full(size, reach),
        protection=_protection(body, full, counted, rules),
        published=published,
        weights=np.abs(full),
        persons=None if persons is None else np.concatenate([persons.ravel(), np.full(len(implied), np.nan)]),
    )


def _weighed(body: Body) -> tuple[Floats, bool]:
    """What stands for each cell, and whether that counts persons or rows."""
    if body.adds_up:
        return body.values, body.counts
    for name in ("rows", "persons"):
        grid = body.grid(name)
        if grid is not None and not np.isnan(grid[~np.isnan(body.values)]).any():
            return np.where(np.isnan(body.values), np.nan, grid), _is_share(body)
    return np.abs(body.values), False


def _is_share(body: Body) -> bool:
    return body.evidence.measures is not None and all(
        one.statistic == "share" for one in body.evidence.measures
    )


def _implied(body: Body, weights: Floats) -> list[Places]:
    """Lines of shares that add up to one, along rows or columns: their total is no secret."""
    values = body.values
    found: list[Places] = []
    if body.counts or (np.nan_to_num(values) > 1).any():
        return []
    for axis, printed in ((1, body.total_columns), (0, body.total_rows)):
        if printed or values.shape[axis] < 2:
            continue
        known = ~np.isnan(values).any(axis=axis)
        sums = values.sum(axis=axis)[known]
        if len(sums) and (np.abs(sums - 1) < _SHARES_MISS_ONE).all():
            whole = slice(None)
            found += [(at, whole) if axis == 1 else (whole, at) for at in range(values.shape[1 - axis])]
    return found


def _summed(values: Floats, lines: list[Line]) -> Floats:
    """Totals as the sums of their parts."""
    values = values.copy()
    totals = {line.total for line in lines}
    for line in sorted(lines, key=lambda one: any(part in totals for part in one.parts)):
        values[line.total] = sum(values[part] for part in line.parts)
    return values


def _equations(
    lines: list[Line], implied: list[Places], columns: int, full: Floats, size: int
) -> sparse.csr_matrix:
    """Without those that do not add up: what is no sum ties nothing."""
    found: list[dict[int, float]] = []
    for line in lines:
        parts = {row * columns + column: 1.0 for row, column in line.parts}
        found.append({**parts, line.total[0] * columns + line.total[1]: -1.0})
    grid = np.arange(size - len(implied)).reshape(-1, columns)
    first = size - len(implied)
    for at, places in enumerate(implied):
        found.append({**{int(cell): 1.0 for cell in grid[places]}, first + at: -1.0})
    kept = [one for one in found if _holds(one, full)]
    entries = [(row, cell, sign) for row, one in enumerate(kept) for cell, sign in one.items()]
    rows, cells, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_matrix((np.array(signs, dtype=float), (rows, cells)), shape=(len(kept), size))


def _holds(equation: dict[int, float], full: Floats) -> bool:
    terms = [sign * full[cell] for cell, sign in equation.items()]
    missed = abs(sum(terms))
    return bool(np.isnan(missed) or missed <= _NEAR * max(1.0, *map(abs, terms)))


def _completed(full: Floats, equations: sparse.csr_matrix) -> tuple[Floats, sparse.csr_matrix]:
    """A possible value in the place of each blank; without any equation where none is possible."""
    if not np.isnan(full).any():
        return full, equations
    most = float(np.nansum(np.abs(full))) + _FAR
    low, high = np.where(np.isnan(full), 0.0, full), np.where(np.isnan(full), most, full)
    try:
        found = LinearProgram(equations, low, high).solve()
    except SolverError:
        return np.nan_to_num(full), equations[:0]
    nearest = np.rint(found)
    return np.clip(np.where(np.abs(found - nearest) < _NEAR, nearest, found), low, high), equations


def _protection(body: Body, full: Floats, counted: bool, rules: Rules) -> Protection:
    nothing = np.zeros(len(full))
    if counted:
        return Protection(nothing, nothing, np.full(len(full), float(rules.protection - 1)))
    largest = body.evidence.largest
    if not body.adds_up or largest is None or len(largest) != body.shape[0]:
        return Protection(nothing, nothing, nothing)
    wanted = nothing.copy()
    for row, line in enumerate(largest):
        for column, pair in enumerate(line):
            if pair is not None:
                at = row * body.shape[1] + column
                rest = abs(full[at]) - pair[0] - pair[1]
                wanted[at] = max(0.0, rules.p_percent * pair[0] - rest)
    return Protection(wanted, wanted, nothing)
