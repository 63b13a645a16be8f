"""Proportional hazards of one table, as lifelines' CoxPHFitter, for a million rows in about a second."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from d2h_sdk.errors import UsageError
from d2h_sdk.models.cox_kernels import Vector, Whole, concordant_pairs, partial_likelihood, standardised

MOST_STEPS = 50
SETTLED = 1e-14  # of the Newton decrement, per event


class CoxPHFitter:
    """`CoxPHFitter().fit(df, "time", "died")`; the names of its results are lifelines'.

    `ties`: "efron" or "breslow". `penalizer`: ridge, as lifelines takes it: half of it times n times the sum
    of the squared coefficients of standardised columns.
    """

    def __init__(self, *, ties: Literal["efron", "breslow"] = "efron", penalizer: float = 0.0) -> None:
        if ties not in ("efron", "breslow"):
            raise UsageError("models-ties-unknown", given=str(ties))
        self.ties = ties
        self.penalizer = penalizer

    def fit(
        self,
        df: pd.DataFrame,
        duration_col: str,
        event_col: str | None = None,
        strata: str | Sequence[str] | None = None,
        weights_col: str | None = None,
    ) -> CoxPHFitter:
        """Every other column is a covariate, a number or a truth value.

        Raises UsageError `models-…` for what is missing, no number, constant or does not converge.
        """
        layers = [strata] if isinstance(strata, str) else list(strata or ())
        given = [duration_col, *([event_col] if event_col else []), *layers]
        given += [weights_col] if weights_col else []
        absent = [column for column in given if column not in df.columns]
        if absent:
            raise UsageError("models-column-unknown", column=", ".join(map(str, absent)))
        names = [column for column in df.columns if column not in given]
        columns = _numbers(df, names)
        time = _numbers(df, [duration_col])[0]
        event = _numbers(df, [event_col])[0] > 0 if event_col else np.ones(len(df), dtype=np.bool_)
        weight = _numbers(df, [weights_col])[0] if weights_col else np.ones(len(df))
        stratum: Whole = np.zeros(len(df), dtype=np.int64)
        if layers:
            stratum = df.groupby(layers, sort=True).ngroup().to_numpy().astype(np.int64)
        if not event.any():
            raise UsageError("models-no-event", column=str(event_col))
        # As lifelines keeps them: what `d2h.outputs.regression` asks of a fit.
        self.duration_col, self.event_col = duration_col, event_col
        self.durations = pd.Series(time, index=df.index, name=duration_col)
        self.event_observed = pd.Series(event, index=df.index, name=event_col)
        self._norm_mean = pd.Series(columns.mean(axis=1), index=names)
        spread = columns.std(axis=1, ddof=1)
        constant = [str(name) for name, width in zip(names, spread, strict=True) if not width > 0]
        if constant:
            raise UsageError("models-column-constant", column=", ".join(constant))
        order = np.lexsort((-time, stratum))
        self._labels = df[layers].iloc[order].drop_duplicates() if layers else None
        self._sorted = (time[order], event[order], weight[order], stratum[order])
        rows = standardised(columns, self._norm_mean.to_numpy(), spread)
        del columns  # as large as the table
        scaled = np.take(rows, order, axis=0)
        coefficients, information, self.log_likelihood_ = self._newton(scaled)
        index = pd.Index(names, name="covariate")
        self.params_ = pd.Series(coefficients / spread, index=index, name="coef")
        variance = np.linalg.inv(information) / np.outer(spread, spread)
        self.variance_matrix_ = pd.DataFrame(variance, index=index, columns=index)
        self._risk = scaled @ coefficients
        self.__dict__.pop("concordance_index_", None)  # of an earlier fit
        self.__dict__.pop("baseline_hazard_", None)
        return self

    def _newton(self, columns: Vector) -> tuple[Vector, Vector, float]:
        time, event, weight, stratum = self._sorted
        ridge = self.penalizer * len(columns)
        coefficients: Vector = np.zeros(columns.shape[1])
        step: Vector = np.zeros(columns.shape[1])
        best = -np.inf
        for _ in range(MOST_STEPS):
            loglik, score, information = partial_likelihood(
                columns, time, event, weight, stratum, coefficients, self.ties == "efron"
            )
            value = loglik - ridge * float(coefficients @ coefficients) / 2
            if not np.isfinite(value) or value < best - 1e-9 * abs(best):
                step = step / 2
                coefficients = coefficients - step
                continue
            best = value
            score = score - ridge * coefficients
            information = information + ridge * np.eye(len(score))
            try:
                step = np.linalg.solve(information, score).astype(np.float64)
            except np.linalg.LinAlgError as fault:
                raise UsageError("models-not-converged") from fault
            coefficients = coefficients + step
            if float(step @ score) < SETTLED * max(1.0, float(event.sum())):
                return coefficients, information, float(loglik)
        raise UsageError("models-not-converged")

    @property
    def standard_errors_(self) -> pd.Series:
        spread = np.sqrt(np.diag(self.variance_matrix_.to_numpy()))
        return pd.Series(spread, index=self.params_.index, name="se")

    @property
    def confidence_intervals_(self) -> pd.DataFrame:
        """95 %."""
        reach = float(stats.norm.ppf(0.975)) * self.standard_errors_
        return pd.DataFrame(
            {"95% lower-bound": self.params_ - reach, "95% upper-bound": self.params_ + reach}
        )

    @property
    def summary(self) -> pd.DataFrame:
        errors, bounds = self.standard_errors_, self.confidence_intervals_
        lower, upper = bounds["95% lower-bound"], bounds["95% upper-bound"]
        z = self.params_ / errors
        log_p = np.log(2) + stats.norm.logsf(z.abs())
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
                "z": z,
                "p": np.exp(log_p),
                "-log2(p)": -log_p / np.log(2),
            }
        )

    @cached_property
    def concordance_index_(self) -> float:
        """Harrell's, within strata."""
        time, event, _, stratum = self._sorted
        concordant = pairs = 0.0
        for level in np.unique(stratum):
            own = slice(*np.searchsorted(stratum, [level, level + 1]))
            # Who dies first should have the higher risk: those still at risk rank below.
            distinct, rank = np.unique(self._risk[own], return_inverse=True)
            found, of = concordant_pairs(time[own], event[own], rank.astype(np.int64), len(distinct))
            concordant, pairs = concordant + found, pairs + of
        return concordant / pairs

    @cached_property
    def baseline_hazard_(self) -> pd.DataFrame:
        """Breslow's estimate at the covariates' means; a column per stratum, if any."""
        time, event, weight, stratum = self._sorted
        found: dict[Any, pd.Series] = {}
        for level in np.unique(stratum):
            own = slice(*np.searchsorted(stratum, [level, level + 1]))
            at_risk = np.cumsum(weight[own] * np.exp(self._risk[own]))
            last = np.flatnonzero(np.append(np.diff(time[own]) != 0, True))
            died = np.add.reduceat(weight[own] * event[own], np.append(0, last[:-1] + 1))
            name: Any = "baseline hazard"
            if self._labels is not None:
                label = self._labels.iloc[int(level)]
                name = label.iloc[0] if len(label) == 1 else tuple(label)
            found[name] = pd.Series((died / at_risk[last])[::-1], index=time[own][last][::-1])
        return pd.DataFrame(found)

    @property
    def baseline_cumulative_hazard_(self) -> pd.DataFrame:
        return self.baseline_hazard_.cumsum().rename(
            columns={"baseline hazard": "baseline cumulative hazard"}
        )

    @property
    def baseline_survival_(self) -> pd.DataFrame:
        hazard = self.baseline_cumulative_hazard_
        survival = pd.DataFrame(np.exp(-hazard), index=hazard.index, columns=hazard.columns)
        return survival.rename(columns={"baseline cumulative hazard": "baseline survival"})

    def predict_log_partial_hazard(self, df: pd.DataFrame) -> pd.Series:
        names = list(self.params_.index)
        risk = self.params_.to_numpy() @ (_numbers(df, names) - self._norm_mean.to_numpy()[:, None])
        return pd.Series(risk, index=df.index)

    def predict_partial_hazard(self, df: pd.DataFrame) -> pd.Series:
        risk = self.predict_log_partial_hazard(df)
        return pd.Series(np.exp(risk), index=risk.index)


def _numbers(df: pd.DataFrame, names: Sequence[Any]) -> Vector:
    """Shape (len(names), n). Raises UsageError that names the first column that is not whole."""
    made = np.empty((len(names), len(df)))
    for at, name in enumerate(names):
        if name not in df.columns:
            raise UsageError("models-column-unknown", column=str(name))
        column = df[name]
        if not pd.api.types.is_numeric_dtype(column):
            raise UsageError("models-column-not-number", column=str(name))
        made[at] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if not np.isfinite(made[at]).all():
            raise UsageError("models-value-missing", column=str(name))
    return made
