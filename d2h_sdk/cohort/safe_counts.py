"""Which numbers of a flow chart may be shown.

The persons of a step are among those of every step before, so two shown numbers also show how many were
left out between them. Shown numbers are therefore 0 or at least m, and so is each difference of two
neighbours among them; then the difference of any two, a sum of these, is too. The sum over sites is shown
where every site shows its own: it then tells nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

Counts = Sequence[int | None]


def shown(counts: Counts, minimum: int) -> list[int | None]:
    """`counts` fall; None stays None. The first and last step are kept before those between."""
    kept: dict[int, int] = {}
    order = [*range(len(counts))]
    for at in [*order[:1], *order[-1:], *order[1:-1]]:
        count = counts[at]
        if count is None or at in kept:
            continue
        before = [kept[place] for place in sorted(kept) if place < at][-1:]
        after = [kept[place] for place in sorted(kept) if place > at][:1]
        gaps = [count, *(one - count for one in before), *(count - one for one in after)]
        if all(gap == 0 or gap >= minimum for gap in gaps):
            kept[at] = count
    return [kept.get(at) for at in order]


def pooled(sites: Sequence[Counts]) -> list[int | None]:
    """The sums of what the sites show; None where one shows nothing."""
    sums: list[int | None] = []
    for step in zip(*sites, strict=True):
        known = [count for count in step if count is not None]
        sums.append(sum(known) if len(known) == len(step) else None)
    return sums
