"""What a site publishes of its data: true figures, and none from which a few persons could be made out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_gateway.catalogue.dataset import load_dataset
from data_gateway.catalogue.figures import SMALLEST, coarse_share, rounded, stored_card
from governance.catalogue.site_card import DatasetCard
from governance.source_file import SourceRefusal

Loading = Callable[..., Any]
PERSONS = 200


@pytest.fixture(autouse=True)
def export(source: Path) -> None:
    """200 persons: 5 in ward RARE, 12 in SMALL; 60 rows of code X, all of 3 persons; one stay in 1950."""
    ids = list(range(PERSONS))
    wards = ["RARE" if i < 5 else "SMALL" if i < 17 else "BIG" for i in ids]
    parquet.write_table(
        pa.table(
            {
                "person_id": ids,
                "ward": wards,
                "weight": [None if i < 3 else 60.0 + i for i in ids],
                "stay_number": [f"S{i}" for i in ids],
                "admitted": [f"{1950 if i == 0 else 2020 + i % 4}-0{1 + i % 3}-15" for i in ids],
            }
        ).cast(
            pa.schema(
                [
                    ("person_id", pa.int64()),
                    ("ward", pa.string()),
                    ("weight", pa.float64()),
                    ("stay_number", pa.string()),
                    ("admitted", pa.date32()),
                ]
            )
        ),
        source / "stay.parquet",
    )
    codes = [(i, "COMMON") for i in ids] + [(i % 3, "X") for i in range(60)]
    parquet.write_table(
        pa.table({"person_id": [i for i, _ in codes], "code": [code for _, code in codes]}),
        source / "exam.parquet",
    )
    parquet.write_table(pa.table({"person_id": list(range(9)), "bed": ["A"] * 9}), source / "rare.parquet")


def card_of(datasets: Path) -> DatasetCard:
    card = stored_card(load_dataset(datasets, "stays"))
    assert card is not None
    return card


def test_values_that_fewer_than_ten_persons_share_are_not_told_however_many_their_rows(
    datasets: Path, load_stays: Loading
) -> None:
    load_stays()
    card = card_of(datasets)
    ward = card.tables["stay"].columns["ward"]
    assert [(code.code, code.rows) for code in ward.codes] == [("BIG", 180), ("SMALL", 10)]
    assert ward.levels == 2
    code = card.tables["exam"].columns["code"]
    assert [(each.code, each.rows) for each in code.codes] == [("COMMON", 200)]
    text = card.model_dump_json()
    assert "RARE" not in text and '"X"' not in text


def test_a_table_of_fewer_than_ten_persons_tells_nothing_but_its_columns(
    datasets: Path, load_stays: Loading
) -> None:
    load_stays()
    rare = card_of(datasets).tables["rare"]
    assert rare.rows is None
    assert rare.columns["bed"].model_dump(exclude_defaults=True) == {"type": "VARCHAR"}


def test_months_covered_are_those_that_ten_persons_share(datasets: Path, load_stays: Loading) -> None:
    load_stays()
    card = card_of(datasets)
    assert (card.first, card.last) == ("2020-01", "2023-03")
    assert "1950" not in card.model_dump_json()


def test_no_value_of_a_column_as_varied_as_its_persons_is_told(datasets: Path, load_stays: Loading) -> None:
    load_stays()
    columns = card_of(datasets).tables["stay"].columns
    assert columns["stay_number"].codes == () and "S17" not in card_of(datasets).model_dump_json()
    assert columns["weight"].codes == ()


def test_identifying_columns_have_no_figures(source: Path, datasets: Path, load_stays: Loading) -> None:
    from data_gateway.catalogue.loading import ColumnChoices

    load_stays(choices=ColumnChoices(identifying=frozenset({"stay.ward"})))
    assert "ward" not in card_of(datasets).tables["stay"].columns


def test_three_missing_values_cannot_be_told_from_none(datasets: Path, load_stays: Loading) -> None:
    load_stays()
    assert card_of(datasets).tables["stay"].columns["weight"].missing == 0.0


def test_opposed_patients_are_in_no_figure(datasets: Path, load_stays: Loading) -> None:
    opposed = frozenset(str(person) for person in range(5, 12))
    load_stays(opposed=opposed)
    card = card_of(datasets)
    assert [code.code for code in card.tables["stay"].columns["ward"].codes] == ["BIG"]
    dataset = load_dataset(datasets, "stays")
    assert stored_card(dataset, opposed) == card
    assert stored_card(dataset, frozenset()) is None


@given(st.integers(0, 100_000), st.data())
def test_a_share_fits_ten_different_numbers_at_least(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    told = coarse_share(part, whole)
    if told is None:
        assert whole < 40
        return
    alike = sum(
        coarse_share(other, whole) == told
        for other in range(max(0, part - 2_000), min(whole, part + 2_000) + 1)
    )
    # At either end a step is cut in half: what is told there fits "none" and a few.
    assert alike >= SMALLEST // 2
    assert abs(told - part / whole) <= 0.126


@given(st.integers(0, 10**9))
def test_a_count_is_told_in_tens_or_not_at_all(count: int) -> None:
    told = rounded(count)
    assert (
        told is None if count < SMALLEST else told is not None and told % 10 == 0 and abs(told - count) <= 5
    )


DESCRIPTION = """
title: {fr: Séjours, en: Stays}
description: {fr: Tous les séjours, en: All stays}
steward: Département d'information médicale
tables:
  stay:
    description: {fr: Un séjour par ligne}
    columns:
      weight: {description: {fr: Poids à l'admission}, unit: kg}
      ward: {coding_system: FINESS}
"""


def test_what_the_site_says_of_its_data_stands_in_the_card_and_stays_for_the_next_load(
    datasets: Path, load_stays: Loading
) -> None:
    load_stays(description=DESCRIPTION)
    load_stays()
    card = card_of(datasets)
    assert card.title == {"fr": "Séjours", "en": "Stays"}
    assert card.steward == "Département d'information médicale"
    assert card.tables["stay"].description == {"fr": "Un séjour par ligne"}
    weight, ward = (card.tables["stay"].columns[name] for name in ("weight", "ward"))
    assert (weight.description, weight.unit) == ({"fr": "Poids à l'admission"}, "kg")
    assert ward.coding_system == "FINESS"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tables: {stay: {columns: {bed: {unit: kg}}}}", "schema-column-missing"),
        ("tables: {visit: {}}", "schema-table-missing"),
        ("titel: {fr: Séjours}", "key-unknown"),
    ],
)
def test_a_mistake_in_the_description_is_told_at_its_line(load_stays: Loading, text: str, code: str) -> None:
    with pytest.raises(SourceRefusal) as caught:
        load_stays(description=text)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [(code, 1)]
