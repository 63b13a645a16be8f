"""JJ files, the exchange format of tau-ARGUS and of the confidentiality solvers before it.

First line `0`, then the number of cells, then a line per cell (index, value, weight, status, lower bound,
upper bound, lower, upper and sliding protection level); status `u` sensitive, `m` suppressed by the user,
`s` may be hidden, `z` must stay published. Then the number of equations and a line per equation: right-hand
side, number of terms, `:`, and `index (coefficient)` for each. Source: tau-ARGUS manual, section on the JJ
format.
"""

from __future__ import annotations

import math
import re

import numpy as np
from scipy import sparse

from governance.refusal import Refusal
from output_checking.protection.problem import Problem, Protection

_TERM = re.compile(r"(\d+)\s*\(\s*([-+0-9.eE]+)\s*\)")
_COLUMNS = 9


def parse_jj(text: str) -> Problem:
    """The problem in the text of a JJ file. Raises Refusal `sdc-jj-line` naming the line that does not
    fit."""
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    reader = iter(lines)

    def next_line() -> tuple[int, str]:
        try:
            return next(reader)
        except StopIteration:
            raise Refusal("sdc-jj-line", line=lines[-1][0] + 1 if lines else 1) from None

    next_line()
    cells = [_cell(*next_line()) for _ in range(_count(*next_line()))]
    numbers = np.array([[float(word) for word in row[1:3] + row[4:]] for row in cells]).reshape(-1, 7)
    if not np.isfinite(numbers).all():
        raise Refusal("sdc-not-finite", where=cells[int(np.argmin(np.isfinite(numbers).all(axis=1)))][0])
    ids = tuple(int(row[0]) for row in cells)
    position = {cell: at for at, cell in enumerate(ids)}
    if len(position) < len(ids):
        raise Refusal("sdc-cell-twice", cell=str(next(cell for cell in ids if ids.count(cell) > 1)))
    equations, right = [], []
    for _ in range(_count(*next_line())):
        at, line = next_line()
        terms, value = _equation(at, line)
        unknown = next((cell for cell, _ in terms if cell not in position), None)
        if unknown is not None:
            raise Refusal("sdc-cell-unknown", cell=str(unknown), where=f"line {at}")
        equations.append([(position[cell], coef) for cell, coef in terms])
        right.append(value)
    status = [row[3].lower() for row in cells]
    return _problem(ids, numbers, status, equations, right)


def _problem(
    ids: tuple[int, ...],
    numbers: np.ndarray,
    status: list[str],
    equations: list[list[tuple[int, float]]],
    right: list[float],
) -> Problem:
    values, weights, lower, upper, low, high, sliding = numbers.T
    names: tuple[int | str, ...] = ids
    published = np.array([one == "z" for one in status])
    primary = np.array([one == "u" for one in status])
    suppressed = np.array([one in ("u", "m", "x", "d") for one in status])
    rows = list(equations)
    for at, value in enumerate(right):
        if value:  # a constant is a cell that everybody knows
            names, rows[at] = (*names, f"rhs{at}"), [*rows[at], (len(names), -1.0)]
            values, weights = np.append(values, value), np.append(weights, 0.0)
            lower, upper = np.append(lower, value), np.append(upper, value)
            low, high, sliding = (np.append(level, 0.0) for level in (low, high, sliding))
            published, primary = np.append(published, True), np.append(primary, False)
            suppressed = np.append(suppressed, False)
    entries = [(at, cell, coef) for at, row in enumerate(rows) for cell, coef in row]
    matrix = sparse.csr_matrix(
        ([coef for _, _, coef in entries], ([at for at, _, _ in entries], [cell for _, cell, _ in entries])),
        shape=(len(rows), len(names)),
        dtype=float,
    )
    return Problem(
        ids=names,
        labels=((),) * len(names),
        values=values,
        equations=matrix,
        primary=primary,
        lower=lower,
        upper=upper,
        protection=Protection(low, high, sliding),
        suppressed=suppressed if (suppressed & ~primary).any() else None,
        published=published if published.any() else None,
        weights=weights,
    )


def _count(at: int, line: str) -> int:
    if not line.isdigit():
        raise Refusal("sdc-jj-line", line=at)
    return int(line)


def _cell(at: int, line: str) -> list[str]:
    words = line.split()
    if len(words) != _COLUMNS or not words[0].isdigit():
        raise Refusal("sdc-jj-line", line=at)
    for word in words[1:3] + words[4:]:
        try:
            float(word)
        except ValueError as fault:
            raise Refusal("sdc-jj-line", line=at) from fault
    return words


def _equation(at: int, line: str) -> tuple[list[tuple[int, float]], float]:
    head, colon, tail = line.partition(":")
    words = head.split()
    try:
        terms = [(int(cell), float(coef)) for cell, coef in _TERM.findall(tail)]
        right, count = float(words[0]), int(words[1])
    except (ValueError, IndexError) as fault:
        raise Refusal("sdc-jj-line", line=at) from fault
    if not colon or len(terms) != count or not math.isfinite(right):
        raise Refusal("sdc-jj-line", line=at)
    return terms, right
