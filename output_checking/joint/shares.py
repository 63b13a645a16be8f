"""Percentages whose base stands in another table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from output_checking.joint.counted_table import share_of
from output_checking.joint.derived import Disclosure, Kind, Limits
from output_checking.joint.linkage import Linkage
from output_checking.joint.relations import Relation, seen
from output_checking.joint.subtables import MEASURE, SubTable
from output_checking.joint.system import told_files


def small_shares(linked: Linkage, limits: Limits) -> Iterator[Disclosure]:
    """Of few persons, or of all but a few."""
    for share in [one for one in linked.tables if one.shares]:
        wanted = tuple(name for name in share.dimensions if not name.startswith(MEASURE))
        for base in linked.tables:
            counts = base.variable is None and not base.shares
            if not counts or base.dimensions != wanted or base.table == share.table:
                continue
            relation = seen(share.source, base.source, ())
            if relation in (Relation.SAME, Relation.UNKNOWN, Relation.APART):
                certain = relation is Relation.SAME or linked.same((share.table, base.table))
                yield from _counts_of(share, base, limits, None if certain else relation)


def _counts_of(
    share: SubTable, base: SubTable, limits: Limits, asked: Relation | None
) -> Iterator[Disclosure]:
    names = tuple(name for name in share.dimensions if not name.startswith(MEASURE))
    groups = share.projected(names)
    where = {int(number): at for at, number in enumerate(base.ids)}
    for at, number in enumerate(groups):
        line = where.get(int(number))
        if line is None or not base.exact[line] or np.isinf(share.high[at]):
            continue
        low, high = share_of(share.low[at], share.high[at], base.low[line])
        few = min(high, base.low[line] - low)
        if 0 < few < limits.threshold and (share.source.release is None or base.source.release is None):
            arithmetic = (
                f"{50 * (share.low[at] + share.high[at]):.4g} % [{share.place(at)}] × "
                f"{base.low[line]:g} [{base.place(line)}] ≈ {low:g}"
            )
            current = (share, at) if share.source.release is None else (base, line)
            files = told_files([(share, at), (base, line)])
            one = Disclosure(Kind.SHARE, int(few), int(few), arithmetic, current, files)
            yield one if asked is None else replace(one, asked=asked)
