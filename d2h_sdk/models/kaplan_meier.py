"""Kaplan and Meier's survival curve of one table, as lifelines' KaplanMeierFitter, for a million persons."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from d2h_sdk.errors import UsageError

Vector = npt.NDArray[np.float64]


class KaplanMeierFitter:
    """`KaplanMeierFitter().fit(df["time"], df["died"])`; the names of its results are lifelines'.

    `event_table` has a row per time, from 0: `removed`, `observed`, `censored`, `entrance`, `at_risk`.
    Confidence limits are Greenwood's on the log-log scale.
    """

    def __init__(self, *, alpha: float = 0.05, label: str = "KM_estimate") -> None:
        self.alpha = alpha
        self.label = label

    def fit(self, durations: Any, event_observed: Any = None, label: str | None = None) -> KaplanMeierFitter:
        """Every row is a person followed from 0; without `event_observed` all had the event.

        Raises UsageError `models-value-missing`, `models-duration-negative`.
        """
        self.label = label or self.label
        time = _numbers("durations", durations)
        met = np.ones(len(time)) if event_observed is None else _numbers("event_observed", event_observed)
        if len(met) != len(time) or not len(time):
            raise UsageError("models-lengths-differ", durations=len(time), events=len(met))
        if time.min() < 0:
            raise UsageError("models-duration-negative")
        self.durations, self.event_observed = time, met > 0
        times, removed, observed = _leaving(time, met > 0)
        at_risk = len(time) - np.concatenate([[0], np.cumsum(removed)[:-1]])
        with np.errstate(divide="ignore", invalid="ignore"):
            survival = np.exp(np.cumsum(np.log1p(-observed / at_risk)))
            spread = observed / (at_risk * (at_risk - observed))
            spread = np.cumsum(np.where(np.isfinite(spread), spread, 0.0))
            log = np.log(survival)
            reach = float(stats.norm.ppf(1 - self.alpha / 2)) * np.sqrt(spread) / log
            lower, upper = (np.exp(-np.exp(np.log(-log) + way * reach)) for way in (-1, 1))
        entrance = np.zeros_like(removed)
        entrance[0] = len(time)
        self.event_table = pd.DataFrame(
            {
                "removed": removed,
                "observed": observed,
                "censored": removed - observed,
                "entrance": entrance,
                "at_risk": at_risk,
            },
            index=pd.Index(times, name="event_at"),
        )
        timeline = pd.Index(times, name="timeline")
        self.survival_function_ = pd.DataFrame({self.label: survival}, index=timeline)
        self.cumulative_density_ = 1 - self.survival_function_
        sure = f"{1 - self.alpha:g}"
        limits = {f"{self.label}_lower_{sure}": lower, f"{self.label}_upper_{sure}": upper}
        self.confidence_interval_ = pd.DataFrame(limits, index=times).fillna(1.0)
        return self

    @property
    def median_survival_time_(self) -> float:
        return self.percentile(0.5)

    def percentile(self, p: float) -> float:
        """The first time at which no more than `p` survive; infinite when more do at the end."""
        below = self.survival_function_[self.label].to_numpy() <= p
        return float(self.survival_function_.index[int(below.argmax())]) if below.any() else float("inf")

    def predict(self, times: Any) -> Any:
        """Survival at a time, or a Series of it at several; 1 before the first."""
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
        place = np.searchsorted(self.survival_function_.index, asked, side="right") - 1
        found = np.where(place >= 0, self.survival_function_[self.label].to_numpy()[place], 1.0)
        return float(found[0]) if np.ndim(times) == 0 else pd.Series(found, index=asked, name=self.label)

    def survival_function_at_times(self, times: Any, label: str | None = None) -> pd.Series:
        return pd.Series(self.predict(np.atleast_1d(times)), name=label or self.label)

    def plot_survival_function(self, ax: Any = None, ci_show: bool = True, **style: Any) -> Any:
        """Stairs on matplotlib axes, and the band of the limits."""
        style = {"label": self.label, "drawstyle": "steps-post"} | style
        ax = self.survival_function_[self.label].plot(ax=ax, **style)
        if ci_show:
            lower, upper = self.confidence_interval_.to_numpy().T
            colour = ax.get_lines()[-1].get_color()
            ax.fill_between(
                self.confidence_interval_.index, lower, upper, step="post", alpha=0.25, color=colour
            )
        return ax


def _numbers(name: str, values: Any) -> Vector:
    numbers: Vector = pd.Series(values).to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(numbers).all():
        raise UsageError("models-value-missing", column=name)
    return numbers


def _leaving(time: Vector, met: npt.NDArray[np.bool_]) -> tuple[Vector, Any, Any]:
    """Distinct times from 0, and of each how many leave and how many of these with the event."""
    ordered, of_events = np.sort(time), np.sort(time[met])  # sorting values is much faster than places
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    times = ordered[first]
    removed = np.diff(first, append=len(time))
    observed = np.diff(np.searchsorted(of_events, times, side="right"), prepend=0)
    if times[0] > 0:
        return np.append(0.0, times), np.append(0, removed), np.append(0, observed)
    return times, removed, observed
