"""Which repairs apply to a table, and each of them carried out on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from governance.refusal import Refusal
from output_checking.findings import Finding
from output_checking.profile import Rules
from output_checking.repair.body import Body, Cell
from output_checking.repair.coarsened import bins_of, is_curve, merged_steps, rebinned
from output_checking.repair.hidden import hidden
from output_checking.repair.perturbed import perturbed
from output_checking.repair.repaired import Method, Repaired
from output_checking.repair.rounded import rounded


@dataclass(frozen=True)
class Wish:
    """`search`: of suppression; `base`: of rounding, None for the airlock's own."""

    method: Method = "suppress"
    search: Literal["fast", "optimal"] = "fast"
    base: int | None = None


def methods_of(body: Body, rules: Rules) -> tuple[Method, ...]:
    """Those that apply, the usual one first."""
    if body.evidence.kind == "survival" or is_curve(body):
        return ("merge-steps",) if is_curve(body) else ()
    found: list[Method] = ["suppress"]
    if body.counts:
        found += ["round", "midpoint"]
        found += ["perturb"] if rules.perturbation is not None else []
    if bins_of(body) is not None:
        found.append("rebin")
    if any(one.statistic == "quantile" for one in body.evidence.measures or ()):
        found.append("average")
    return tuple(found)


def require_applies(body: Body, wish: Wish, rules: Rules) -> None:
    """Raises Refusal `repair-does-not-apply`."""
    methods = methods_of(body, rules)
    if wish.method not in methods:
        raise Refusal("repair-does-not-apply", method=wish.method, methods=", ".join(methods) or "–")


def repaired(
    body: Body, findings: Mapping[Cell, Finding], wish: Wish, rules: Rules, threshold: int, secret: bytes
) -> Repaired:
    """`secret`: what draws the noise of `perturb`. Raises Refusal `repair-does-not-apply` for a method that
    does not, and as each method does."""
    require_applies(body, wish, rules)
    if wish.method == "merge-steps":
        return merged_steps(body, findings, rules, threshold)
    if wish.method == "rebin":
        return rebinned(body, findings, rules, threshold)
    if wish.method == "round":
        return rounded(body, findings, rules, threshold, "nearest", wish.base)
    if wish.method == "midpoint":
        return rounded(body, findings, rules, threshold, "midpoint", wish.base)
    if wish.method == "perturb":
        return perturbed(body, findings, rules, threshold, secret)
    if wish.method == "average":
        raise Refusal("repair-needs-records")
    return hidden(body, findings, rules, wish.search)
