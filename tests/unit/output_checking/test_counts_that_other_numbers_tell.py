"""Counts that no column prints: a sum over its mean, running totals, two columns that differ by a few."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from d2h_sdk.wire import Evidence, Measure
from output_checking.findings import Finding, Severity
from output_checking.profile import load_profile
from output_checking.use_cases.check_paths import check_paths
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]
CUMULATED = "date,{0}\n2024-01-03,40\n2024-01-04,43\n2024-01-05,90\n"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("ward,n,sum_cost,mean_cost\nA,412,494400,1200\nB,*,4100,1025\n", "counts-below-threshold"),
        ("ward,cost_sum,cost_mean\nA,494400,1200\nB,4100.5,1025.1\n", "counts-below-threshold"),
        ("service,somme des coûts,coûts moyens\nA,494400,1200\nB,4100,1025\n", "counts-below-threshold"),
        ("ward,mean,sd,se\nA,61.2,12.0,6.0\n", "counts-below-threshold"),
        (CUMULATED.format("cumulative cases"), "running-total-steps"),
        (CUMULATED.format("décès cumulés"), "running-total-steps"),
        (CUMULATED.format("n_cum"), "running-total-steps"),
        ("ward,day,cumulative\nA,1,40\nA,2,80\nB,1,30\nB,2,33\n", "running-total-steps"),
    ],
)
def test_too_few_persons_block(judge: Judge, table: str, said: str) -> None:
    assert said in explanations(judge("t.csv", table), Severity.BLOCK)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (CUMULATED.format("cases"), "running-total-perhaps"),
        ("ward,n_enrolled,n_followed\nA,43,40\nB,90,70\n", "counts-nested-perhaps"),
        ("ward,persons,stays\nA,40,43\nB,90,160\n", "counts-nested-perhaps"),
        ("ward,n,icd10_nunique\nA,43,12\nB,90,1\n", "value-only-one"),
    ],
)
def test_what_nobody_can_know_is_asked(judge: Judge, table: str, said: str) -> None:
    assert said in explanations(judge("t.csv", table), Severity.REVIEW)


@pytest.mark.parametrize(
    "table",
    [
        "ward,sum_cost,mean_cost\nA,494400,1200\nB,41000,1025\n",
        "ward,sum_cost,mean_age\nA,494400,61.2\nB,41000,55.1\n",
        "ward,sum_score,mean_score\nA,4.5,0.1\nB,-3.5,-0.1\n",
        "ward,mean_a,sum_b\nA,100,500\n",
        "date,cumulative_cases\n2024-01-03,40\n2024-01-10,73\n2024-01-17,90\n",
        "date,cumulative_cases\n" + "".join(f"2024-01-{day:02},{40 + 5 * day}\n" for day in range(1, 11)),
        "date,cases\n2024-01-03,40\n2024-01-04,43\n2024-01-05,31\n",
        "age_group,cases\n0-17,40\n18-40,43\n41+,90\n",
        "ward,women,men\nA,40,43\nB,90,95\n",
        "ward,n_2022,n_2023\nA,40,43\nB,90,95\n",
        "ward,n_enrolled,n_followed\nA,43,40\nB,90,95\n",
        "ward,n,distinct diagnoses\nA,430,7\nB,190,12\n",
    ],
)
def test_ordinary_tables_are_not_suspected(judge: Judge, table: str) -> None:
    told = {one.explanation for one in judge("t.csv", table)}
    assert not told & {
        *("counts-below-threshold", "running-total-steps", "running-total-perhaps"),
        *("counts-nested-perhaps", "value-only-one"),
    }


def test_cumulated_shares_are_no_running_total(judge: Judge) -> None:
    found = judge("t.csv", "decile,cumulative_cost\n0.1,0\n0.25,0.06\n0.5,0.2\n0.9,1\n")
    assert not {one.explanation for one in found} & {"running-total-steps", "running-total-perhaps"}


def test_one_value_beside_the_mean_that_tells_it_blocks(judge: Judge) -> None:
    table = "ward,n,mean_grade,grade_nunique\nA,412,2.1,4\nB,90,3.0,1\n"
    assert "value-only-one" in explanations(judge("t.csv", table), Severity.BLOCK)


def test_one_value_is_seen_under_the_name_of_the_variable_alone(judge: Judge) -> None:
    """As `pivot_table` heads its columns."""
    evidence = Evidence(
        kind="magnitudes",
        persons=((412,), (90,)),
        measures=(Measure(statistic="distinct", of="icd10", given="nunique"),),
    )
    found = judge("t.csv", "ward,icd10\nA,12\nB,1\n", evidence)
    assert "value-only-one" in explanations(found, Severity.REVIEW)
    assert "value-only-one" not in {
        one.explanation for one in judge("t.csv", "ward,icd10\nA,12\nB,2\n", evidence)
    }


def said_of(folder: Path, files: dict[str, str], earlier: dict[str, str]) -> list[Finding]:
    for place, some in (("now", files), ("before", earlier)):
        (folder / place).mkdir()
        for name, text in some.items():
            (folder / place / name).write_text(text, encoding="utf-8")
    found = check_paths([folder / "now"], load_profile(), [folder / "before"] if earlier else [])
    return [finding for one in found for finding in one.findings]


SUMS = "ward,sum_cost\nA,494400\nB,4100\nC,88000\n"
MEANS = "ward,mean_cost\nA,1200\nB,1025\nC,2200\n"


def test_a_sum_and_a_mean_of_two_files_are_asked_about(tmp_path: Path) -> None:
    found = said_of(tmp_path, {"sums.csv": SUMS, "means.csv": MEANS}, {})
    asked = [one for one in found if one.explanation == "linked-ask-same"]
    assert [one.params["arithmetic"] for one in asked] == [
        "4100 [sums.csv: B · sum_cost] ÷ 1025 [means.csv: B · mean_cost] = 4"
    ]


def test_a_sum_that_left_before_is_divided_by_todays_mean(tmp_path: Path) -> None:
    found = said_of(tmp_path, {"means.csv": MEANS}, {"sums.csv": SUMS})
    assert "linked-ask-same" in {one.explanation for one in found}


@pytest.mark.parametrize("means", [MEANS.replace("1025", "102.5"), MEANS.replace("1025", "1031")])
def test_sums_and_means_of_many_or_of_other_persons_are_no_question(tmp_path: Path, means: str) -> None:
    found = said_of(tmp_path, {"sums.csv": SUMS, "means.csv": means}, {})
    assert not {one.explanation for one in found} & {"linked-ask-same", "linked-quotient"}


def test_a_hidden_count_is_worked_out_from_the_sum_the_mean_and_the_margin(tmp_path: Path) -> None:
    """B hides 12 women and 4 men of 16; sum and mean give the women back, the margin then the men."""
    table = (
        "ward,sex,n,cost_sum,cost_mean\nA,F,40,44000,1100\nA,M,30,36000,1200\nB,F,*,13200,1100\nB,M,*,*,*\n"
    )
    found = said_of(tmp_path, {"t.csv": table, "margin.csv": "ward,n\nA,70\nB,16\n"}, {})
    given_back = [one for one in found if one.explanation == "linked-exact"]
    assert [(one.where["row"], one.params["low"]) for one in given_back] == [("4", 4)]


def test_the_mean_of_two_codes_is_a_count_in_the_audit_of_all_tables(judge: Judge) -> None:
    """Coded 1 and 2: a mean of 1.4 of 50 persons says that 20 have the second."""
    from output_checking.checks.counted import counted_table
    from output_checking.checks.registry import CheckedFile, Context, Kind

    profile = load_profile()
    evidence = Evidence(
        kind="magnitudes",
        persons=((20,), (4,)),
        base=((50,), (44,)),
        measures=(Measure(statistic="mean", of="sex", given="mean", two=(1.0, 2.0)),),
    )
    file = CheckedFile("t.csv", b"ward,sex\nA,1.4\nB,1.0909\n", Kind.TABLE)
    found = counted_table(file, Context(10, profile.rules, profile.limits, evidence=evidence))
    assert found is not None
    assert (found.measures, found.intervals) == (("sex",), ((0, 0, 18.0, 22.0), (1, 0, 4.0, 4.0)))
