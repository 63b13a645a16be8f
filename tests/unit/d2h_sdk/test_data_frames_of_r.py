"""Data frames that R hands over, and tables that it changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from d2h_sdk import outputs
from d2h_sdk.errors import UsageError
from d2h_sdk.for_r.frames import frame_of_r
from d2h_sdk.for_r.made import handed_over, keep
from d2h_sdk.for_r.orders import carry_out
from d2h_sdk.outputs.evidence.recorded import recorded_of

GONE = -(2**31)  # how R writes a missing whole number
Column = tuple[str, str, list[Any], list[str] | None]


def handed(folder: Path, *columns: Column, **more: Any) -> dict[str, Any]:
    """As `d2h.R` writes them."""
    told = []
    for at, (name, kind, values, levels) in enumerate(columns):
        doubles = kind in ("numeric", "Date", "POSIXct")
        np.array(values, dtype="<f8" if doubles else "<i4").tofile(folder / f"data.{at}")
        told.append({"name": name, "class": kind, "file": f"data.{at}", "levels": levels})
    return {"columns": told, **more}


def test_columns_of_r_are_those_that_pandas_would_hold(tmp_path: Path) -> None:
    frame = frame_of_r(
        handed(
            tmp_path,
            ("whole", "integer", [1, GONE, 3], None),
            ("year", "numeric", [1950, np.nan, 1960], None),
            ("age", "numeric", [0.1 + 0.2, np.nan, np.inf], None),
            ("dead", "logical", [1, 0, GONE], None),
            ("sex", "character", [1, GONE, 2], ["f", "é"]),
            ("ward", "factor", [2, 1, 2], ["south", "north"]),
            ("day", "Date", [0, 1.0, np.nan], None),
        ),
        tmp_path,
    )

    assert frame.whole.tolist() == [1, pd.NA, 3] and str(frame.whole.dtype) == "Int64"
    assert frame.year.dropna().tolist() == [1950, 1960] and str(frame.year.dtype) == "Int64"
    assert frame.age[0] == 0.1 + 0.2 and np.isnan(frame.age[1])
    assert frame.dead.tolist() == [True, False, pd.NA]
    assert frame.sex.tolist() == ["f", None, "é"]
    assert frame.ward.cat.categories.tolist() == ["south", "north"] and frame.ward[0] == "north"
    assert str(frame.day[1])[:10] == "1970-01-02" and pd.isna(frame.day[2])


def test_a_column_that_is_none_of_a_table_is_named(tmp_path: Path) -> None:
    told = {"columns": [{"name": "curve", "class": "list", "file": "data.0"}]}

    with pytest.raises(UsageError, match="curve"):
        frame_of_r(told, tmp_path)


@pytest.fixture
def counts() -> pd.DataFrame:
    rows = pd.DataFrame({"sex": list("ffmm"), "ward": list("abab"), "born": [1950, 1960] * 2, "id": range(4)})
    return outputs.crosstab(rows.sex, [rows.born, rows.ward], persons=rows.id)


def test_a_table_that_r_changed_keeps_who_stands_behind_what_it_left(
    tmp_path: Path, counts: pd.DataFrame
) -> None:
    told = handed(
        tmp_path,
        ("sex", "character", [1], ["m"]),
        ("1960 · b", "integer", [1], None),
        ("1950 · a", "integer", [7], None),
        made=keep(counts),
    )

    frame = handed_over(told, tmp_path)

    found = recorded_of(frame)
    assert found is not None and found.persons is not None
    assert found.persons[0, 0] == 1, "what it left"
    assert np.isnan(found.persons[0, 1]), "nobody stands behind a number that R wrote"


def test_a_table_of_an_r_that_has_ended_is_to_be_made_again(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        handed_over({"made": "of another", "unchanged": True}, tmp_path)


def test_a_label_and_a_heading_may_have_one_name(tmp_path: Path) -> None:
    data = handed(tmp_path, ("w", "character", [1, 2], ["w", "v"]), ("id", "integer", [1, 2], None))

    answer = carry_out(
        "crosstab", {"data": data, "index": ["w"], "columns": ["w"], "persons": "id"}, tmp_path
    )

    assert (tmp_path / "rows.csv").read_text().splitlines()[0] == '"w","v","w"'
    assert answer["classes"] == ["character", "numeric", "numeric"]
