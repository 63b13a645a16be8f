"""What governance lets a project ask of the rules: stricter always, looser where the profile says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from governance.projects.project import StatisticalRules
from governance.refusal import Refusal
from output_checking.profile import Profile, load_profile, named_profile
from output_checking.project_rules import not_granted, profile_of, threshold_of

PROFILE = load_profile()


def held(profile: Profile = PROFILE, **asked: Any) -> Profile:
    return profile_of(profile, "falls", StatisticalRules(**asked))


@pytest.mark.parametrize(
    ("rule", "stricter", "looser"),
    [
        ("degrees_of_freedom", 11, 9),
        ("rows", 4_999, 5_001),
        ("columns", 999, 1_001),
        ("source_literals", 19, 21),
        ("zeros", "block", "pass"),
        ("leaf", 11, 9),
        ("protection", 6, 4),
    ],
)
def test_what_is_stricter_holds_and_what_is_looser_does_not(rule: str, stricter: Any, looser: Any) -> None:
    assert getattr(held(**{rule: stricter}).rules, rule) == stricter
    assert held(**{rule: looser}) == PROFILE
    assert not_granted(PROFILE, 10, StatisticalRules(**{rule: looser})) == {rule: looser}
    assert not_granted(PROFILE, 10, StatisticalRules(**{rule: stricter})) == {}


@pytest.mark.parametrize(("rule", "value"), [("rounding", 5), ("midpoint", 6), ("extremes", "block")])
def test_rounding_may_be_asked_where_the_profile_rounds_nothing(rule: str, value: Any) -> None:
    assert getattr(held(**{rule: value}).rules, rule) == value


def test_types_of_files_may_only_become_fewer() -> None:
    assert held(file_types=("csv", "png")).rules.file_types == ("csv", "png")
    opensafely = load_profile(named_profile("opensafely"))
    assert held(opensafely, file_types=("csv",)).rules.file_types == ("csv",)
    assert held(opensafely, file_types=("csv", "xlsx")) == opensafely


def test_a_profile_may_let_projects_loosen_a_rule_and_that_rule_alone() -> None:
    lenient = PROFILE.model_copy(update={"projects_may_loosen": ("rows", "threshold")})
    assert held(lenient, rows=9_000, zeros="pass").rules.rows == 9_000
    assert held(lenient, rows=9_000, zeros="pass").rules.zeros == "review"
    assert (threshold_of(lenient, 5), threshold_of(PROFILE, 5), threshold_of(PROFILE, 12)) == (5, 10, 12)


def test_a_strict_profile_holds_for_a_project_that_asks_for_nothing() -> None:
    assert threshold_of(load_profile(named_profile("strict")), 10) == 20


def test_dominance_of_one_project_stands_in_the_profile_and_is_published_nowhere(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: d2h-default\nname: own\nof_projects:\n  falls: {p_percent: 0.2}\n")
    profile = load_profile(own)
    assert held(profile).rules.p_percent == 0.2
    assert profile_of(profile, "sepsis", StatisticalRules()).rules.p_percent == 0.1
    assert "p_percent" not in held(profile).rules.public()
    assert "p_percent" not in StatisticalRules.model_fields


def test_rules_of_a_project_change_the_digest_that_the_record_names() -> None:
    assert held(rows=100).digest() != PROFILE.digest() == held().digest()


def test_a_profile_that_loosens_what_is_no_rule_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: d2h-default\nname: own\nprojects_may_loosen: [dominance]\n")
    with pytest.raises(Refusal) as told:
        load_profile(own)
    assert (told.value.code, told.value.params["where"]) == ("profile-unreadable", "projects_may_loosen.0")
