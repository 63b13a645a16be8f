"""Fewer, larger groups instead of hidden ones: bins of a histogram, steps of a survival curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


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


@dataclass(frozen=True)
class Step:
    """Survival from `time` on; `at_risk` persons just before it, `left` (events and censored) since the step
    before."""

    time: float
    survival: float
    at_risk: int
    left: int


def merge_steps(
    times: Sequence[float],
    at_risk: Sequence[int],
    events: Sequence[int],
    censored: Sequence[int],
    threshold: int = 10,
) -> tuple[Step, ...]:
    """The Kaplan-Meier curve at fewer times: at least `threshold` persons leave between two published ones,
    and at least as many are still at risk after the last. Its values there are those of the whole curve.

    The rule of ACRO (pull request 145). Raises ValueError for columns of different lengths or an `at_risk`
    that the events and the censored do not explain.
    """
    if not len(times) == len(at_risk) == len(events) == len(censored):
        raise ValueError("four columns of one length")
    steps: list[Step] = []
    survival, left = 1.0, 0
    for at, time in enumerate(times):
        staying = at_risk[at] - events[at] - censored[at]
        if staying < 0 or (at + 1 < len(times) and at_risk[at + 1] != staying):
            raise ValueError(f"at risk at {time}: not what the events and the censored leave")
        if at_risk[at]:
            survival *= 1 - events[at] / at_risk[at]
        left += events[at] + censored[at]
        if left >= threshold and staying >= threshold:
            steps.append(Step(time, survival, at_risk[at], left))
            left = 0
    return tuple(steps)
