"""Totals that one or two contributors make: the (n, k) rule and the p % rule, and how far from such a total
an intruder must be kept.

Sources: AI-SDC/ACRO default.yaml and eurostat/ACRO safe_globals.ado (2, 90 %; 10 %); Eurostat, Handbook on
SDC, ch. 4.2 (upper protection levels); ABS DataLab for absolute values.
"""

from __future__ import annotations

from collections.abc import Sequence

from output_checking.profile import Rules


def dominates(total: float, largest: Sequence[float], rules: Rules) -> bool:
    """`largest`: the one or two largest contributions, largest first. True when the total gives one away.

    With absolute contributions a negative total or contribution counts by its size.
    """
    if rules.absolute_contributions:
        total, largest = abs(total), sorted((abs(one) for one in largest), reverse=True)
    if total <= 0:
        return False
    if any(sum(largest[: rule.n]) >= rule.k * total for rule in rules.dominance):
        return True
    return total - sum(largest[:2]) < rules.p_percent * largest[0] if largest else False


def distance_kept(total: float, largest: Sequence[float], rules: Rules) -> float:
    """How far above such a total the interval that can be worked out must reach, in the total's unit, for the
    estimate of its largest contribution to be as poor as every rule in force asks.

    p %: p x1 - (X - x1 - x2); (n, k): (x1 + ... + xn) / k - X.
    """
    if not largest:
        return 0.0
    by_share = [sum(largest[: rule.n]) / rule.k - total for rule in rules.dominance]
    return max(0.0, rules.p_percent * largest[0] - (total - sum(largest[:2])), *by_share)
