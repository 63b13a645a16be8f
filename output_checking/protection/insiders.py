"""Contributors who are alone in a hidden cell: they know its value, and may work out another's from it."""

from __future__ import annotations

import numpy as np

from output_checking.protection.hidden_cells import HiddenCells
from output_checking.protection.null_space import bound_together, random_deviations
from output_checking.protection.problem import Problem

_DRAWS = 4


def insider_disclosures(problem: Problem, hidden: HiddenCells) -> list[tuple[int, int]]:
    """Pairs (cell of one person, sensitive cell which that person can work out): positions in the problem.

    Judged by the equations alone. Empty where the problem does not say how many persons stand behind a cell.
    """
    if problem.persons is None or not len(hidden):
        return []
    alone = problem.persons[hidden.cells] == 1
    sensitive = problem.primary[hidden.cells]
    if not alone.any():
        return []
    group = bound_together(random_deviations(hidden.equations, _DRAWS))
    found = []
    for insider in np.flatnonzero(alone & (group >= 0)):
        others = np.flatnonzero((group == group[insider]) & sensitive)
        found += [(int(hidden.cells[insider]), int(hidden.cells[one])) for one in others if one != insider]
    return found
