"""The rules a model must pass at a site. Each raises a Refusal that names the column, never a count.

Sources: support of every category and outcome class, degrees of freedom and saturation from the ACRO/SACRO
defaults and the Five Safes guide to statistical disclosure control (Griffiths et al. 2019); leverage as in
Belsley, Kuh and Welsch 1980; the cap on rounds and on coefficients that single out persons because every
round tells new sums (what DataSHIELD and WebDISCO leave open, own measurements).
"""

from __future__ import annotations

import numpy as np

from data_gateway.aggregates.differencing import SHARE, Vector
from data_gateway.federated.request import FederatedPlan
from data_gateway.federated.shared_times import rounds_borne
from data_gateway.site.settings import Disclosure
from governance.refusal import Refusal

Figures = dict[str, Vector]


def check_support(plan: FederatedPlan, figures: Figures, unit: str, family: str, site: Disclosure) -> None:
    """Persons, degrees of freedom, categories, outcomes, pairs of categories, single persons' weight."""
    rows, minimum, columns = _one(figures, "rows"), plan.minimum, len(plan.columns)
    persons = _one(figures, "persons") if rows else 0.0
    if persons < minimum:
        raise Refusal("federated-too-few-persons")
    if unit == "person" and rows > persons:
        raise Refusal("federated-rows-per-person")
    if persons - columns - 1 < site.degrees_of_freedom:
        raise Refusal("federated-degrees-of-freedom", columns=columns)
    if family in ("cox", "logistic"):
        _check_events(figures, minimum, columns if family == "cox" else 0, family, site)
    elif _one(figures, "outcome_effective") < minimum:
        raise Refusal("federated-outcome-concentrated")
    elif family == "poisson" and _one(figures, "outcome_least") < 0:
        raise Refusal("federated-outcome-negative")
    if not len(figures["effective"]):
        raise Refusal("federated-design-singular")
    _check_levels(plan, figures, minimum, family)
    _check_pairs(plan, figures, minimum, site)
    for column, behind in zip(plan.columns, figures["effective"], strict=True):
        if not behind >= minimum:
            raise Refusal("federated-column-concentrated", column=column.column, level=column.level)
    if not _one(figures, "leverage") <= site.leverage_percent / 100:
        raise Refusal("federated-leverage")


def check_round(plan: FederatedPlan, figures: Figures, site: Disclosure) -> None:
    """Coefficients under which few persons make up the sums are a question about these persons."""
    if not all(np.isfinite(values).all() for values in figures.values()):
        raise Refusal("federated-coefficients-extreme")
    if "effective" not in figures:  # a linear model has no coefficients to choose
        return
    singled = _one(figures, "leverage") > site.leverage_percent / 100
    if singled or _one(figures, "effective") < plan.minimum:
        raise Refusal("federated-coefficients-extreme")


def rounds_allowed(rows: int, columns: int, site: Disclosure) -> int:
    """As many as tell at most one number for `SHARE` of the values that stand in the design."""
    numbers = (columns + 1) * (columns + 2) // 2 + columns + 2
    return max(1, min(site.rounds_per_model, rows * (columns + 2) // (SHARE * numbers)))


def rounds_of(figures: Figures, columns: int, site: Disclosure) -> int:
    """Of a model that may be opened."""
    allowed = rounds_allowed(int(_one(figures, "rows")), columns, site)
    return (
        min(allowed, rounds_borne(int(_one(figures, "bearing")), columns))
        if "bearing" in figures
        else allowed
    )


def _check_events(figures: Figures, minimum: int, columns: int, family: str, site: Disclosure) -> None:
    least = _one(figures, "persons_with")
    if family == "logistic":
        least = min(least, _one(figures, "persons_without"))
    if least < minimum or (family == "cox" and least - columns < site.degrees_of_freedom):
        raise Refusal("federated-too-few-events")


def _check_levels(plan: FederatedPlan, figures: Figures, minimum: int, family: str) -> None:
    sides = ["low", "high"]
    if family in ("cox", "logistic"):
        sides += ["low_with", "high_with"]
    if family == "logistic":
        sides += ["low_without", "high_without"]
    for at, two in enumerate(figures["two"].astype(int).tolist()):
        if any(_short(figures[side][at], minimum) for side in sides):
            column = plan.columns[two]
            raise Refusal("federated-level-too-small", column=column.column, level=column.level)


def _check_pairs(plan: FederatedPlan, figures: Figures, minimum: int, site: Disclosure) -> None:
    """Each cell of two categories holds nobody or enough; nobody only beside groups that are large."""
    for left, right, *cells in figures["pairs"].reshape(-1, 6).tolist():
        one, other = plan.columns[int(left)], plan.columns[int(right)]
        both, first, second, neither = cells
        if one.term == other.term:
            cells, both = [first, second, neither], 1.0  # two levels of one column never meet
        empty = [cell for cell in cells if cell == 0]
        whole = min(both + first, both + second, neither + first, neither + second)
        few = any(cell > 0 and _short(cell, minimum) for cell in cells)
        if few or (empty and whole < site.whole_group_persons):
            raise Refusal("federated-pair-too-small", column=one.column, other=other.column)


def _short(persons: float, minimum: int) -> bool:
    return persons < minimum - 1e-9  # shares of persons add up with rounding


def _one(figures: Figures, name: str) -> float:
    return float(figures[name][0])
