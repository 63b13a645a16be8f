"""Summaries, predictions, tests and plots: pandas' and scikit-learn's numbers, and who is behind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import calibration, metrics

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs import (
    bar,
    boxplot,
    calibration_curve,
    concentration,
    confusion_matrix,
    density,
    describe,
    heatmap,
    hist,
    hypothesis_test,
    line,
    lorenz,
    percentiles,
    pivot_table,
    ratios,
    roc_auc,
    roc_curve,
    weighted,
)
from d2h_sdk.outputs.densities import smallest_bump
from d2h_sdk.outputs.evidence.recorded import Recorded, recorded_of
from d2h_sdk.outputs.figures import figure_files
from d2h_sdk.outputs.tables import table_file


@pytest.fixture
def stays() -> pd.DataFrame:
    """600 stays of 200 persons."""
    random = np.random.default_rng(11)
    return pd.DataFrame(
        {
            "ward": random.choice(["A", "B", "C"], 600),
            "days": random.gamma(2, 3, 600),
            "age": np.where(random.random(600) < 0.1, np.nan, random.integers(18, 95, 600)),
            "fell": random.random(600) < 0.3,
            "who": random.integers(0, 200, 600),
        }
    )


def known(frame: pd.DataFrame) -> Recorded:
    recorded = recorded_of(frame)
    assert recorded is not None and recorded.persons is not None
    return recorded


# --- summaries ---


def test_describe_is_pandas_own_and_knows_its_minimum_and_maximum(stays: pd.DataFrame) -> None:
    table = describe(stays, persons="who")
    pd.testing.assert_frame_equal(table, stays.describe())
    recorded = known(table)
    told = dict(zip(table.index, (one.statistic for one in recorded.measures), strict=True))
    assert told["min"] == told["max"] == "extreme" and told["50%"] == "quantile" and told["std"] == "spread"
    assert recorded.persons is not None
    with_age = stays.dropna(subset=["age"])["who"].nunique()
    assert recorded.persons[:, list(table.columns).index("age")].tolist() == [with_age] * 8
    left = known(table.drop(index=["min", "max"]))
    assert "extreme" not in {one.statistic for one in left.measures}


def test_percentiles_of_one_value_are_pandas_own(stays: pd.DataFrame) -> None:
    table = percentiles(stays, "days", (0.1, 0.5), by="ward", around=1, persons="who")
    expected = stays.groupby("ward")["days"].quantile([0.1, 0.5]).unstack()
    np.testing.assert_allclose(table.to_numpy(), expected.to_numpy())
    assert table.index.equals(expected.index) and list(table.columns) == ["p10", "p50"]
    persons = stays.groupby("ward")["who"].nunique()
    assert known(table).persons is not None
    np.testing.assert_array_equal(known(table).persons, np.column_stack([persons, persons]))


def test_percentiles_are_nobodys_own_value(stays: pd.DataFrame) -> None:
    table = percentiles(stays, "days", by=["ward", "fell"], persons="who")
    assert not np.isin(table.to_numpy(), stays["days"].to_numpy()).any()
    exact = percentiles(stays, "days", by=["ward", "fell"], around=1)
    assert (table[["p25", "p50", "p75"]] / exact[["p25", "p50", "p75"]]).stack().between(0.8, 1.25).all()
    assert [one.quantile for one in known(table).measures] == [0.05, 0.25, 0.5, 0.75, 0.95]


def test_percentiles_of_too_few_values_stay_blank(stays: pd.DataFrame) -> None:
    assert percentiles(stays.head(9), "days").isna().to_numpy().all()


def test_a_ratio_tells_its_numerator_its_denominator_and_both_their_persons(stays: pd.DataFrame) -> None:
    table = ratios(stays, "fell", "days", by="ward", per=1000, persons="who")
    expected = 1000 * stays.groupby("ward")["fell"].sum() / stays.groupby("ward")["days"].sum()
    np.testing.assert_allclose(table["ratio"], expected)
    recorded = known(table)
    fell = stays[stays["fell"]].groupby("ward")["who"].nunique()
    everybody = stays.groupby("ward")["who"].nunique()
    assert recorded.persons is not None and recorded.base is not None
    np.testing.assert_array_equal(recorded.persons, np.column_stack([fell, everybody, fell]))
    np.testing.assert_array_equal(recorded.base[:, 2], everybody)
    assert [one.statistic for one in recorded.measures] == ["count", "sum", "ratio"]


def test_a_share_without_denominator_is_of_the_rows(stays: pd.DataFrame) -> None:
    table = ratios(stays, "fell", persons="who")
    assert table["ratio"].iloc[0] == pytest.approx(stays["fell"].mean())
    assert table["rows"].iloc[0] == 600


# --- predictions and tests ---


@pytest.fixture
def scored() -> pd.DataFrame:
    random = np.random.default_rng(12)
    truth = random.random(500) < 0.4
    score = np.clip(random.normal(0.4 + 0.2 * truth, 0.2, 500), 0, 1)
    return pd.DataFrame({"truth": truth.astype(int), "score": score, "said": (score > 0.5).astype(int)})


def test_a_confusion_matrix_is_a_table_of_persons(scored: pd.DataFrame) -> None:
    table = confusion_matrix(scored["truth"], scored["said"], persons="rows")
    expected = metrics.confusion_matrix(scored["truth"], scored["said"])
    np.testing.assert_array_equal(table.to_numpy(), expected)
    np.testing.assert_array_equal(known(table).persons, expected)
    assert table_file(table, "m").evidence.kind == "counts"


def test_a_roc_curve_leaves_without_thresholds_and_without_single_persons_steps(scored: pd.DataFrame) -> None:
    table = roc_curve(scored["truth"], scored["score"], persons="rows")
    assert list(table.columns) == ["false_positive_rate", "true_positive_rate"]
    positives, negatives = scored["truth"].sum(), (1 - scored["truth"]).sum()
    steps = np.diff(table.to_numpy(), axis=0) * [negatives, positives]
    assert (steps > 9.99).all()
    exact = metrics.roc_auc_score(scored["truth"], scored["score"])
    assert metrics.auc(table["false_positive_rate"], table["true_positive_rate"]) == pytest.approx(
        exact, abs=0.03
    )
    assert roc_auc(scored["truth"], scored["score"], persons="rows")["auc"].iloc[0] == pytest.approx(exact)
    with pytest.raises(UsageError) as told:
        roc_curve(scored["truth"].head(12), scored["score"].head(12))
    assert told.value.code == "too-few-to-predict"


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
def test_a_calibration_curve_knows_who_is_in_each_bin(scored: pd.DataFrame, strategy: str) -> None:
    table = calibration_curve(scored["truth"], scored["score"], strategy=strategy, persons="rows")
    true, predicted = calibration.calibration_curve(scored["truth"], scored["score"], strategy=strategy)
    np.testing.assert_allclose(table.to_numpy(), np.column_stack([true, predicted]))
    recorded = known(table)
    assert recorded.base is not None and recorded.persons is not None
    np.testing.assert_allclose(recorded.persons[:, 0] / recorded.base[:, 0], true)
    assert recorded.base[:, 0].sum() == 500


def test_a_test_of_scipy_tells_its_groups_and_freedom(stays: pd.DataFrame) -> None:
    first, second = stays[stays["ward"] == "A"], stays[stays["ward"] == "B"]
    table = hypothesis_test("ttest_ind", first["days"], second["days"], persons=[first["who"], second["who"]])
    expected = stats.ttest_ind(first["days"], second["days"])
    assert table.loc["ttest_ind", "pvalue"] == pytest.approx(expected.pvalue)
    recorded = known(table)
    assert recorded.degrees_of_freedom == len(first) + len(second) - 2
    assert [one.persons for one in recorded.support] == [first["who"].nunique(), second["who"].nunique()]
    assert {one.statistic for one in recorded.measures} == {"test"}


def test_a_test_on_a_table_rests_on_its_cells() -> None:
    table = hypothesis_test("chi2_contingency", [[30, 20], [25, 40]])
    assert table["pvalue"].iloc[0] == pytest.approx(stats.chi2_contingency([[30, 20], [25, 40]]).pvalue)
    assert known(table).persons is not None
    assert [one.persons for one in known(table).support] == [30, 20, 25, 40]


def test_a_test_of_ones_own_is_no_known_test() -> None:
    class Answer:
        statistic, pvalue = 88.0, 0.5

    table = hypothesis_test(lambda values: Answer(), [1.0, 2.0], persons="rows")
    assert {one.statistic for one in known(table).measures} == {"unknown"}
    with pytest.raises(UsageError):
        hypothesis_test("no_such_test", [1.0])


# --- plots ---


def test_the_edges_of_a_histogram_are_round_and_its_counts_exact(stays: pd.DataFrame) -> None:
    plot = hist(stays["days"], persons=stays["who"])
    assert plot.data["count"].sum() == 600
    edges = sorted({float(one.strip("[)]")) for label in plot.data.index for one in label.split(", ")})
    assert edges[0] < stays["days"].min() and edges[-1] > stays["days"].max()
    counted = np.histogram(stays["days"], edges)[0]
    np.testing.assert_array_equal(plot.data["count"], counted)
    recorded = known(plot.data)
    assert recorded.persons is not None
    first = stays[stays["days"] < edges[1]]["who"].nunique()
    assert recorded.persons[0, 0] == first
    image, numbers = figure_files(plot, "days")
    assert numbers.supports == image.name and numbers.evidence.kind == "counts"


def test_edges_that_are_given_are_kept(stays: pd.DataFrame) -> None:
    plot = hist(stays["age"], bins=[0, 50, 100], persons=stays["who"])
    assert plot.data.index.tolist() == ["[0, 50)", "[50, 100]"]
    assert plot.data["count"].sum() == stays["age"].notna().sum()


def test_a_box_plot_shows_nobodys_value(stays: pd.DataFrame) -> None:
    plot = boxplot(stays, "days", by="ward", persons="who")
    drawn = np.concatenate([np.asarray(one.get_ydata(), dtype=float) for one in plot.axes.get_lines()])
    assert not np.isin(drawn, stays["days"].to_numpy()).any()
    assert len(known(plot.data).measures) == 5


def test_bars_lines_and_heat_maps_carry_the_table_they_draw(stays: pd.DataFrame) -> None:
    table = pivot_table(stays, values="days", index="ward", columns="fell", aggfunc="count", persons="who")
    for plot in (bar(table), line(table), heatmap(table)):
        image, numbers = figure_files(plot, "falls")
        assert image.content.startswith(b"\x89PNG") and numbers.evidence.persons is not None


# --- curves and indices that need more care than pandas takes ---


def test_a_density_ends_at_percentiles_and_has_no_bump_of_a_few(stays: pd.DataFrame) -> None:
    plot = density(stays["days"], bw_method=0.001, persons=stays["who"])
    along, heights = plot.data.index.to_numpy(dtype=float), plot.data["density"].to_numpy()
    assert np.quantile(stays["days"], 0.03) < along[0] < along[-1] < np.quantile(stays["days"], 0.97)
    assert smallest_bump(along, heights) * 200 >= 10
    assert (known(plot.data).persons == stays["who"].nunique()).all()
    with pytest.raises(UsageError) as caught:
        density(stays["days"].head(99))
    assert caught.value.code == "nothing-to-draw"


def test_indices_of_concentration_are_those_of_persons(stays: pd.DataFrame) -> None:
    table = concentration(stays, "days", by="ward", persons="who")
    each = stays.groupby(["ward", "who"])["days"].sum()
    for ward, amounts in each.groupby("ward"):
        differences = np.abs(np.subtract.outer(amounts.to_numpy(), amounts.to_numpy())).mean()
        assert table.loc[ward, "gini"] == pytest.approx(differences / 2 / amounts.mean())
        assert table.loc[ward, "hhi"] == pytest.approx(((amounts / amounts.sum()) ** 2).sum())
        assert table.loc[ward, "persons"] == len(amounts)
    recorded = known(table)
    assert recorded.sums is not None and recorded.largest is not None
    assert recorded.sums[0, 2] == pytest.approx(each["A"].sum())
    assert recorded.largest[0, 2] == pytest.approx(each["A"].nlargest(2).to_numpy())
    with pytest.raises(UsageError) as caught:
        concentration(stays.assign(days=-1.0), "days")
    assert caught.value.code == "negative-amounts"


def test_a_lorenz_curve_has_ten_persons_between_two_points(stays: pd.DataFrame) -> None:
    curve = lorenz(stays["days"], points=1000, persons=stays["who"])
    each = np.sort(stays.groupby("who")["days"].sum().to_numpy())
    steps = np.diff(curve["cumulative_persons"]) * len(each)
    assert np.rint(steps).min() == 10
    assert known(curve).persons is not None
    half = round(curve["cumulative_persons"].iloc[5] * len(each))
    assert curve["cumulative_value"].iloc[5] == pytest.approx(each[:half].sum() / each.sum())
    with pytest.raises(UsageError) as caught:
        lorenz(stays["days"].head(19))
    assert caught.value.code == "too-few-contributors"


def test_weighted_means_know_unweighted_persons_and_repeated_contributions() -> None:
    data = pd.DataFrame({"site": list("AAB"), "cost": [100.0, 10.0, 50.0], "w": [4.0, 7.0, 1.5]})
    table = weighted(data, "cost", "w", by="site", persons="rows")
    assert table.loc["A"].tolist() == pytest.approx([2, 470.0, 470 / 11])
    recorded = known(table)
    assert recorded.sums is not None and recorded.largest is not None
    assert recorded.sums[:, 1].tolist() == [470.0, 75.0]
    assert recorded.largest[:, 1].tolist() == [[100.0, 100.0], [50.0, 0.0]]
    with pytest.raises(UsageError) as caught:
        weighted(data.assign(w=-1.0), "cost", "w")
    assert caught.value.code == "weights-negative"


def test_the_most_frequent_word_is_that_of_its_own_persons(stays: pd.DataFrame) -> None:
    table = describe(stays[["ward"]], persons=stays["who"])
    having = stays[stays["ward"] == table.loc["top", "ward"]]
    behind = known(table).persons
    assert behind is not None
    assert behind[[2, 3], 0].tolist() == [having["who"].nunique()] * 2


@pytest.mark.parametrize("codes", [(1, 2), (-1, 1), (0, 5)])
def test_two_codes_are_a_yes_and_a_no_whatever_they_are(stays: pd.DataFrame, codes: tuple[int, int]) -> None:
    coded = stays.assign(fell=np.where(stays["fell"], codes[1], codes[0]))
    plain = known(pivot_table(stays.assign(fell=stays["fell"].astype(int)), "fell", "ward", persons="who"))
    for table in (
        pivot_table(coded, "fell", "ward", persons="who"),
        pivot_table(coded, "fell", "ward", aggfunc="sum", persons="who"),
    ):
        recorded = known(table)
        assert recorded.measures[0].two == codes
        np.testing.assert_array_equal(recorded.persons, plain.persons)  # type: ignore[arg-type]
        np.testing.assert_array_equal(recorded.base, plain.base)  # type: ignore[arg-type]
