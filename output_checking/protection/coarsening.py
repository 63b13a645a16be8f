"""Fewer, larger groups instead of hidden ones: bins of a histogram, steps of a survival curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from output_checking.protection.problem import Problem, Protection


@dataclass(frozen=True)
class Bins:
    """`counts` has one entry less than `edges`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


def merge_bins(edges: Sequence[float], counts: Sequence[int], threshold: int = 10) -> Bins | None:
    """Neighbouring bins put together until each holds nobody or at least `threshold` persons; as many bins as
    that allows. None when the histogram holds too few persons to be shown at all.

    Raises ValueError unless there is one edge more than counts, and counts are not negative.
    """
    if len(edges) != len(counts) + 1 or any(count < 0 for count in counts):
        raise ValueError("one edge more than counts, and no negative count")
    # most[end]: how many bins the first `end` ones can be made into, and where the last of these starts.
    most: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(counts)
    for end in range(1, len(counts) + 1):
        held = 0
        for start in range(end - 1, -1, -1):
            held += counts[start]
            before = most[start]
            better = before is not None and (most[end] is None or before[0] + 1 > (most[end] or (0, 0))[0])
            if before is not None and better and (held == 0 or held >= threshold):
                most[end] = (before[0] + 1, start)
    if most[-1] is None:
        return None
    cuts = [len(counts)]
    while cuts[-1]:
        cuts.append((most[cuts[-1]] or (0, 0))[1])
    cuts.reverse()
    return Bins(
        tuple(edges[cut] for cut in cuts),
        tuple(sum(counts[start:end]) for start, end in pairwise(cuts)),
    )


def kept_steps(at_risk: Sequence[int], threshold: int = 10) -> tuple[int, ...]:
    """Which times of a Kaplan-Meier curve may be published, as positions: between two of them nobody or at
    least `threshold` persons leave, and as many are at risk at, and after, each.

    `at_risk`: persons followed until just before each time, who leave (event or censored) from it on; nobody
    knows how many stay after the last. Source: AI-SDC/ACRO, pull request 145, for the persons who leave
    between two risk sets; D2H asks the same between two steps. Raises ValueError where more persons are at
    risk than before.
    """
    if any(after > before for before, after in pairwise(at_risk)):
        raise ValueError("at risk: more than before")
    kept: list[int] = []
    before = staying = at_risk[0] if at_risk else 0
    for at, (now, after) in enumerate(pairwise(at_risk)):
        left = (before - now, staying - after)
        if after >= threshold and all(gone == 0 or gone >= threshold for gone in left):
            kept.append(at)
            before, staying = now, after
    return tuple(kept)


def problem_of_merged(
    counts: Sequence[int], groups: Sequence[range], threshold: int, protection: int
) -> Problem:
    """What is printed of `counts` once neighbouring ones are merged, as a problem of the audit: the sum of
    each of the `groups`, and none of the counts. Cells are the counts, then the sums; a count in no group is
    printed nowhere.

    Counts below `threshold` are sensitive, and must keep `protection` possible values.
    """
    values = np.array([*counts, *(sum(counts[at] for at in group) for group in groups)], dtype=float)
    size, parts = len(values), len(counts)
    rows = [at for at, group in enumerate(groups) for _ in (*group, None)]
    cells = [cell for at, group in enumerate(groups) for cell in (*group, parts + at)]
    signs = [sign for group in groups for sign in (*(1.0 for _ in group), -1.0)]
    primary = (values > 0) & (values < threshold)
    primary[parts:] = False
    hidden = np.arange(size) < parts
    return Problem(
        ids=tuple(range(size)),
        labels=((),) * size,
        values=values,
        equations=sparse.csr_matrix((signs, (rows, cells)), shape=(len(groups), size)),
        primary=primary,
        lower=np.zeros(size),
        upper=np.full(size, values.sum() + threshold + protection),
        protection=Protection(np.zeros(size), np.zeros(size), np.full(size, float(protection - 1))),
        suppressed=hidden,
    )
