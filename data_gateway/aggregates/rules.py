"""The rules one cell must pass by itself. Their parameters are the site's and are never told to researchers.

Sources: the ACRO/SACRO defaults (threshold 10, dominance n = 2 and k = 90 %, p = 10 %), which are those of
the Eurostat guidelines; the Handbook on Statistical Disclosure Control for the two concentration rules.
Persons are counted, never rows: one patient may stand behind a hundred rows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

QUANTILE_SIDE = 10


def enough_persons(persons: int, minimum: int) -> bool:
    """Threshold: at least `minimum` distinct persons, the permit's minimum group size."""
    return persons >= minimum


def dominated(contributions: npt.NDArray[np.float64], *, n: int, k: float, p: float) -> bool:
    """Whether a sum or mean says too much of its largest contributors.

    `contributions`: what each contributor adds, without sign. Two rules, either of which is enough:
    (n, k) dominance, the n largest make up at least the share k of the total; p %, what the two largest leave
    is less than the share p of the largest, so that the second could estimate it as closely as that. A total
    of zero says that everybody contributes zero and counts as dominated.
    """
    total = float(contributions.sum())
    if total <= 0:
        return True
    largest = np.sort(contributions)[::-1]
    if float(largest[:n].sum()) >= k * total:
        return True
    return total - float(largest[:2].sum()) < p * float(largest[0])


def varied(variance: float, mean: float) -> bool:
    """Whether the persons do not all have one value, which any number about them would tell of everybody."""
    return variance > 1e-9 * max(mean * mean, 1e-300)


def persons_for_quantile(q: float, minimum: int) -> int:
    """Persons needed for the quantile `q`: ten, or `minimum` if more, on its thinner side.

    The median needs 20, a quartile 40, the 99th percentile 1000 (own reasoning on ACRO's class Position).
    """
    side = max(QUANTILE_SIDE, minimum)
    return math.ceil(round(side / min(q, 1 - q), 6))


def alone_in_margin(keys: Sequence[tuple[Hashable, ...]]) -> list[bool]:
    """For each cell, whether all of a group falls into it: no other cell shares its other columns.

    Then the last column's value is known for everybody in the group (group disclosure). With one column the
    group is the whole answer; with none nothing is disclosed by grouping.
    """
    if not keys or not keys[0]:
        return [False] * len(keys)
    positions = range(len(keys[0]))
    margins = [Counter((*key[:at], *key[at + 1 :]) for key in keys) for at in positions]
    return [any(margins[at][(*key[:at], *key[at + 1 :])] == 1 for at in positions) for key in keys]
