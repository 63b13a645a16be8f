"""`crosstab` and `pivot_table`: pandas' own tables, whatever the inputs, and who stands behind each cell."""

from __future__ import annotations

import json
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from d2h_sdk.errors import UsageError
from d2h_sdk.frames import FILTERS_KEY
from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.evidence.contributions import contributions
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import recorded_of
from d2h_sdk.outputs.pivot_tables import pivot_table
from d2h_sdk.outputs.suppression import suppress
from d2h_sdk.outputs.tables import table_file

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
NAMES = ["sexe", "été-2020", 'L\'Hôpital "Nord"', "tranche", "jour", "heureux", "classe", "manquants"]


def made(seed: int, rows: int = 300, persons: int = 60) -> pd.DataFrame:
    """One column of every kind a hospital's data have."""
    random = np.random.default_rng(seed)
    ages = random.integers(0, 90, rows)
    return pd.DataFrame(
        {
            "sexe": random.choice(["f", "m"], rows),
            "été-2020": random.integers(-2, 3, rows),
            'L\'Hôpital "Nord"': random.choice(["l'aile `A`", 'dite "B"', "Ça-et-là", "x == 1"], rows),
            "tranche": pd.cut(ages, [0, 18, 40, 65, 90], right=False),
            "jour": pd.to_datetime("2020-01-01") + pd.to_timedelta(random.integers(0, 4, rows), "D"),
            "heureux": random.random(rows) < 0.5,
            "classe": pd.Categorical(random.choice(["I", "II"], rows), categories=["II", "I", "III"]),
            "manquants": random.choice(np.array(["oui", "non", None], dtype=object), rows),
            "durée": random.normal(10, 5, rows),
            "creux": np.where(random.random(rows) < 0.3, np.nan, random.integers(0, 9, rows)),
            "qui": random.integers(1 << 60, (1 << 60) + 3 * persons, rows),
        }
    )


def keys_of(data: pd.DataFrame, names: list[str]) -> Any:
    arrays = [data[name] for name in names]
    return arrays if len(arrays) > 1 else arrays[0]


def same(mine: pd.DataFrame, theirs: pd.DataFrame) -> None:
    assert repr(mine.index) == repr(theirs.index) and repr(mine.columns) == repr(theirs.columns)
    assert list(mine.dtypes) == list(theirs.dtypes)
    left, right = mine.to_numpy(dtype=object), theirs.to_numpy(dtype=object)
    assert ((left == right) | (pd.isna(left) & pd.isna(right))).all()


