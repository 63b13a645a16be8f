"""What a worker computes from the rows of a query, which then never leave it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Family = Literal["linear", "logistic", "poisson", "cox"]


class SharedTimes(BaseModel):
    """Edges of steps of time that all sites of a Cox model share, and what a step must bear.

    `minimum` persons behind a number, `whole_group_persons` of a group all of whose persons share a cell,
    `leverage`: the largest share of one person.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: tuple[float, ...]
    efron: bool
    minimum: int
    whole_group_persons: int
    leverage: float


class Arithmetic(BaseModel):
    """`support`: whether a model may be fitted, and its sums; `terms`: what it adds at `coefficients`;
    `life_table`: counts between `edges`.

    The query's rows are `person`, `y`, `e` (event, 0 or 1), `x0`… and, of a Cox model, `s0`…: `groups` is
    the number of levels of a life table, whose level is `x0`. `kept` tells that the rows change only with
    the process, so that the design may be kept for the next round. `shared` is of a Cox model with one
    baseline hazard for all sites.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["support", "terms", "life_table"]
    family: Family = "cox"
    columns: int = 0
    strata: int = 0
    ties: Literal["efron", "breslow"] = "efron"
    centre: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    coefficients: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    groups: int = 1
    kept: bool = False
    shared: SharedTimes | None = None
