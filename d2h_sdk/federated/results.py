"""A fitted model, read as lifelines' fits are, with what was exchanged for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from d2h_sdk import words
from d2h_sdk.errors import SiteError
from d2h_sdk.federated.exchange import SiteExchange, Vector


@dataclass(frozen=True)
class FederatedFit:
    """Estimates over all sites that took part.

    `variance_matrix_`: of the coefficients, (p, p). `degrees_of_freedom`: of the t law of a linear model,
    None where estimates follow the normal law. `exchange`: per site persons, rounds, bytes, cells, and why a
    site is missing. `signatures`: per site, one for each of its answers. `times_`: ends of the steps of time
    that the sites shared, of a Cox model with one baseline hazard for all.
    """

    family: str
    table: str
    params_: pd.Series
    variance_matrix_: pd.DataFrame
    log_likelihood_: float
    iterations: int
    exchange: pd.DataFrame
    degrees_of_freedom: float | None = None
    missing: dict[str, SiteError] = field(default_factory=dict)
    sites: tuple[SiteExchange, ...] = ()
    times_: tuple[float, ...] = ()

    @property
    def persons(self) -> int:
        return sum(book.persons for book in self.sites)

    @property
    def events(self) -> int | None:
        counts = [book.events for book in self.sites]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def signatures(self) -> dict[str, list[str]]:
        return {book.site: list(book.signatures) for book in self.sites}

    @property
    def standard_errors_(self) -> pd.Series:
        spread = np.sqrt(np.diag(self.variance_matrix_.to_numpy()))
        return pd.Series(spread, index=self.params_.index, name="se")

    @property
    def confidence_intervals_(self) -> pd.DataFrame:
        """95 %."""
        reach = self._quantile(0.975) * self.standard_errors_
        return pd.DataFrame(
            {"95% lower-bound": self.params_ - reach, "95% upper-bound": self.params_ + reach}
        )

    @property
    def summary(self) -> pd.DataFrame:
        """Columns and names as lifelines' summary has them."""
        errors, bounds = self.standard_errors_, self.confidence_intervals_
        lower, upper = bounds["95% lower-bound"], bounds["95% upper-bound"]
        z = self.params_ / errors
        p = 2 * (stats.norm.sf(z.abs()) if self._normal else stats.t.sf(z.abs(), self.degrees_of_freedom))
        with np.errstate(divide="ignore"):
            bits = -np.log2(p)
        return pd.DataFrame(
            {
                "coef": self.params_,
                "exp(coef)": np.exp(self.params_),
                "se(coef)": errors,
                "coef lower 95%": lower,
                "coef upper 95%": upper,
                "exp(coef) lower 95%": np.exp(lower),
                "exp(coef) upper 95%": np.exp(upper),
                "cmp to": 0.0,
                "z" if self._normal else "t": z,
                "p": p,
                "-log2(p)": bits,
            }
        ).rename_axis("covariate")

    @property
    def _normal(self) -> bool:
        return self.degrees_of_freedom is None

    def _quantile(self, q: float) -> float:
        return float(stats.norm.ppf(q) if self._normal else stats.t.ppf(q, self.degrees_of_freedom))

    def __str__(self) -> str:
        head = words.say(
            "federated-fit",
            family=self.family,
            table=self.table,
            sites=len(self.sites),
            persons=self.persons,
            iterations=self.iterations,
        )
        lines = [head]
        if self.missing:
            lines.append(words.say("sites-missing", sites=", ".join(self.missing)))
            lines += [f"- {error}" for error in self.missing.values()]
        return "\n".join([*lines, str(self.summary.round(4)), "", str(self.exchange)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from d2h_sdk.rendering import html_note

        head = str(self).split("\n" + str(self.summary.round(4)))[0]
        return html_note(head) + self.summary.round(4).to_html() + self.exchange.to_html(na_rep="")


def from_standardised(
    coefficients: Vector, variance: Vector, centre: Vector, scale: Vector
) -> tuple[Vector, Vector]:
    """Of the raw columns: coefficients, shape (p,) or (p + 1,) with the intercept first, and variance."""
    turn = np.diag(1.0 / scale)
    if len(coefficients) > len(scale):
        size = len(scale)
        whole = np.eye(size + 1)
        whole[1:, 1:] = turn
        whole[0, 1:] = -centre / scale
        turn = whole
    return turn @ coefficients, turn @ variance @ turn.T
