"""Several tables, the cells that they share with one another and with what left before, as one problem of the
audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from output_checking.joint.linkage import Term
from output_checking.profile import Rules
from output_checking.protection.problem import Flags, Floats, Problem, Protection
from output_checking.repair.body import Body, Cell
from output_checking.repair.table_problem import table_problem

Tie = tuple[Term, ...]


@dataclass(frozen=True)
class LinkedProblem:
    """`first`: by file, the position of its first cell; its cells stand row by row from there on."""

    problem: Problem
    first: Mapping[str, int]


def linked_problem(
    bodies: Mapping[str, Body], named: Mapping[str, Iterable[Cell]], ties: Iterable[Tie], rules: Rules
) -> LinkedProblem:
    """Tables as `table_problem` makes them, with `ties` between their cells. Cells of other files, and of
    earlier releases, are published; a tie with one that is hidden says nothing."""
    parts = {name: table_problem(body, named.get(name, ()), rules) for name, body in bodies.items()}
    starts = np.cumsum([0, *(len(part.ids) for part in parts.values())]).tolist()
    first = dict(zip(parts, starts, strict=False))
    printed: dict[tuple[object, ...], tuple[int, float]] = {}
    rows: list[dict[int, float]] = []
    for tie in ties:
        equation = _equation(tie, bodies, first, printed, starts[-1])
        if equation:
            rows.append(equation)
    return LinkedProblem(_merged(list(parts.values()), [value for _, value in printed.values()], rows), first)


def linked_groups(names: Iterable[str], ties: Iterable[Tie]) -> list[set[str]]:
    """Files of `names` that ties hold together, each in one group."""
    groups = [{name} for name in names]
    known = {name for group in groups for name in group}
    for tie in ties:
        files = {term.table.source.file for term in tie if _is_current(term)} & known
        touched = [group for group in groups if group & files]
        if len(touched) > 1:
            groups = [group for group in groups if not group & files] + [set().union(*touched)]
    return groups


def _is_current(term: Term) -> bool:
    return term.table.source.release is None


def _equation(
    tie: Tie,
    bodies: Mapping[str, Body],
    first: Mapping[str, int],
    printed: dict[tuple[object, ...], tuple[int, float]],
    start: int,
) -> dict[int, float]:
    """Coefficients by position; none where the tie says nothing of these tables."""
    found: dict[int, float] = {}
    outside = []
    for term in tie:
        source = term.table.source
        row, column = int(term.table.rows[term.cell]), int(term.table.columns[term.cell])
        body = bodies.get(source.file) if _is_current(term) else None
        at = None if body is None else _column_of(body, source.table.every_heading[column])
        if body is None or at is None:
            if not term.table.exact[term.cell]:
                return {}
            outside.append((term, (source.release, source.file, row, column)))
            continue
        place = first[source.file] + row * body.shape[1] + at
        found[place] = found.get(place, 0.0) + term.coefficient * _worth(term, body, (row, at))
    if not found:
        return {}
    for term, key in outside:
        value = float(term.table.low[term.cell] + term.table.high[term.cell]) / 2
        place = printed.setdefault(key, (start + len(printed), value))[0]
        found[place] = found.get(place, 0.0) + term.coefficient
    return found


def _column_of(body: Body, heading: str) -> int | None:
    return body.columns.index(heading) if body.columns.count(heading) == 1 else None


def _worth(term: Term, body: Body, cell: Cell) -> float:
    """How much of the tie's sum one unit of the table's cell is: of a mean its persons stand for the cell."""
    if term.table.variable is None or body.adds_up:
        return 1.0
    mean = abs(float(body.values[cell]))
    return mean if np.isfinite(mean) and mean > 0 else 1.0


def _merged(
    parts: Sequence[Problem], printed: Sequence[float], ties: Sequence[Mapping[int, float]]
) -> Problem:
    more = len(printed)
    size = sum(len(part.ids) for part in parts) + more
    entries = [(row, cell, sign) for row, tie in enumerate(ties) for cell, sign in tie.items()]
    rows, cells, signs = zip(*entries, strict=True) if entries else ((), (), ())
    own = sparse.block_diag([part.equations for part in parts], format="csr")
    own.resize((own.shape[0], size))
    linking = sparse.csr_matrix((np.array(signs, dtype=float), (rows, cells)), shape=(len(ties), size))

    def joined(arrays: Iterable[Floats | Flags], rest: Floats) -> Floats:
        return np.concatenate([*arrays, rest]).astype(np.float64)

    nothing, values = np.zeros(more), np.array(printed, dtype=float)
    persons = [np.full(len(part.ids), np.nan) if part.persons is None else part.persons for part in parts]
    return Problem(
        ids=tuple(range(size)),
        labels=(*(label for part in parts for label in part.labels), *(() for _ in printed)),
        values=joined((part.values for part in parts), values),
        equations=sparse.vstack([own, linking], format="csr"),
        primary=joined((part.primary for part in parts), nothing).astype(bool),
        lower=joined((part.lower for part in parts), values),
        upper=joined((part.upper for part in parts), values),
        protection=Protection(
            joined((part.protection.lower for part in parts), nothing),
            joined((part.protection.upper for part in parts), nothing),
            joined((part.protection.sliding for part in parts), nothing),
        ),
        published=joined((~part.can_hide for part in parts), np.ones(more)).astype(bool),
        weights=joined((part.costs(None) for part in parts), nothing),
        persons=None
        if all(part.persons is None for part in parts)
        else joined(persons, np.full(more, np.nan)),
    )
