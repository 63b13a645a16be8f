"""Whatever kind of values breaks a table down, persons, sums and largest are those of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.evidence.recorded import recorded_of
from d2h_sdk.outputs.pivot_tables import pivot_table

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
ROWS, TOTAL = 240, "All"
RANDOM = np.random.default_rng(9)
AT = RANDOM.integers(0, 3, ROWS)
DAYS = pd.to_datetime("2020-01-31") + pd.to_timedelta(AT, "D")
WORDS = np.array(['l\'aile "Nord" `A`', "Ça-et-là", "x == 1 & (y)"], dtype=object)[AT]
GAPS = np.where(RANDOM.random(ROWS) < 0.2, None, WORDS)
KINDS: dict[str, Callable[[], Any]] = {
    "whole numbers": lambda: AT - 1,
    "whole numbers far apart": lambda: AT.astype(np.int64) * 10**15,
    "yes and no": lambda: AT == 1,
    "decimals": lambda: AT / 4,
    "categories": lambda: pd.Categorical(WORDS, categories=[*sorted(set(WORDS)), "nobody's"]),
    "ordered categories": lambda: pd.Categorical.from_codes(AT, ["mild", "moderate", "severe"], ordered=True),
    "intervals": lambda: pd.cut(AT, [-1, 0, 1, 2]),
    "days": lambda: DAYS,
    "days of a time zone": lambda: DAYS.tz_localize("Europe/Paris"),
    "months": lambda: DAYS.to_period("M"),
    "lengths of time": lambda: pd.to_timedelta(AT, "h"),
    "words with quotes, hyphens and accents": lambda: WORDS,
    "words of Arrow": lambda: pd.array(WORDS, dtype="string[pyarrow]"),
    "words with gaps": lambda: GAPS,
    "whole numbers with gaps": lambda: pd.array(np.where(AT == 2, None, AT).tolist(), dtype="Int64"),
    "yes and no with gaps": lambda: pd.array(np.where(AT == 2, None, AT == 1).tolist(), dtype="boolean"),
}


def made(kind: str) -> pd.DataFrame:
    random = np.random.default_rng(10)
    return pd.DataFrame(
        {
            "by": KINDS[kind](),
            "sex": np.array(["f", "m"], dtype=object)[random.integers(0, 2, ROWS)],
            "euros": random.gamma(2.0, 300.0, ROWS).round(2),
            "who": random.integers(1 << 60, (1 << 60) + 70, ROWS),
        }
    )


def falls(by: Any, label: Any) -> bool:
    """In a total fall all that have a value."""
    if isinstance(label, str) and label == TOTAL:
        return pd.isna(by) is False
    if pd.isna(by) or pd.isna(label):
        return bool(pd.isna(by) and pd.isna(label))
    return bool(by == label)


def rows_of(data: pd.DataFrame, label: Any, sex: Any) -> pd.DataFrame:
    """One by one, as a person would pick them."""
    found = data[[falls(by, label) for by in data["by"].astype(object).tolist()]]
    return found if sex == TOTAL else found[found["sex"] == sex]


@pytest.mark.parametrize("kind", KINDS)
def test_a_crosstab_knows_who_is_behind_each_cell_and_each_total(kind: str) -> None:
    data = made(kind)
    table = crosstab(
        data["by"], data["sex"], values=data["euros"], aggfunc="sum", margins=True, persons=data["who"]
    )
    recorded = recorded_of(table)
    assert recorded is not None
    assert recorded.persons is not None and recorded.sums is not None and recorded.largest is not None
    assert len(table) > 1 and recorded.total_rows == (len(table) - 1,) and recorded.total_columns == (2,)
    for row, label in enumerate(table.index):
        for column, sex in enumerate(table.columns):
            chosen = rows_of(data, label, sex)
            each = chosen.groupby("who")["euros"].sum()
            assert recorded.persons[row, column] == len(each), (label, sex)
            assert recorded.rows is not None and recorded.rows[row, column] == len(chosen)
            assert recorded.sums[row, column] == pytest.approx(each.sum())
            assert recorded.largest[row, column] == pytest.approx([*each.nlargest(2), 0.0, 0.0][:2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_of_a_crosstab_knows_its_base(kind: str) -> None:
    data = made(kind)
    table = crosstab(data["by"], data["sex"], normalize="index", persons=data["who"])
    recorded = recorded_of(table)
    assert recorded is not None and recorded.persons is not None and recorded.base is not None
    for row, label in enumerate(table.index):
        assert recorded.base[row, 0] == rows_of(data, label, TOTAL)["who"].nunique()
        for column, sex in enumerate(table.columns):
            assert recorded.persons[row, column] == rows_of(data, label, sex)["who"].nunique()


@pytest.mark.parametrize("kind", KINDS)
def test_a_pivot_table_of_several_aggregations_knows_who_is_behind_each(kind: str) -> None:
    data = made(kind)
    table = pivot_table(
        data,
        values="euros",
        index="by",
        columns="sex",
        aggfunc=["mean", "count", "std"],
        margins=True,
        observed=True,
        persons="who",
    )
    recorded = recorded_of(table)
    assert recorded is not None and recorded.persons is not None and recorded.largest is not None
    told = [one.statistic for one in recorded.measures]
    assert told == ["mean"] * 3 + ["count"] * 3 + ["spread"] * 3
    for row, label in enumerate(table.index):
        for column, (_, sex) in enumerate(table.columns):
            each = rows_of(data, label, sex).groupby("who")["euros"].sum()
            assert recorded.persons[row, column] == len(each), (label, sex)
            assert recorded.largest[row, column] == pytest.approx([*each.nlargest(2), 0.0, 0.0][:2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_pivot_table_of_two_dimensions_in_its_rows_knows_who_is_behind(kind: str) -> None:
    data = made(kind)
    table = pivot_table(
        data, values="euros", index=["by", "sex"], aggfunc="sum", observed=True, persons="who"
    )
    recorded = recorded_of(table)
    assert recorded is not None and recorded.persons is not None
    for row, (label, sex) in enumerate(table.index):
        assert recorded.persons[row, 0] == rows_of(data, label, sex)["who"].nunique()
