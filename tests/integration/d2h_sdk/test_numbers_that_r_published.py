"""What R and its packages print in their own documentation, found again by fits over four sites.

The rows are dealt to four sites in turn: the pooled fit is R's. A Cox model over sites has a baseline hazard
each; R's of one baseline hazard is therefore asked of `d2h.models`, and over sites of the rows of one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_lung, load_rossi

import d2h_sdk as d2h
from d2h_sdk import connection as session
from d2h_sdk.federated.meta import combined
from d2h_sdk.models import CoxPHFitter

from .hospitals_of_a_study import FOUR, TABLE
from .sites_in_process import sites_in_process

Deal = Callable[..., None]


@pytest.fixture
def deal(monkeypatch: pytest.MonkeyPatch) -> Deal:
    def rows_to_sites(rows: pd.DataFrame, sites: tuple[str, ...] = FOUR) -> None:
        dealt = {site: rows.iloc[at :: len(sites)] for at, site in enumerate(sites)}
        monkeypatch.setattr(session, "connection", sites_in_process(dealt))

    return rows_to_sites


def printed(fit: d2h.federated.FederatedFit | CoxPHFitter, digits: int) -> dict[str, tuple[float, float]]:
    coefficients, errors = fit.params_.round(digits), fit.standard_errors_.round(digits)
    return {name: (coefficients[name], errors[name]) for name in coefficients.index}


def test_linear_model_of_the_plants_of_rs_lm(deal: Deal) -> None:
    # Dobson 1990, p. 9: https://stat.ethz.ch/R-manual/R-devel/library/stats/html/lm.html
    control = [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14]
    treated = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69]
    deal(pd.DataFrame({"weight": control + treated, "treated": [0.0] * 10 + [1.0] * 10}))
    made = d2h.federated.linear(TABLE, "weight", ["treated"], dataset="study")
    assert printed(made, 4) == {"Intercept": (5.032, 0.2202), "treated": (-0.371, 0.3114)}
    assert made.summary["p"].round(3)["treated"] == 0.249


def test_poisson_model_of_the_trial_of_rs_glm(deal: Deal) -> None:
    # Dobson 1990, p. 93: https://stat.ethz.ch/R-manual/R-devel/library/stats/html/glm.html
    counts = [18, 17, 15, 20, 10, 20, 25, 13, 12]
    rows = pd.DataFrame({"counts": counts, "outcome": [1, 2, 3] * 3, "treatment": np.repeat([1, 2, 3], 3)})
    for name in ("outcome", "treatment"):
        for level in (2, 3):
            rows[f"{name}{level}"] = (rows[name] == level) * 1.0
    names = ["outcome2", "outcome3", "treatment2", "treatment3"]
    deal(rows, ("one",))  # nine rows: at a fourth of them a level would be missing
    made = d2h.federated.poisson(TABLE, "counts", names, dataset="study")
    assert printed(made, 4) == {
        "Intercept": (3.0445, 0.1709),
        "outcome2": (-0.4543, 0.2022),
        "outcome3": (-0.2930, 0.1927),
        "treatment2": (0.0, 0.2),
        "treatment3": (0.0, 0.2),
    }


def test_logistic_model_of_the_cars_of_rs_glm(deal: Deal) -> None:
    # D. Lillis, R's glm of mtcars: https://www.theanalysisfactor.com/r-tutorial-glm1/
    weight = [
        *(2.620, 2.875, 2.320, 3.215, 3.440, 3.460, 3.570, 3.190, 3.150, 3.440, 3.440, 4.070, 3.730, 3.780),
        *(5.250, 5.424, 5.345, 2.200, 1.615, 1.835, 2.465, 3.520, 3.435, 3.840, 3.845, 1.935, 2.140, 1.513),
        *(3.170, 2.770, 3.570, 2.780),
    ]
    displacement = [
        *(160, 160, 108, 258, 360, 225, 360, 146.7, 140.8, 167.6, 167.6, 275.8, 275.8, 275.8, 472, 460, 440),
        *(78.7, 75.7, 71.1, 120.1, 318, 304, 350, 400, 79, 120.3, 95.1, 351, 145, 301, 121),
    ]
    straight = [*(0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0), *(0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1)]
    rows = pd.DataFrame({"wt": weight, "disp": displacement, "vs": [*straight, 0, 0, 0, 1]})
    deal(rows)
    made = d2h.federated.logistic(TABLE, "vs", ["wt", "disp"], dataset="study")
    assert printed(made, 5) == {
        "Intercept": (1.60859, 2.43903),
        "wt": (1.62635, 1.49068),
        "disp": (-0.03443, 0.01536),
    }


def lung() -> pd.DataFrame:
    rows = load_lung()[["time", "status", "age", "sex", "ph.ecog"]].dropna().astype(float)
    return rows.assign(status=(rows["status"] == rows["status"].max()) * 1.0)


def test_cox_model_of_lung_cancer_of_rs_survival(deal: Deal) -> None:
    # coxph(Surv(time, status) ~ age + sex + ph.ecog, lung), survival 3.5; Efron's ties.
    known = {
        "age": (0.011067, 0.009267),
        "sex": (-0.552612, 0.167739),
        "ph.ecog": (0.463728, 0.113577),
    }
    assert printed(CoxPHFitter().fit(lung(), "time", "status"), 6) == known
    deal(lung().rename(columns={"ph.ecog": "ecog"}), ("one",))
    made = d2h.federated.cox(TABLE, "time", "status", ["age", "sex", "ecog"], dataset="study")
    assert list(printed(made, 6).values()) == list(known.values())


def test_cox_model_of_recidivism_of_rs_survival() -> None:
    # Fox and Weisberg, An R Companion to Applied Regression, appendix on Cox regression in R.
    assert printed(CoxPHFitter().fit(load_rossi(), "week", "arrest"), 5) == {
        "fin": (-0.37942, 0.19138),
        "age": (-0.05744, 0.022),
        "race": (0.3139, 0.30799),
        "wexp": (-0.1498, 0.21222),
        "mar": (-0.4337, 0.38187),
        "paro": (-0.08487, 0.19576),
        "prio": (0.0915, 0.02865),
    }


def test_log_rank_of_lung_cancer_of_rs_survdiff(deal: Deal) -> None:
    # survdiff(Surv(time, status) ~ sex, lung): observed 112 and 53, chi squared 10.3 on one degree.
    rows = load_lung()[["time", "status", "sex"]].astype(float)
    rows = rows.assign(status=(rows["status"] == rows["status"].max()) * 1.0, sex=rows["sex"] - 1)
    deal(rows, ("one",))
    times = [90, 180, 270, 360, 540]
    made = d2h.federated.kaplan_meier(TABLE, "time", "status", times, by={"sex": [0, 1]}, dataset="study")
    assert made.logrank is not None
    assert round(made.logrank["test_statistic"], 1) == 10.3
    assert round(made.logrank["p"], 3) == 0.001


def test_meta_analysis_of_the_bcg_trials_of_metafor() -> None:
    # Colditz et al. 1994, log risk ratios: rma(yi, vi, data=dat.bcg, method="DL") and method="EE" of metafor.
    trials = np.array(
        [
            *([4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619]),
            *([33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892]),
            *([29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338]),
            [27, 16886, 29, 17825],
        ],
        dtype=float,
    )
    ill, well, control_ill, control_well = trials.T
    ratio = np.log(ill / (ill + well)) - np.log(control_ill / (control_ill + control_well))
    variance = 1 / ill - 1 / (ill + well) + 1 / control_ill - 1 / (control_ill + control_well)
    names = [f"trial {at}" for at in range(1, 14)]
    made = combined(
        {name: pd.Series({"risk": value}) for name, value in zip(names, ratio, strict=True)},
        {name: pd.Series({"risk": value}) for name, value in zip(names, np.sqrt(variance), strict=True)},
        pd.DataFrame(),
        {},
    )
    found = made.heterogeneity.loc["risk"].round(4)
    assert (found["tau2"], found["Q"], round(found["I2"], 2)) == (0.3088, 152.2330, 92.12)
    columns = ["coef", "se(coef)", "coef lower 95%", "coef upper 95%"]
    assert made.random.loc["risk", columns].round(4).tolist() == [-0.7141, 0.1787, -1.0644, -0.3638]
    assert made.fixed.loc["risk", columns].round(4).tolist() == [-0.4303, 0.0405, -0.5097, -0.3509]
