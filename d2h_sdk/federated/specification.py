"""What is fitted, as researchers write it, turned into the request that travels to every site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from d2h_sdk.conditions import Where, conditions
from d2h_sdk.errors import UsageError
from d2h_sdk.wire import ModelRequest, ModelTerm

Levels = Sequence[bool | int | float | str] | None
Covariates = Sequence[str] | Mapping[str, Levels]
Family = Literal["linear", "logistic", "poisson", "cox"]


@dataclass(frozen=True)
class Specification:
    """One model. `covariates`: names of numbers, or name -> levels, the first of which is the reference.

    `times`: ends of the steps of time of a Cox model with one baseline hazard for all sites.
    """

    family: Family
    table: str
    outcome: str
    covariates: Covariates
    event: str | None = None
    strata: str | Sequence[str] = ()
    ties: Literal["efron", "breslow"] = "efron"
    unit: Literal["person", "row"] = "person"
    where: Where = None
    times: Sequence[float] = ()

    def request(self, dataset: str) -> ModelRequest:
        """The opening round. Raises UsageError for what no site could understand."""
        try:
            return ModelRequest(
                dataset=dataset,
                table=self.table,
                family=self.family,
                outcome=self.outcome,
                event=self.event,
                terms=terms(self.covariates),
                strata=(self.strata,) if isinstance(self.strata, str) else tuple(self.strata),
                ties=self.ties,
                edges=tuple(float(time) for time in self.times),
                unit=self.unit,
                where=conditions(self.where),
            )
        except ValidationError as fault:
            place = ".".join(str(step) for step in fault.errors()[0]["loc"])
            raise UsageError("request-not-understood", place=place) from fault

    def names(self) -> list[str]:
        """Of the coefficients, intercept left out: `age`, or `stage[II]` for a level."""
        return [
            f"{term.column}[{level}]" if term.levels else term.column
            for term in terms(self.covariates)
            for level in (term.levels[1:] or ("",))
        ]


def terms(covariates: Covariates) -> tuple[ModelTerm, ...]:
    if isinstance(covariates, str):
        covariates = [covariates]
    named = covariates if isinstance(covariates, Mapping) else dict.fromkeys(covariates)
    return tuple(ModelTerm(column=column, levels=tuple(levels or ())) for column, levels in named.items())
