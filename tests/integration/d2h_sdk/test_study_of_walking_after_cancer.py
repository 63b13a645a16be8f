"""The study of walking after cancer: aggregates of four gateways, one model, outputs that pass."""

from __future__ import annotations

import pytest

from demo.registries.locomotor import COEFFICIENTS

from .study_notebooks import Play


@pytest.fixture(scope="module")
def told(play_study: Play) -> dict[str, object]:
    """What the study's last cell would see."""
    return play_study(
        "walking_after_cancer",
        {
            "naive": "naive",
            "by_site": 'by_site["ratio"].to_dict()',
            "cox": "cox.params_.to_dict()",
            "low": 'cox.confidence_intervals_["95% lower-bound"].to_dict()',
            "high": 'cox.confidence_intervals_["95% upper-bound"].to_dict()',
            "left_out": 'len(meta.leave_one_out.xs("programme", level=1))',
        },
    )


def test_pooled_without_regard_to_the_hospital_the_programme_looks_harmful(told: dict) -> None:
    assert told["naive"] > 1.3
    assert len(told["by_site"]) == 4 and all(ratio < 1 for ratio in told["by_site"].values())


def test_the_federated_model_finds_what_the_persons_were_invented_from(told: dict) -> None:
    for covariate, coefficient in COEFFICIENTS.items():
        assert told["low"][covariate] < coefficient < told["high"][covariate]
    assert told["high"]["programme"] < 0
    assert told["left_out"] == 4


def test_what_the_study_asks_to_release_passes_the_checks(told: dict) -> None:
    checked, submitted = told["reports"]
    assert checked["blocking"] == []
    assert submitted["state"] == "SUBMITTED"
    assert {"losses_of_walking.csv", "cox_walking.csv", "programme_by_site.png"} <= set(submitted["files"])
