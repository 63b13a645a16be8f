"""An honest analysis of the invented stays finds the model behind them; a leaking one gives itself away."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from demo.hospitals import generate
from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import AGE_DECADE, CONDITIONS, EMERGENCY, MALE, MEASUREMENTS

SITES = list(read_hospitals().sites)
AT_ADMISSION = ["decade", "male", "emergency", *CONDITIONS]
# Standard errors an estimate may lie from the truth: random by nature, fixed by the seed.
ERRORS = 4.0


@pytest.fixture(scope="module")
def stays(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """One row per stay of 60,000 persons: covariates, `first_`, `early_` and `last_` values, outcomes."""
    root = tmp_path_factory.mktemp("model")
    generate(root, 60_000, 5, lambda line: None)
    data = duckdb.connect()
    for table in ("person", "visit_occurrence", "condition_occurrence", "measurement", "observation"):
        parts = [f"SELECT '{site}' AS site, * FROM '{root}/{site}/{table}.parquet'" for site in SITES]
        data.execute(f"CREATE VIEW {table} AS {' UNION ALL '.join(parts)}")
    frame: pd.DataFrame = data.sql(
        """SELECT v.site, v.visit_occurrence_id AS visit, year(visit_start_datetime) - year_of_birth AS age,
        (gender_concept_id = 8507)::INT AS male, (visit_concept_id = 262)::INT AS emergency,
        (discharged_to_concept_id = 4216643)::INT AS died,
        epoch(visit_end_datetime - visit_start_datetime) / 86400 AS days,
        epoch(o.observation_datetime - visit_start_datetime) / 86400 AS event_day
        FROM visit_occurrence v JOIN person USING (site, person_id)
        LEFT JOIN observation o USING (site, visit_occurrence_id)"""
    ).df()
    frame["decade"] = (frame["age"] - 65) / 10
    for name, condition in CONDITIONS.items():
        found = data.sql(
            f"""SELECT DISTINCT site, visit_occurrence_id AS visit, 1 AS {name} FROM condition_occurrence
            WHERE condition_concept_id = {condition.concept_id} AND condition_status_concept_id = 32908"""
        ).df()
        frame = frame.merge(found, on=["site", "visit"], how="left")
        frame[name] = frame[name].fillna(0.0)
    for name, measurement in MEASUREMENTS.items():
        concepts = ", ".join(str(unit.measurement_concept_id) for unit in measurement.units)
        factors = " ".join(f"WHEN '{unit.text}' THEN {unit.factor}" for unit in measurement.units)
        values = data.sql(
            f"""SELECT m.site, visit_occurrence_id AS visit, arg_min(value, moment) AS first_{name},
            avg(value) FILTER (moment < visit_start_datetime + INTERVAL 48 HOUR) AS early_{name},
            arg_max(value, moment) AS last_{name}
            FROM (SELECT site, visit_occurrence_id, measurement_datetime AS moment,
                value_as_number / CASE unit_source_value {factors} END AS value
                FROM measurement WHERE measurement_concept_id IN ({concepts})) m
            JOIN visit_occurrence USING (site, visit_occurrence_id) GROUP BY 1, 2"""
        ).df()
        for column in (f"first_{name}", f"early_{name}", f"last_{name}"):
            values[column] = measurement.standardise(values[column].to_numpy())
        frame = frame.merge(values, on=["site", "visit"], how="left")
    return frame


def held_out_auc(stays: pd.DataFrame, columns: list[str], outcome: str) -> float:
    """Logistic regression fitted on 60 % of the stays; missing values take the mean, which is 0."""
    training = np.random.default_rng(0).random(len(stays)) < 0.6
    features = stays[columns].fillna(0.0)
    model = LogisticRegression(C=np.inf, max_iter=2000).fit(features[training], stays[outcome][training])
    risk = model.predict_proba(features[~training])[:, 1]
    return float(roc_auc_score(stays[outcome][~training], risk))


def test_a_logistic_model_of_the_first_48_hours_predicts_death_with_an_auc_of_about_0_9(
    stays: pd.DataFrame,
) -> None:
    features = AT_ADMISSION + [f"early_{name}" for name in MEASUREMENTS]
    assert 0.88 < held_out_auc(stays, features, "died") < 0.92


def test_values_from_after_48_hours_give_the_outcome_away(stays: pd.DataFrame) -> None:
    features = AT_ADMISSION + [f"last_{name}" for name in MEASUREMENTS]
    assert held_out_auc(stays, features, "died") > 0.97


def test_adverse_events_are_harder_to_predict_than_death(stays: pd.DataFrame) -> None:
    with_event = stays.assign(event=stays["event_day"].notna().astype(int))
    features = AT_ADMISSION + [f"early_{name}" for name in MEASUREMENTS]
    assert 0.60 < held_out_auc(with_event, features, "event") < 0.78


def test_logistic_regression_on_complete_stays_recovers_the_odds_ratios_of_death(stays: pd.DataFrame) -> None:
    columns = AT_ADMISSION + [f"first_{name}" for name in MEASUREMENTS]
    complete = stays.dropna(subset=columns)
    sites = pd.get_dummies(complete["site"], drop_first=True, dtype=float)
    design = np.column_stack([np.ones(len(complete)), complete[columns], sites])
    model = LogisticRegression(C=np.inf, max_iter=5000, tol=1e-8, fit_intercept=False)
    model.fit(design, complete["died"])
    estimates = model.coef_[0]
    risk = 1.0 / (1.0 + np.exp(-design @ estimates))
    information = (design * (risk * (1.0 - risk))[:, None]).T @ design
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    truth = [AGE_DECADE.death, MALE.death, EMERGENCY.death]
    truth += [condition.covariate.death for condition in CONDITIONS.values()]
    truth += [measurement.death for measurement in MEASUREMENTS.values()]
    for index, (column, true) in enumerate(zip(columns, truth, strict=True), start=1):
        assert abs(estimates[index] - true) < ERRORS * errors[index], column
    assert errors[1 : len(columns) + 1].max() < 0.3  # the bounds above say something


def test_a_cox_model_recovers_the_hazard_ratios_of_a_first_adverse_event(stays: pd.DataFrame) -> None:
    times = stays[[*AT_ADMISSION, "site"]].assign(
        day=np.minimum(stays["event_day"].fillna(np.inf), stays["days"]),
        event=stays["event_day"].notna().astype(int),
    )
    model = CoxPHFitter().fit(times, "day", "event", strata="site")
    truth = {"decade": AGE_DECADE.event, "male": MALE.event, "emergency": EMERGENCY.event}
    truth |= {name: condition.covariate.event for name, condition in CONDITIONS.items()}
    for column, true in truth.items():
        assert abs(model.params_[column] - true) < ERRORS * model.standard_errors_[column], column
    assert model.standard_errors_.max() < 0.08
