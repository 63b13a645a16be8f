"""What the workspace's own functions make and record, judged as the airlock judges it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from lifelines import CoxPHFitter

from d2h_sdk.outputs.concentrations import concentration, lorenz
from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.densities import density
from d2h_sdk.outputs.descriptions import describe
from d2h_sdk.outputs.pivot_tables import pivot_table
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.rates import ratios
from d2h_sdk.outputs.regressions import regression_file
from d2h_sdk.outputs.suppression import suppress
from d2h_sdk.outputs.tables import table_file
from d2h_sdk.outputs.weighted import weighted
from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
PERSONS = 600


def told(judge: Judge, made: PreparedFile, severity: Severity = Severity.BLOCK) -> set[str]:
    findings = judge(made.name, made.content, made.evidence)
    return {one.explanation for one in findings if one.severity is severity}


@pytest.fixture
def followed() -> pd.DataFrame:
    """600 persons of three wards, 200 each, half of whom die, and as many who take the drug."""
    random = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "ward": np.repeat(["A", "B", "C"], 200),
            "drug": np.tile([0, 1], 300),
            "stage": np.repeat([1, 2, 3], 200),
            "dead": np.tile([0, 0, 1, 1], 150),
            "weeks": random.exponential(9, PERSONS).round(2) + 0.1,
        }
    )


def those(data: pd.DataFrame, chosen: pd.Series, dead: int) -> pd.DataFrame:
    """The same persons, of whom `dead` of the chosen ones die."""
    changed = data.copy()
    changed.loc[chosen, "dead"] = 0
    changed.loc[changed.index[chosen][:dead], "dead"] = 1
    return changed


@pytest.mark.parametrize(("dead", "blocked"), [(3, True), (9, True), (10, False)])
def test_a_group_of_a_cox_model_has_enough_events(
    judge: Judge, followed: pd.DataFrame, dead: int, blocked: bool
) -> None:
    data = those(followed, followed["drug"] == 1, dead)[["drug", "dead", "weeks"]]
    said = told(judge, regression_file(CoxPHFitter().fit(data, "weeks", "dead"), "cox", data=data))
    assert said == ({"model-support-events-too-few"} if blocked else set())


@pytest.mark.parametrize(
    ("dead", "explanations"),
    [
        (2, {"model-support-events-too-few"}),
        (10, set()),
        (190, set()),
        (196, {"model-support-persons-too-few"}),
    ],
)
def test_a_category_of_a_logit_has_enough_with_and_without_the_event(
    judge: Judge, followed: pd.DataFrame, dead: int, explanations: set[str]
) -> None:
    data = those(followed, followed["ward"] == "C", dead)
    fitted = smf.logit("dead ~ C(ward) + drug", data).fit(disp=0)
    assert told(judge, regression_file(fitted, "logit", data=data)) == explanations


def test_nearly_everybody_with_the_event_leaves_too_few_without(judge: Judge, followed: pd.DataFrame) -> None:
    data = those(followed, followed["dead"] >= 0, PERSONS - 4)
    fitted = smf.logit("dead ~ weeks", data).fit(disp=0)
    assert told(judge, regression_file(fitted, "logit", data=data)) == {"model-support-persons-too-few"}
    assert told(judge, regression_file(fitted, "logit", persons=PERSONS)) == {"model-others-too-few"}


@pytest.mark.parametrize(("column", "reference"), [("ward", "A"), ("stage", 1)])
def test_the_category_of_reference_has_enough_persons(
    judge: Judge, followed: pd.DataFrame, column: str, reference: object
) -> None:
    fitted = smf.ols(f"weeks ~ C({column})", followed).fit()
    assert told(judge, regression_file(fitted, "weeks", data=followed)) == set()
    alone = followed.copy()
    alone.loc[1:, column] = alone.loc[1:, column].replace(reference, followed[column].iloc[-1])
    fitted = smf.ols(f"weeks ~ C({column})", alone).fit()
    said = told(judge, regression_file(fitted, "weeks", data=alone))
    assert said == {"model-support-persons-too-few", "dominance"}


# --- what headings do not name ---


def first(data: pd.DataFrame, ward: str, persons: int) -> pd.DataFrame:
    """The same persons, of this ward only so many."""
    return data[(data["ward"] != ward) | (data.groupby("ward").cumcount() < persons)].assign(
        who=lambda kept: range(len(kept))
    )


@pytest.mark.parametrize(
    ("aggregation", "persons", "explanations"),
    [
        ("median", 19, {"quantile-few"}),
        ("median", 20, set()),
        ("std", 10, {"spread-few"}),
        ("std", 11, set()),
    ],
)
def test_a_statistic_is_known_without_its_name_in_the_headings(
    judge: Judge, followed: pd.DataFrame, aggregation: str, persons: int, explanations: set[str]
) -> None:
    table = pivot_table(
        first(followed, "C", persons), values="weeks", index="ward", aggfunc=aggregation, persons="who"
    )
    assert told(judge, table_file(table, "weeks")) == explanations


def test_a_spread_of_nothing_is_known_without_its_name(judge: Judge, followed: pd.DataFrame) -> None:
    table = pivot_table(followed.assign(same=5.0), values="same", index="ward", aggfunc="std", persons="rows")
    assert told(judge, table_file(table, "same")) == {"spread-zero"}


@pytest.mark.parametrize("aggregation", ["mean", "sum", "median"])
@pytest.mark.parametrize("value", [5.0, 0.0, -3.3])
def test_a_number_of_persons_who_all_have_one_value_tells_it(
    judge: Judge, followed: pd.DataFrame, aggregation: str, value: float
) -> None:
    same = followed.assign(weeks=followed["weeks"].where(followed["ward"] != "C", value))
    table = pivot_table(same, values="weeks", index="ward", aggfunc=aggregation, persons="rows").round(2)
    made = table_file(table, "weeks")
    found = [one for one in judge(made.name, made.content, made.evidence) if one.severity is Severity.BLOCK]
    assert [(one.explanation, one.where["row"]) for one in found] == [("values-all-same", "3")]
    same.loc[same.index[-1], "weeks"] = value + 1
    table = pivot_table(same, values="weeks", index="ward", aggfunc=aggregation, persons="rows").round(2)
    assert "values-all-same" not in told(judge, table_file(table, "weeks"))


def test_gains_and_losses_of_one_size_are_not_one_value(judge: Judge, followed: pd.DataFrame) -> None:
    table = pivot_table(
        followed.assign(change=np.where(followed["dead"] == 1, -2.0, 2.0)),
        values="change",
        index="ward",
        persons="rows",
    )
    assert told(judge, table_file(table, "change")) == set()


@pytest.mark.parametrize(("dead", "blocked"), [(196, True), (191, True), (190, False)])
def test_those_whom_a_share_leaves_out_are_a_group_too(
    judge: Judge, followed: pd.DataFrame, dead: int, blocked: bool
) -> None:
    data = those(followed, followed["ward"] == "C", dead)
    shares = crosstab(data["ward"], data["dead"], normalize="index", persons="rows")[[1]]
    expected = {"group-all-but-few"} if blocked else set()
    assert told(judge, table_file(shares, "dead")) == expected
    for per in (1, 50, 100, 1000):
        rates = ratios(data, "dead", by="ward", per=per, persons="rows")
        assert told(judge, table_file(rates, "rates")) == expected


def test_a_share_of_rows_leaves_out_more_than_the_persons_without_any(
    judge: Judge, followed: pd.DataFrame
) -> None:
    """Of 200 persons 196 have an urgent stay, and as many another one: half of the stays are urgent."""
    stays = pd.DataFrame(
        {
            "ward": ["C"] * 400,
            "urgent": ["yes"] * 196 + ["no"] * 204,
            "who": [*range(196), *range(196), *range(196, 200), *range(196, 200)],
        }
    )
    shares = crosstab(stays["ward"], stays["urgent"], normalize="index", persons=stays["who"])[["yes"]]
    assert told(judge, table_file(shares, "urgent")) == set()


# --- a yes/no column counts ---


@pytest.mark.parametrize("truth", [int, float, bool, "Int64", "boolean"])
@pytest.mark.parametrize("aggregation", ["sum", "mean", "std"])
@pytest.mark.parametrize(
    ("dead", "explanations"),
    [(3, {"counts-below-threshold"}), (10, set()), (190, set()), (197, {"group-all-but-few"})],
)
def test_the_sum_of_a_yes_no_column_is_a_count_and_its_mean_a_share(
    judge: Judge,
    followed: pd.DataFrame,
    truth: type | str,
    aggregation: str,
    dead: int,
    explanations: set[str],
) -> None:
    data = those(followed, followed["ward"] == "C", dead)
    if aggregation == "std":
        data["dead"] = data["dead"].astype(float)
    else:
        data["dead"] = data["dead"].astype(truth)
    pivoted = pivot_table(data, values="dead", index="ward", aggfunc=aggregation, persons="rows")
    crossed = crosstab(data["ward"], data["drug"], data["dead"], aggfunc=aggregation, persons="rows")
    # A count alone does not say out of how many.
    alone = aggregation == "sum" and dead > 100
    assert told(judge, table_file(pivoted, "dead")) == (set() if alone else explanations)
    if dead in (3, 197) and not alone:
        assert explanations <= told(judge, table_file(crossed, "dead"))


def records(values: pd.Series) -> str:
    return str(sorted(values)[-3:])


def mean(values: pd.Series) -> float:
    return float(values.max())


@pytest.mark.parametrize("aggregation", [records, mean, lambda values: values.iloc[0], np.ptp, "prod"])
def test_a_function_that_nobody_knows_never_passes(
    judge: Judge, followed: pd.DataFrame, aggregation: object
) -> None:
    for table in (
        pivot_table(
            followed, values="weeks", index="ward", columns="drug", aggfunc=aggregation, persons="rows"
        ),
        crosstab(
            followed["ward"], followed["drug"], values=followed["weeks"], aggfunc=aggregation, persons="rows"
        ),
    ):
        assert "measure-unknown" in told(judge, table_file(table, "t"), Severity.REVIEW)


def test_several_aggregations_of_one_table_are_each_judged(judge: Judge, followed: pd.DataFrame) -> None:
    data = those(followed, followed["ward"] == "C", 3)
    table = pivot_table(
        data,
        index="ward",
        aggfunc={"dead": ["count", "mean"], "weeks": "mean"},
        persons="rows",
    )
    made = table_file(table, "dead")
    assert made.evidence.persons is not None
    assert [sorted(row) for row in made.evidence.persons[2:]] == [[3, 200, 200]]
    findings = judge(made.name, made.content, made.evidence)
    blocked = {one.where["column"] for one in findings if one.severity is Severity.BLOCK}
    assert blocked == {"dead · mean"}


@pytest.mark.parametrize(
    ("dead", "explanations"),
    [(3, {"counts-below-threshold"}), (300, set()), (597, {"group-all-but-few"})],
)
def test_a_described_yes_no_column_tells_a_share(
    judge: Judge, followed: pd.DataFrame, dead: int, explanations: set[str]
) -> None:
    data = those(followed, followed["dead"] >= 0, dead)[["dead", "weeks"]]
    table = describe(data, persons="rows").loc[["count", "mean"]]
    assert told(judge, table_file(table, "described")) == explanations


def test_yes_and_no_of_many_stays_are_judged_by_persons(judge: Judge) -> None:
    stays = pd.DataFrame(
        {"ward": ["C"] * 400, "urgent": [1] * 196 + [0] * 204, "who": [*range(196), *range(196), *range(8)]}
    )
    mean = pivot_table(stays, values="urgent", index="ward", persons="who")
    assert told(judge, table_file(mean, "urgent")) == set()
    rates = ratios(stays, "urgent", by="ward", persons="who")
    assert told(judge, table_file(rates, "rates")) == set()
    few = pivot_table(stays.assign(who=stays["who"] % 9), values="urgent", index="ward", persons="who")
    assert "counts-below-threshold" in told(judge, table_file(few, "urgent"))


def test_means_of_other_numbers_stay_means(judge: Judge, followed: pd.DataFrame) -> None:
    table = pivot_table(followed, values="weeks", index="ward", persons="rows")
    made = table_file(table, "weeks")
    assert made.evidence.base is None and made.evidence.measures is not None
    assert [one.statistic for one in made.evidence.measures] == ["mean"]


# --- models that are tables of means, curves, weights and codes ---


def test_a_model_of_categories_alone_is_judged_as_the_table_of_means_that_it_is(
    judge: Judge, followed: pd.DataFrame
) -> None:
    def said(data: pd.DataFrame, formula: str) -> set[str]:
        return told(judge, regression_file(smf.ols(formula, data).fit(), "weeks", data=data))

    assert said(followed, "weeks ~ C(ward) * C(drug)") == set()
    rich = followed.copy()
    rich.loc[0, "weeks"] = 1e6
    assert said(rich, "weeks ~ C(ward)") == {"dominance"}
    assert said(rich.assign(age=range(PERSONS)), "weeks ~ C(ward) + age") == set()
    few = followed.copy()
    few.loc[few["ward"] == "A", "drug"] = 0
    few.loc[few.index[:9], "drug"] = 1
    assert "model-support-persons-too-few" in said(few, "weeks ~ C(ward) * C(drug)")


def test_coefficients_of_categories_alone_without_their_data_are_looked_at(
    judge: Judge, followed: pd.DataFrame
) -> None:
    made = regression_file(smf.ols("weeks ~ C(ward)", followed).fit(), "weeks")
    assert "model-table-of-means" in told(judge, made, Severity.REVIEW)
    other = regression_file(smf.ols("weeks ~ C(ward) + dead", followed).fit(), "weeks")
    assert "model-table-of-means" not in told(judge, other, Severity.REVIEW)


def test_a_density_of_the_workspace_is_not_blocked_and_the_one_of_pandas_is(
    judge: Judge, followed: pd.DataFrame
) -> None:
    plot = density(followed["weeks"], persons="rows")
    assert told(judge, table_file(plot.data, "weeks", description="density of weeks")) == set()
    line = followed["weeks"].plot.kde().get_lines()[0]
    drawn = pd.DataFrame(line.get_xydata(), columns=["weeks", "density"])
    made = table_file(drawn, "weeks", kind="magnitudes", persons=PERSONS, person_total=PERSONS)
    assert "density-ends" in told(judge, made)


def test_a_lorenz_curve_and_its_indices_are_blocked_where_one_makes_the_total(
    judge: Judge, followed: pd.DataFrame
) -> None:
    rich = followed.assign(weeks=followed["weeks"].where(followed.index > 0, 1e6))
    for data, expected in ((followed, set()), (rich, {"dominance", "concentration-dominated"})):
        made = table_file(concentration(data, "weeks", by="ward", persons="rows"), "indices")
        assert told(judge, made) == expected
    assert told(judge, table_file(lorenz(followed["weeks"], persons="rows"), "lorenz")) == set()
    assert "dominance" in told(judge, table_file(lorenz(rich["weeks"], persons="rows"), "lorenz"))


def test_weights_do_not_hide_who_makes_a_total(judge: Judge, followed: pd.DataFrame) -> None:
    data = followed.assign(w=1.0)
    assert told(judge, table_file(weighted(data, "weeks", "w", "ward", persons="rows"), "w")) == set()
    data.loc[0, ["weeks", "w"]] = [40_000.0, 2.0]
    assert told(judge, table_file(weighted(data, "weeks", "w", "ward", persons="rows"), "w")) == {"dominance"}


@pytest.mark.parametrize(("others", "blocked"), [(9, True), (10, False)])
@pytest.mark.parametrize("aggregation", ["mean", "sum"])
def test_all_but_few_are_told_by_codes_of_one_and_two(
    judge: Judge, followed: pd.DataFrame, aggregation: str, others: int, blocked: bool
) -> None:
    coded = followed.assign(
        dead=np.where(followed.groupby("ward").cumcount() < others, 1, 2), who=range(PERSONS)
    )
    made = table_file(pivot_table(coded, "dead", "ward", aggfunc=aggregation, persons="who"), "dead")
    assert told(judge, made) == ({"group-all-but-few"} if blocked else set())


def fortnights_by_ward() -> pd.DataFrame:
    """Of some thousand stays of one person each, how many began in each fortnight of a year."""
    random = np.random.default_rng(3)
    days = pd.Timestamp("2025-01-06") + pd.to_timedelta(14 * random.integers(0, 26, 2_000), unit="D")
    return crosstab(
        pd.Series(days.strftime("%Y-%m-%d"), name="fortnight"),
        pd.Series(random.choice(list("ABCD"), 2_000), name="ward"),
        persons="rows",
    )


def test_counts_of_persons_by_date_are_not_taken_for_records(judge: Judge) -> None:
    safe = suppress(fortnights_by_ward())
    made = table_file(safe, "fortnights")
    assert told(judge, made) == set()
    assert "records-repeated" in told(judge, made, Severity.REVIEW)


def test_numbers_by_date_that_count_nobody_are_records_whatever_is_claimed_of_them(judge: Judge) -> None:
    counts = fortnights_by_ward().reset_index()
    measured = counts.assign(**{ward: counts[ward] + 40 for ward in "ABCD"})
    claimed = table_file(measured, "fortnights", persons=600)
    assert "records-repeated" in told(judge, claimed)
