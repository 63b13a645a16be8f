"""A model that R fitted, in the shape in which `d2h.outputs.regression` knows models."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

_NUMBER = np.float64


def fit_of_r(told: Mapping[str, Any], data: pd.DataFrame) -> Any:
    """`told`: `names`, `coef`, `se`, `p`, `lower`, `upper` of coefficients; `outcome`, a column of `data`,
    if it is one; `followed`, whether persons are followed until it happens, for a `time`; else `df`, the
    degrees of freedom."""
    names = pd.Index(told["names"], name="covariate")

    def numbers(name: str) -> pd.Series:
        return pd.Series(np.array(told[name], dtype=_NUMBER), index=names)

    outcome = told.get("outcome")
    if told["followed"]:
        # As lifelines tells it.
        summary = pd.DataFrame(
            {
                "coef": numbers("coef"),
                "exp(coef)": np.exp(numbers("coef")),
                "se(coef)": numbers("se"),
                "coef lower 95%": numbers("lower"),
                "coef upper 95%": numbers("upper"),
                "exp(coef) lower 95%": np.exp(numbers("lower")),
                "exp(coef) upper 95%": np.exp(numbers("upper")),
                "z": numbers("coef") / numbers("se"),
                "p": numbers("p"),
            }
        )
        return SimpleNamespace(
            summary=summary,
            event_col=outcome,
            event_observed=data[outcome].to_numpy(),
            durations=data[told["time"]].to_numpy(),
        )
    endog = None if outcome is None else data[outcome].to_numpy()
    return SimpleNamespace(
        params=numbers("coef"),
        bse=numbers("se"),
        pvalues=numbers("p"),
        conf_int=lambda: np.column_stack([numbers("lower"), numbers("upper")]),
        model=SimpleNamespace(endog=endog, endog_names=outcome),
        nobs=len(data),
        df_resid=told["df"],
    )
