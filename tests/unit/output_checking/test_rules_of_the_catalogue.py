"""Rows of the rule catalogue that tell of single persons without a count of one: curves, indices, modes,
tests, clusters, and extremes told in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import numpy as np
import openpyxl
import pandas as pd
import pytest
from scipy import stats

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity
from tests.unit.output_checking.corpus.containers import excel

Judge = Callable[..., list[Finding]]


def said(findings: list[Finding], severity: Severity = Severity.BLOCK) -> set[str]:
    return {one.explanation for one in findings if one.severity is severity}


def of_persons(count: int) -> Evidence:
    return Evidence(kind="file", person_total=count)


def density(values: np.ndarray, low: float, high: float, width: float | None = None) -> str:
    along = np.linspace(low, high, 100)
    heights = stats.gaussian_kde(values, width)(along)
    return pd.DataFrame({"age": along.round(3), "density": heights.round(8)}).to_csv(index=False)


AGES = np.random.default_rng(7).normal(61, 12, 400)
P5, P95 = np.percentile(AGES, [5, 95])


def test_a_density_that_pandas_draws_over_all_persons_blocks(judge: Judge) -> None:
    beyond = (AGES.max() - AGES.min()) / 2
    whole = density(AGES, AGES.min() - beyond, AGES.max() + beyond)
    assert said(judge("kde.csv", whole, of_persons(400))) == {"density-ends"}
    assert said(judge("kde.csv", density(AGES, AGES.min(), AGES.max()), of_persons(400))) == {"density-ends"}


def test_a_density_cut_at_its_percentiles_is_not_blocked(judge: Judge) -> None:
    assert said(judge("kde.csv", density(AGES, P5, P95), of_persons(400))) == set()
    unknown = judge("kde.csv", density(AGES, P5, P95))
    assert said(unknown) == set()
    assert "density-unknown" in said(unknown, Severity.REVIEW)


def test_a_density_so_narrow_that_bumps_are_few_persons_blocks(judge: Judge) -> None:
    bumpy = density(AGES, P5, P95, width=0.02)
    assert said(judge("kde.csv", bumpy, of_persons(400))) == {"density-bump"}


def test_a_density_of_nine_persons_blocks(judge: Judge) -> None:
    assert said(judge("kde.csv", density(AGES, P5, P95), of_persons(9))) == {"counts-below-threshold"}


def test_bins_with_their_edges_are_no_smoothed_curve(judge: Judge) -> None:
    rows = "".join(f"{10 * at},{10 * at + 10},0.01\n" for at in range(10))
    found = judge("h.csv", f"bin_left,bin_right,density\n{rows}", of_persons(400))
    assert said(found) & {"density-ends", "density-bump"} == set()


def test_a_trend_through_points_is_looked_at(judge: Judge) -> None:
    rows = "".join(f"{at},{at / 7:.3f}\n" for at in range(20, 40))
    assert "smoothed-unknown" in said(judge("t.csv", f"age,lowess\n{rows}"), Severity.REVIEW)


CALIBRATION = "bin,{n}prob_true,prob_pred\n1,{a}0.1,0.12\n2,{b}0.5,0.47\n"


@pytest.mark.parametrize(("first", "blocked"), [(99, True), (100, False)])
def test_a_bin_of_a_calibration_curve_needs_enough_persons_with_the_outcome(
    judge: Judge, first: int, blocked: bool
) -> None:
    table = CALIBRATION.format(n="n,", a=f"{first},", b="80,").replace("0.1,", "0.095,", 1)
    assert (said(judge("c.csv", table)) == {"share-small"}) is blocked


def test_a_calibration_curve_without_counts_is_looked_at(judge: Judge) -> None:
    found = judge("c.csv", CALIBRATION.format(n="", a="", b=""))
    assert "calibration-unknown" in said(found, Severity.REVIEW)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("412,9", {"counts-below-threshold"}),
        ("412,10", set()),
        ("412,412", {"values-all-same"}),
        ("412,403", {"group-all-but-few"}),
    ],
)
def test_a_mode_is_that_of_enough_persons_and_not_of_all(
    judge: Judge, counts: str, expected: set[str]
) -> None:
    table = f"ward,n,mode_count,mode\nA,{counts},3\nB,388,120,2\n"
    assert said(judge("m.csv", table)) == expected


def test_a_mode_without_the_size_of_its_class_is_looked_at(judge: Judge) -> None:
    found = judge("m.csv", "ward,n,mode\nA,412,3\nB,388,2\n")
    assert (said(found), "statistic-mode" in said(found, Severity.REVIEW)) == (set(), True)


@pytest.mark.parametrize(
    ("freq", "expected"), [(9, "counts-below-threshold"), (405, "group-all-but-few"), (200, None)]
)
def test_words_that_pandas_describes_have_a_mode_too(judge: Judge, freq: int, expected: str | None) -> None:
    table = f",sex\ncount,412\nunique,2\ntop,F\nfreq,{freq}\n"
    assert said(judge("d.csv", table)) == ({expected} if expected else set())


def test_means_of_transport_are_no_mode(judge: Judge) -> None:
    found = judge("t.csv", "mode,patients\nambulance,412\nwalking,388\n")
    assert "statistic-mode" not in said(found, Severity.REVIEW)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("ward,n,gini\nA,9,0.31\nB,400,0.4\n", {"counts-below-threshold"}),
        ("ward,n,gini\nA,40,0.31\nB,400,0.4\n", set()),
        ("ward,n,hhi\nA,40,0.91\nB,400,0.02\n", {"concentration-dominated"}),
        ("ward,n,hhi\nA,40,9100\nB,400,200\n", {"concentration-dominated"}),
        ("ward,n,cr2\nA,40,0.90\nB,400,0.02\n", {"concentration-dominated"}),
        ("ward,n,cr2\nA,40,0.89\nB,400,0.02\n", set()),
    ],
)
def test_an_index_of_concentration_tells_of_its_largest_contributors(
    judge: Judge, table: str, expected: set[str]
) -> None:
    assert said(judge("g.csv", table)) == expected


def test_an_index_so_low_that_nobody_can_dominate_needs_no_look(judge: Judge) -> None:
    def looked_at(table: str) -> bool:
        return "concentration-unknown" in said(judge("g.csv", table), Severity.REVIEW)

    assert not looked_at("ward,n,hhi\nA,40,0.05\nB,400,0.02\n")
    assert looked_at("ward,n,hhi\nA,40,0.5\nB,400,0.02\n")
    assert looked_at("ward,gini\nA,0.5\nB,0.4\n")


LORENZ = "cumulative_persons,cumulative_cost\n0,0\n{first},0.01\n0.5,0.2\n1,1\n"


@pytest.mark.parametrize(("first", "expected"), [("0.0225", {"lorenz-steps"}), ("0.025", set())])
def test_between_two_points_of_a_lorenz_curve_lie_enough_persons(
    judge: Judge, first: str, expected: set[str]
) -> None:
    assert said(judge("l.csv", LORENZ.format(first=first), of_persons(400))) == expected
    assert "lorenz-unknown" in said(judge("l.csv", LORENZ.format(first=first)), Severity.REVIEW)


def of_table(test: str, a: int, b: int, c: int, d: int) -> str:
    """A line as researchers write it: the groups, all cases, and the test of a, b / c, d."""
    counts = np.array([[a, b], [c, d]])
    chi = stats.chi2_contingency(counts, correction=test == "yates")
    heading, value = {
        "pearson": ("chi2", f"{chi.statistic:.5f}"),
        "yates": ("chi2", f"{chi.statistic:.5f}"),
        "p": ("chi2 p-value", f"{chi.pvalue:.8g}"),
        "fisher": ("Fisher p", f"{stats.fisher_exact(counts).pvalue:.6g}"),
    }[test]
    return f"factor,exposed,unexposed,cases,{heading}\ndrug,{a + b},{c + d},{a + c},{value}\n"


@pytest.mark.parametrize("test", ["pearson", "yates", "p", "fisher"])
def test_a_test_beside_its_margins_gives_a_small_cell_back(judge: Judge, test: str) -> None:
    assert "test-small-cell" in said(judge("t.csv", of_table(test, 5, 115, 61, 419)))
    assert said(judge("t.csv", of_table(test, 45, 75, 110, 370))) == set()


def test_a_statistic_printed_to_its_last_digit_gives_the_table_back_too(judge: Judge) -> None:
    found = stats.chi2_contingency([[6, 94], [31, 269]])
    table = f"factor,exposed,unexposed,cases,chi2\ndrug,100,300,37,{float(found.statistic)!r}\n"
    assert "test-small-cell" in said(judge("t.csv", table))


@pytest.mark.parametrize(("persons", "blocked"), [(1, True), (10, False)])
def test_an_empirical_distribution_rises_by_enough_persons(judge: Judge, persons: int, blocked: bool) -> None:
    rows = "".join(f"{at},{persons * at / 397:.6f}\n" for at in range(1, 30))
    assert (said(judge("e.csv", f"cost,ecdf\n{rows}")) == {"roc-steps"}) is blocked


def test_points_of_a_curve_called_lorenz_are_counted_whatever_lies_below_it(judge: Judge) -> None:
    table = "p,lorenz\n" + "".join(f"{at / 100},{(at / 100) ** 2}\n" for at in range(0, 101, 2))
    assert said(judge("l.csv", table, of_persons(400))) == {"lorenz-steps"}


@pytest.mark.parametrize(
    ("table", "blocked"),
    [
        ("test,statistic,df,p\nttest_ind,2.31,9,0.04\n", True),
        ("test,statistic,df,p\nttest_ind,2.31,10,0.04\n", False),
        ("test,statistic,df,p\nchi2_contingency,9.31,1,0.002\n", False),
        ("test,F,df_between,df_within,p\nanova,3.1,2,9,0.04\n", True),
        ("test,F,df_between,df_within,p\nanova,3.1,2,90,0.04\n", False),
        (",sum_sq,df,F,PR(>F)\nC(ward),31.2,2,3.1,0.09\nResidual,45.1,9,,\n", True),
        (",sum_sq,df,F,PR(>F)\nC(ward),31.2,2,3.1,0.04\nResidual,45.1,90,,\n", False),
    ],
)
def test_degrees_of_freedom_count_where_they_count_persons(judge: Judge, table: str, blocked: bool) -> None:
    assert (said(judge("t.csv", table)) == {"spread-few"}) is blocked


@pytest.mark.parametrize(
    "table",
    [
        "ward,n,youngest,oldest\nA,412,18,103\n",
        "service,n,plus âgé\nA,412,103\n",
        "ward,n,first_date,last_date\nA,412,2019-01-03,2024-12-30\n",
        "ward,n,dernière date\nA,412,30/12/2024\n",
        "ward,n,longest_stay\nA,412,311\n",
        "ward,n,date of first admission\nA,412,2019-01-03\n",
        "ward,n,largest\nA,412,311\n",
        "ward,n,age_first,age_last\nA,412,41,77\n",
        ",age\npatients,412\nyoungest,18\noldest,103\n",
        ",admission\nfirst date,2019-01-03\nlast date,2024-12-30\n",
    ],
)
def test_one_persons_value_told_in_words_is_an_extreme(judge: Judge, table: str) -> None:
    assert said(judge("t.csv", table)) == {"statistic-extreme"}


@pytest.mark.parametrize(
    "table",
    [
        "ward,n,first_visits\nA,412,120\nB,388,110\n",
        "ward,n,mean_last_value\nA,412,5.1\nB,388,5.3\n",
        "first line,patients\nmetformin,412\ninsulin,388\n",
    ],
)
def test_first_visits_and_treatments_are_no_extremes(judge: Judge, table: str) -> None:
    assert said(judge("t.csv", table)) == set()


def test_a_centre_of_a_cluster_is_a_group_and_never_a_person(judge: Judge) -> None:
    centres = "cluster,{n}mean_age,mean_bmi\n0,{a}61.2,26.1\n1,{b}71.0,24.0\n"
    assert said(judge("c.csv", centres.format(n="n,", a="212,", b="1,"))) == {"counts-below-threshold"}
    assert said(judge("c.csv", centres.format(n="n,", a="212,", b="188,"))) == set()
    assert "cluster-unknown" in said(judge("c.csv", centres.format(n="", a="", b="")), Severity.REVIEW)
    assert "cluster-medoid" in said(judge("medoids.csv", centres.format(n="n,", a="212,", b="188,")))


def test_a_weighted_total_that_one_person_makes_blocks(judge: Judge) -> None:
    table = "ward,n,weighted_total,largest,second\nA,40,10019,10000,9\nB,31,9000,400,300\n"
    assert "dominance" in said(judge("w.csv", table))


def test_printer_settings_of_a_workbook_block_until_it_is_saved_without_them(judge: Judge) -> None:
    book = excel(pd.DataFrame({"ward": ["A", "B"], "patients": [412, 388]}))
    printed = io.BytesIO(book)
    with zipfile.ZipFile(printed, "a") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"P\0r\0i\0n\0t\0e\0r\0" + bytes(5_000))
    assert said(judge("t.xlsx", printed.getvalue())) == {"workbook-printer-settings"}
    again = io.BytesIO()
    openpyxl.load_workbook(printed).save(again)
    assert said(judge("t.xlsx", again.getvalue())) == set()
