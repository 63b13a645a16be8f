"""The study of adverse events, against four gateways and the airlock."""

from __future__ import annotations

import numpy as np
import pytest

from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import AGE_DECADE, CONDITIONS, EMERGENCY, MALE

from .study_notebooks import Play

CREATININE = """first["creatinine"].groupby(stays.set_index("visit_occurrence_id")["site"]
    .reindex(first.index)).median().to_dict()"""
LATEST = 'latest = (early["measurement_datetime"] - early["visit_occurrence_id"].map(admitted)).max()'


@pytest.fixture(scope="module")
def told(play_study: Play) -> dict[str, object]:
    """What the study's last cell would see."""
    return play_study(
        "adverse_events",
        {
            "auc": "auc.mean()",
            "outside": "outside.T.to_dict('list')",
            "calibration": "calibration.to_dict('list')",
            "cox": "cox.params_.to_dict()",
            "errors": "cox.standard_errors_.to_dict()",
            "latest_hours": "latest / pd.Timedelta(hours=1)",
            "creatinine": CREATININE,
        },
        changed={"del batches, early, visits": LATEST},
    )


def test_the_checks_find_the_three_persons_and_pass_once_they_are_suppressed(told: dict) -> None:
    first, second, submitted = told["reports"]
    group = read_hospitals().small_group
    small = [found for found in first["blocking"] if found[2].get("persons") == group.persons]
    assert small and {found[0] for found in first["blocking"]} == {"adverse_events_by_site.csv"}
    assert second["blocking"] == []
    assert submitted["state"] == "SUBMITTED"
    assert set(submitted["files"]) == {
        "adverse_events_by_site.csv",
        "cox_adverse_events.csv",
        "adverse_events.ipynb",
        "time_to_adverse_event.png",
        "time_to_adverse_event-data.csv",
    }


def test_no_value_measured_after_48_hours_is_used(told: dict) -> None:
    assert told["latest_hours"] < 48


def test_units_of_the_hospitals_are_brought_together(told: dict) -> None:
    medians = list(told["creatinine"].values())
    assert len(medians) == 4
    assert np.ptp(medians) < 0.3  # log µmol/L; mg/L taken for µmol/L would differ by 2.2


def test_the_models_find_what_the_patients_were_invented_from(told: dict) -> None:
    truth = {"age_decade": AGE_DECADE.event, "male": MALE.event, "emergency": EMERGENCY.event}
    truth |= {name.removeprefix("chronic_"): each.covariate.event for name, each in CONDITIONS.items()}
    assert set(truth) == set(told["cox"])
    for covariate, coefficient in truth.items():
        reach = 1.96 * told["errors"][covariate]
        assert abs(told["cox"][covariate] - coefficient) < reach
    assert told["auc"] > 0.8


def test_in_a_hospital_left_out_the_true_model_is_at_least_as_good_and_well_calibrated(told: dict) -> None:
    logistic, boosted = told["outside"].values()
    assert len(logistic) == 4 and min(logistic) > 0.75
    assert np.mean(logistic) > np.mean(boosted) - 0.01
    told_apart = zip(told["calibration"]["prob_true"], told["calibration"]["prob_pred"], strict=True)
    assert all(abs(seen - said) < 0.03 for seen, said in told_apart)