axes = st.permutations(NAMES).flatmap(
    lambda names: st.tuples(st.integers(1, 2), st.integers(1, 2)).map(
        lambda sizes: (names[: sizes[0]], names[sizes[0] : sum(sizes)])
    )
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@hypothesis.given(
    seed=st.integers(0, 10**6),
    axes=axes,
    margins=st.booleans(),
    dropna=st.booleans(),
    normalize=st.sampled_from([False, "index", "columns", "all", True, 0, 1]),
    values=st.sampled_from([None, "durée", "creux"]),
    aggfunc=st.sampled_from(["mean", "sum", "count", "median", "max", np.mean]),
)
def test_a_crosstab_is_pandas_own_whatever_the_inputs(
    seed: int,
    axes: tuple[list[str], list[str]],
    margins: bool,
    dropna: bool,
    normalize: Any,
    values: str | None,
    aggfunc: Any,
) -> None:
    data = made(seed)
    given: dict[str, Any] = {"margins": margins, "dropna": dropna, "normalize": normalize}
    if values is not None:
        given |= {"values": data[values], "aggfunc": aggfunc}
    rows, columns = keys_of(data, axes[0]), keys_of(data, axes[1])
    try:
        theirs = pd.crosstab(rows, columns, **given)
    except Exception as fault:
        with pytest.raises(type(fault)):
            crosstab(rows, columns, persons=data["qui"], **given)
        return
    mine = crosstab(rows, columns, persons=data["qui"], **given)
    same(mine, theirs)
    recorded = recorded_of(mine)
    assert recorded is not None and recorded.persons is not None and recorded.rows is not None
    assert recorded.persons.shape == mine.shape
    assert (recorded.persons <= recorded.rows).all()
    # pandas 2.3 writes zeros as totals of missing values; the evidence counts them.
    if values is None and normalize is False and not (margins and not dropna):
        np.testing.assert_array_equal(recorded.rows, mine.fillna(0).to_numpy())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@hypothesis.given(seed=st.integers(0, 10**6), axes=axes, margins=st.booleans())
def test_persons_rows_and_largest_contributions_are_those_of_pandas(
    seed: int, axes: tuple[list[str], list[str]], margins: bool
) -> None:
    data = made(seed).dropna(subset=["manquants"])
    names = [*axes[0], *axes[1]]
    given: dict[str, Any] = {"values": data["durée"], "aggfunc": "sum", "margins": margins}
    rows, columns = keys_of(data, axes[0]), keys_of(data, axes[1])
    try:
        pd.crosstab(rows, columns, **given)
    except KeyError:
        assume(False)  # pandas 2.3 makes no totals of several levels with dates
    mine = crosstab(rows, columns, persons=data["qui"], **given)
    recorded = recorded_of(mine)
    assert recorded is not None
    assert recorded.persons is not None and recorded.largest is not None and recorded.sums is not None
    amounts = data.assign(size=data["durée"].abs())
    for row, above in enumerate(mine.index):
        for column, left in enumerate(mine.columns):
            chosen = amounts
            label = [*(above if isinstance(above, tuple) else [above])]
            if label[0] == "All":
                label = ["All"] * len(axes[0])
            heading = [*(left if isinstance(left, tuple) else [left])]
            if heading[0] == "All":
                heading = ["All"] * len(axes[1])
            for name, value in zip(names, [*label, *heading], strict=True):
                if value != "All":
                    chosen = chosen[chosen[name] == value]
            each = [*chosen.groupby("qui")["size"].sum().nlargest(2), 0.0, 0.0]
            assert recorded.persons[row, column] == chosen["qui"].nunique()
            assert recorded.sums[row, column] == pytest.approx(chosen["size"].sum())
            assert recorded.largest[row, column] == pytest.approx(each[:2])


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@hypothesis.given(
    seed=st.integers(0, 10**6),
    axes=axes,
    aggfunc=st.sampled_from(
        [
            *("mean", "sum", "count", "median", "std", "min", np.sum, len),
            ["mean", "count"],
            [np.mean, "max"],
            {"durée": "sum", "creux": "mean"},
            {"durée": ["mean", "max"]},
            lambda values: str(list(values)[:1]),
        ]
    ),
    values=st.sampled_from([None, "durée", ["durée"], ["durée", "creux"]]),
    margins=st.booleans(),
    dropna=st.booleans(),
    observed=st.booleans(),
    fill_value=st.sampled_from([None, 0]),
)
def test_a_pivot_table_is_pandas_own_whatever_the_inputs(
    seed: int, axes: tuple[list[str], list[str]], values: Any, aggfunc: Any, **more: Any
) -> None:
    data = made(seed)
    if values is None:
        data = data[[*axes[0], *axes[1], "durée", "creux"]].assign(qui=data["qui"].to_numpy())
    given = {"values": values, "index": axes[0], "columns": axes[1], "aggfunc": aggfunc, **more}
    try:
        theirs = pd.pivot_table(data, **given)
    except Exception as fault:
        with pytest.raises(type(fault)):
            pivot_table(data, persons="qui", **given)
        return
    mine = pivot_table(data, persons="qui", **given)
    same(mine, theirs)
    recorded = recorded_of(mine)
    assert recorded is not None and len(recorded.measures) == mine.shape[1]
    if callable(aggfunc) and aggfunc not in (np.sum, len):
        assert {one.statistic for one in recorded.measures} == {"unknown"}
    if aggfunc == "count" and not (more["margins"] and not more["dropna"]):
        np.testing.assert_array_equal(recorded.rows, mine.fillna(0).to_numpy())


def test_twelve_stays_of_one_patient_are_one_person() -> None:
    stays = pd.DataFrame(
        {"ward": ["A"] * 12 + ["B"] * 12, "dead": [True] * 24, "who": [7] * 12 + [*range(12)]}
    )
    made_file = table_file(crosstab(stays["ward"], stays["dead"], persons=stays["who"]), "stays")
    assert made_file.content.decode() == "ward,True\nA,12\nB,12\n"
    assert made_file.evidence.persons == ((1,), (12,))
    assert made_file.evidence.rows == ((12,), (12,))
    assert made_file.evidence.kind == "counts" and made_file.evidence.person_total == 12


def test_a_share_tells_its_numerator_and_its_base() -> None:
    data = pd.DataFrame({"ward": list("aab") * 20, "dead": list("yny") * 20})
    made_file = table_file(crosstab(data["ward"], data["dead"], normalize="index", persons="rows"), "shares")
    evidence = made_file.evidence
    assert evidence.kind == "magnitudes" and evidence.measures is not None
    assert {one.statistic for one in evidence.measures} == {"share"}
    assert evidence.persons == ((20, 20), (0, 20)) and evidence.base == ((40, 40), (20, 20))


def test_totals_and_dimensions_are_named() -> None:
    data = made(1)
    evidence = table_file(
        crosstab(data["sexe"], data["tranche"], margins=True, persons=data["qui"], filters="first stay"), "t"
    ).evidence
    assert evidence.total_rows == (2,) and evidence.total_columns == (4,)
    assert [(one.name, one.axis) for one in evidence.dimensions] == [("sexe", "rows"), ("tranche", "columns")]
    assert evidence.filters == ("first stay",)


def test_what_was_asked_of_the_sites_is_told_with_the_table() -> None:
    data = made(6)
    data.attrs[FILTERS_KEY] = ["visit: year >= 2020"]
    table = crosstab(data["sexe"], data["heureux"], filters="adults")
    recorded = recorded_of(table)
    assert recorded is not None and recorded.filters == ("adults", "visit: year >= 2020")
    turned = recorded_of(pivot_table(data, values="durée", index="sexe"))
    assert turned is not None and turned.filters == ("visit: year >= 2020",)


def test_a_function_that_calls_itself_mean_is_no_mean() -> None:
    def mean(values: pd.Series) -> Any:
        return values.max()

    data = made(2)
    for aggfunc in (mean, ["mean", mean], {"durée": mean}):
        table = pivot_table(data, values="durée", index="sexe", aggfunc=aggfunc, persons="qui")
        recorded = recorded_of(table)
        assert recorded is not None
        assert "unknown" in {one.statistic for one in recorded.measures}
        assert "mean" not in {one.statistic for one in recorded.measures}


def test_evidence_follows_what_is_left_out_turned_blanked_or_rounded_and_nothing_else() -> None:
    data = made(3)
    table = pivot_table(data, values="durée", index='L\'Hôpital "Nord"', columns="sexe", persons="qui")
    before = recorded_of(table)
    assert before is not None and before.persons is not None
    for changed, persons in (
        (table.iloc[[2, 0]], before.persons[[2, 0]]),
        (table[["m"]], before.persons[:, [1]]),
        (table.round(1), before.persons),
        (table.T, before.persons.T),
    ):
        recorded = recorded_of(changed)
        assert recorded is not None
        np.testing.assert_array_equal(recorded.persons, persons)
    other = recorded_of(table + 1)
    assert other is not None and other.persons is not None
    assert np.isnan(other.persons).all()
    assert {one.statistic for one in other.measures} == {"unknown"}
    assert recorded_of(table.rename(index=str.upper).rename(columns=str.upper)) is None


def test_a_turned_part_of_a_table_with_totals_keeps_its_evidence() -> None:
    ward, fell = ["A"] * 30 + ["B"] * 40, [True, False] * 35
    table = crosstab(pd.Series(ward, name="ward"), pd.Series(fell, name="fell"), margins=True, persons="rows")
    evidence = table_file(table[[True, "All"]].T, "falls").evidence
    assert evidence.persons == ((15, 20, 35), (30, 40, 70))
    assert evidence.total_rows == (1,) and evidence.total_columns == (2,)


def test_a_suppressed_table_keeps_its_evidence_for_what_it_still_shows() -> None:
    ward = ["A"] * 3 + ["B"] * 40 + ["A"] * 30
    data = pd.DataFrame({"ward": ward, "fell": [True] * 20 + [False] * 53})
    safe = suppress(crosstab(data["ward"], data["fell"], margins=True, persons="rows"))
    evidence = table_file(safe, "falls").evidence
    assert evidence.persons == ((None, None, 33), (None, None, 40), (53, 20, 73))
    assert evidence.suppressed == 4 and evidence.total_rows == (2,)


def test_columns_with_marks_of_missing_values_are_followed_too() -> None:
    data = made(8)
    data["creux"] = data["creux"].astype("Int64")
    table = pivot_table(data, values="creux", index="sexe", columns="jour", aggfunc="sum", persons="qui")
    recorded = recorded_of(table.astype("Int64").mask(table < table.max().max()))
    assert recorded is not None and {one.statistic for one in recorded.measures} == {"sum"}


def test_evidence_stays_out_of_the_files_pandas_writes() -> None:
    data = made(4)
    table = crosstab(data["sexe"], data["heureux"], persons=data["qui"])
    assert len(json.dumps(table.attrs)) < 100


def test_rows_of_nobody_known_count_no_person() -> None:
    who = pd.Series(["a", None, "a", "b", None, None])
    table = crosstab(pd.Series(list("xxxyyz")), pd.Series([1] * 6), persons=who)
    recorded = recorded_of(table)
    assert recorded is not None and recorded.persons is not None
    assert recorded.persons.ravel().tolist() == [1, 1, 0]
    assert recorded.person_total == 2


def test_persons_of_another_length_are_refused() -> None:
    with pytest.raises(UsageError) as told:
        crosstab(pd.Series([1, 2]), pd.Series([1, 2]), persons=[1, 2, 3])
    assert told.value.code == "persons-length"


@pytest.mark.parametrize(("rows", "cells"), [(60_000, 3), (60_000, 5_000), (500_000, 3), (500_000, 5_000)])
@pytest.mark.parametrize("some_unknown", [False, True])
def test_persons_in_large_cells_are_added_up_as_exactly_as_in_small_ones(
    rows: int, cells: int, some_unknown: bool
) -> None:
    random = np.random.default_rng(5)
    where = random.integers(0, cells, rows)
    who = random.integers(0, 1 << 62, 9_000)[random.integers(0, 9_000, rows)]
    if some_unknown:
        who[random.random(rows) < 0.1] = -1
    amounts = random.gamma(2, 3, rows) * random.choice([-1, 1], rows)
    persons = Persons(who, some_unknown)
    found = contributions(where, cells, persons, amounts)
    frame = pd.DataFrame({"cell": where, "who": who, "amount": np.abs(amounts)})
    each = frame.groupby(["cell", "who"])["amount"].sum().sort_values(ascending=False)
    known = each.drop(-1, level="who") if some_unknown else each
    behind = known.groupby("cell").size().reindex(range(cells), fill_value=0)
    assert found.persons is not None and found.largest is not None and found.sums is not None
    np.testing.assert_array_equal(found.persons, behind)
    np.testing.assert_allclose(found.sums, each.groupby("cell").sum().reindex(range(cells), fill_value=0))
    for at in (0, 1):
        ranked = each.groupby("cell").nth(at).droplevel("who").reindex(range(cells), fill_value=0.0)
        np.testing.assert_allclose(found.largest[:, at], ranked)
    assert persons.total() == frame.loc[frame["who"] >= 0, "who"].nunique()


def test_the_key_of_a_cell_depends_on_its_persons_alone() -> None:
    data = pd.DataFrame(
        {
            "person": ["p1", "p2", "p2", "p3", "p4", "p5"],
            "ward": ["A", "A", "A", "B", "B", "B"],
            "sex": ["F", "F", "F", "F", "M", "M"],
        }
    )
    table = crosstab(data["ward"], data["sex"], margins=True, persons=data["person"], cell_keys=True)
    keys = table_file(table, "t").evidence.keys
    assert keys is not None
    # Columns F, M, All; rows A, B, All. All women and men of ward A are its women.
    assert keys[0][0] == keys[0][2] and keys[0][1] == "0" * 16
    modulus = 1 << 64
    whole = [[int(key or "0", 16) for key in line] for line in keys]
    assert (whole[0][0] + whole[1][0]) % modulus == whole[2][0]
    assert (whole[2][0] + whole[2][1]) % modulus == whole[2][2]
    assert len({key for line in keys for key in line}) == 7
    shuffled = data.sample(frac=1, random_state=1)
    again = crosstab(shuffled["sex"], shuffled["ward"], persons=shuffled["person"], cell_keys=True)
    assert table_file(again, "t").evidence.keys == ((keys[0][0], keys[1][0]), (keys[0][1], keys[1][1]))
    assert table_file(crosstab(data["ward"], data["sex"], persons="rows"), "t").evidence.keys is None
    with pytest.raises(UsageError) as told:
        crosstab(data["ward"], data["sex"], persons="rows", cell_keys=True)
    assert told.value.code == "cell-keys-persons"
