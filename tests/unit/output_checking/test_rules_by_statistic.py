"""Each rule of the catalogue at its boundary: one person fewer blocks, one more does not."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence
from output_checking.checks.reading import Task, load_checks, read
from output_checking.checks.registry import CheckedFile, Context, Kind
from output_checking.checks.statistics.curves import steps_in_persons
from output_checking.checks.statistics.dominance import check_dominance
from output_checking.checks.statistics.labels import Statistic, read_label
from output_checking.checks.statistics.two_by_two import Margins, by_odds_ratio, by_risk_ratio
from output_checking.dominance import dominates
from output_checking.findings import Finding, Severity
from output_checking.profile import load_profile, named_profile
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]
RULES = load_profile().rules
COUNT = st.integers(1, 500)


def blocking(findings: list[Finding]) -> set[str]:
    return {one.explanation for one in findings if one.severity is Severity.BLOCK}


@pytest.mark.parametrize(
    ("heading", "statistic"),
    [
        ("patients", Statistic.COUNT),
        ("Décès", Statistic.COUNT),
        ("n_women", Statistic.COUNT),
        ("age_mean", Statistic.MEAN),
        ("âge moyen (moyenne)", Statistic.MEAN),
        ("médiane", Statistic.QUANTILE),
        ("q75", Statistic.QUANTILE),
        ("25%", Statistic.QUANTILE),
        ("age_max", Statistic.MAXIMUM),
        ("Écart type", Statistic.SPREAD),
        ("odds ratio", Statistic.RATIO),
        ("hazard ratio", Statistic.HAZARD),
        ("std err", Statistic.SPREAD),
        ("P>|t|", Statistic.P_VALUE),
        ("part (%)", Statistic.PERCENT),
        ("n (%)", Statistic.COUNT),
        ("residual", Statistic.RECORD),
    ],
)
def test_headings_are_read_in_both_languages(heading: str, statistic: Statistic) -> None:
    label = read_label(heading)
    assert label is not None
    assert label.statistic is statistic or (heading == "std err" and label.statistic is Statistic.ERROR)


@pytest.mark.parametrize("heading", ["ward", "service", "sex", "2019", "France", ""])
def test_headings_that_name_no_statistic_stay_unknown(heading: str) -> None:
    assert read_label(heading) is None


@pytest.mark.parametrize(
    ("column", "needed"),
    [("median", 20), ("q1", 40), ("q3", 40), ("p10", 100), ("p99", 1_000), ("p2.5", 400)],
)
def test_a_quantile_needs_the_threshold_on_either_side(judge: Judge, column: str, needed: int) -> None:
    def said(n: int) -> set[str]:
        return blocking(judge("t.csv", f"ward,n,{column}\nA,{n},61.5\nB,{n},60.5\n"))

    assert said(needed - 1) == {"quantile-few"}
    assert said(needed) == set()


@pytest.mark.parametrize(("column", "needed"), [("sd", 11), ("correlation", 12)])
def test_spread_and_correlation_need_ten_degrees_of_freedom(judge: Judge, column: str, needed: int) -> None:
    def said(n: int) -> set[str]:
        return blocking(judge("t.csv", f"ward,n,{column}\nA,{n},0.5\nB,40,0.4\n"))

    assert said(needed - 1) == {"spread-few"}
    assert said(needed) == set()


@pytest.mark.parametrize(("share", "blocked"), [(2.3, True), (2.5, False), (97.5, False), (97.7, True)])
def test_a_percentage_counts_persons_through_its_base(judge: Judge, share: float, blocked: bool) -> None:
    said = blocking(judge("t.csv", f"ward,n,dead_pct\nA,400,{share}\nB,400,25\n"))
    assert (said == {"share-small"}) is blocked


@pytest.mark.parametrize(("part", "blocked"), [(202, False), (203, True), (211, True)])
def test_what_is_left_of_a_group_is_a_group_too(judge: Judge, part: int, blocked: bool) -> None:
    said = blocking(judge("t.csv", f"ward,total,deaths\nA,212,{part}\nB,388,120\n"))
    assert (said == {"group-all-but-few"}) is blocked


def test_a_group_that_is_all_of_it_is_looked_at_and_blocks_where_zeros_do(judge: Judge) -> None:
    findings = judge("t.csv", "ward,total,deaths\nA,212,212\nB,388,120\n")
    assert {one.severity for one in findings if one.explanation == "group-whole"} == {Severity.REVIEW}
    assert load_profile(named_profile("strict")).rules.zeros == "block"


@pytest.mark.parametrize("ends", ["min,max", "minimum,maximum"])
def test_extremes_never_leave_whatever_the_size_of_the_group(judge: Judge, ends: str) -> None:
    said = blocking(judge("t.csv", f"ward,n,{ends}\nA,41200,18,103\nB,38800,19,101\n"))
    assert said == {"statistic-extreme"}


def test_minutes_are_no_minimum(judge: Judge) -> None:
    findings = judge("t.csv", "ward,n,wait_min\nA,412,41.5\nB,388,38.1\n")
    assert blocking(findings) == set()
    assert "statistic-extreme" in {one.explanation for one in findings}


@pytest.mark.parametrize(
    ("total", "largest", "unsafe"),
    [
        (100, [60, 30], True),  # the boundary of (2, 90 %) is unsafe
        (100, [60, 29], False),
        (104, [100, 1], True),  # p %: the rest of 3 is less than a tenth of 100
        (0, [0, 0], False),
    ],
)
def test_dominance_at_its_boundaries(total: float, largest: list[float], unsafe: bool) -> None:
    assert dominates(total, largest, RULES) is unsafe


def test_negative_contributions_count_by_their_size_where_the_rules_say_so() -> None:
    strict = load_profile(named_profile("strict")).rules
    assert dominates(-100, [-5, -60], strict)
    assert not dominates(-100, [-5, -60], RULES)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(COUNT, COUNT, COUNT, COUNT)
def test_an_odds_ratio_with_its_margins_gives_the_table_back(a: int, b: int, c: int, d: int) -> None:
    margins = Margins(a + b, c + d, a + c)
    found = margins.first(by_odds_ratio((a * d) / (b * c), margins))
    assume(found is not None)
    assert found is not None
    assert math.isclose(found, min(a, b, c, d), abs_tol=1e-3)


@given(COUNT, COUNT, COUNT, COUNT)
def test_a_risk_ratio_with_its_margins_gives_the_table_back(a: int, b: int, c: int, d: int) -> None:
    margins = Margins(a + b, c + d, a + c)
    found = margins.first(by_risk_ratio((a / (a + b)) / (c / (c + d)), margins))
    assert found is not None
    assert math.isclose(found, min(a, b, c, d), abs_tol=1e-6)


@pytest.mark.parametrize(
    ("heading", "value", "margins", "persons"),
    [
        ("risk ratio", "19", "100,100,100", 5),
        ("RR", "19", "100,100,100", 5),
        ("relative risk", "19", "100,100,100", 5),
        ("prevalence_ratio", "20", "200,200,168", 8),
        ("PR", "20", "200,200,168", 8),
        ("odds ratio", "361", "100,100,100", 5),
        ("rapport de cotes", "361", "100,100,100", 5),
        ("ratio", "19", "100,100,100", 5),
        ("ratio", "361", "100,100,100", 0),
        ("risk ratio", "4", "100,100,100", None),
        ("odds ratio", "19", "100,100,100", None),
    ],
)
def test_each_kind_of_ratio_is_solved_by_its_own_algebra(
    judge: Judge, heading: str, value: str, margins: str, persons: int | None
) -> None:
    found = judge("t.csv", f"factor,exposed,unexposed,cases,{heading}\ndrug,{margins},{value}\n")
    said = [one.params["persons"] for one in found if one.explanation == "ratio-small-cell"]
    assert said == ([] if persons is None else [persons])


@given(st.integers(8, 400), st.integers(1, 9))
def test_the_steps_of_a_curve_tell_how_many_persons_they_are(total: int, step: int) -> None:
    values = [at / total for at in range(0, total + 1, step)]
    assume(len(values) > 4)
    found = steps_in_persons(values)
    assert found is None or found <= step


def test_rates_rounded_to_two_decimals_tell_no_number_of_persons() -> None:
    assert steps_in_persons([0.0, 0.11, 0.25, 0.42, 0.68, 0.9, 1.0]) is None
    assert steps_in_persons([at / 17 for at in range(18)]) == 1


def test_unrounded_counts_block_only_where_the_profile_rounds(judge: Judge) -> None:
    profile = load_profile(named_profile("opensafely"))
    assert (profile.rules.rounding, profile.rules.midpoint) == (5, 6)
    assert "counts-unrounded" not in blocking(judge("t.csv", "ward,patients\nA,412\nB,388\n"))


@pytest.mark.parametrize("table", ["A,410\nB,385", "A,411\nB,387"], ids=["to five", "to the midpoint of six"])
def test_one_way_of_rounding_for_the_whole_table(table: str) -> None:
    profile = load_profile(named_profile("opensafely"))

    def said(rows: str) -> set[str]:
        task = Task(
            name="t.csv", role=FileRole.OUTPUT, evidence=None, threshold=8, companions=(), profile=profile
        )
        return blocking(read(task, f"ward,patients\n{rows}\n".encode()))

    assert said(table) == set()
    assert said(table.replace("B,38", "B,36") + "\nC,412") == {"counts-unrounded"}


def test_the_persons_that_the_author_claims_count_for_a_quantile_too(judge: Judge) -> None:
    def said(persons: int) -> set[str]:
        evidence = Evidence(kind="magnitudes", persons=((persons,), (40,)))
        findings = judge("t.csv", "ward,median\nA,61.5\nB,60.5\n", evidence)
        return {one.explanation for one in findings if one.severity is not Severity.PASS}

    assert said(19) == {"quantile-few"}
    assert said(20) == set()


def test_the_largest_contributions_in_the_evidence_are_judged_and_told_to_nobody() -> None:
    load_checks(())
    table = CheckedFile("t.csv", b"ward,sum\nA,10019\nB,9000\n", Kind.TABLE)
    evidence = SimpleNamespace(
        kind="magnitudes",
        persons=None,
        person_total=None,
        index_columns=1,
        sums=((10019.0,), (9000.0,)),
        largest=(((10000.0, 9.0),), ((400.0, 300.0),)),
    )
    profile = load_profile()
    context = Context(10, profile.rules, profile.limits, evidence=evidence)  # type: ignore[arg-type]
    (found,) = check_dominance(table, context)
    assert (found.severity, found.where["row"], found.params) == (Severity.BLOCK, "1", {})
