"""What may be asked about the first hours of a stay, and what the door of the sites takes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import d2h_sdk as d2h
from d2h_sdk.catalogue import Datasets
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.errors import UsageError
from d2h_sdk.features.statement import select, together
from d2h_sdk.features.stays import of_admissions, of_index
from d2h_sdk.features.variables import checked as variables
from d2h_sdk.wire import ColumnMessage, DatasetMessage, TableMessage
from data_gateway.queries.sql_door import checked
from data_gateway.queries.sql_written import View

PULSE = d2h.concepts("measurement", 3027018, name="pulse")
CANCER = d2h.concepts("condition_occurrence", 443392, name="cancer")
HEPARIN = d2h.concepts("drug_exposure", 1367571, name="heparin")
SERVED = {
    "visit_occurrence": {
        **{"person_id": "BIGINT", "visit_occurrence_id": "BIGINT"},
        **{"visit_start_datetime": "TIMESTAMP", "visit_end_datetime": "TIMESTAMP"},
    },
    "measurement": {
        **{"person_id": "BIGINT", "measurement_concept_id": "BIGINT", "measurement_datetime": "TIMESTAMP"},
        **{"value_as_number": "DOUBLE", "unit_concept_id": "BIGINT", "result_datetime": "TIMESTAMP"},
    },
    "drug_exposure": {"person_id": "BIGINT", "drug_concept_id": "BIGINT", "drug_exposure_start_date": "DATE"},
    "condition_occurrence": {
        **{"person_id": "BIGINT", "condition_concept_id": "BIGINT", "condition_start_date": "DATE"}
    },
    "concept_ancestor": {"ancestor_concept_id": "BIGINT", "descendant_concept_id": "BIGINT"},
}
VIEWS = [View("omop", table, columns) for table, columns in SERVED.items()]


def permitted() -> Permitted:
    tables = tuple(
        TableMessage(name=table, columns=tuple(ColumnMessage(name=n, type=t) for n, t in columns.items()))
        for table, columns in SERVED.items()
    )
    dataset = DatasetMessage(site="lyon", dataset="omop", title={}, mode="records", tables=tables)
    return Permitted(Datasets((dataset,), {}, {}))


def test_one_select_per_table_and_window_passes_the_door_of_the_sites() -> None:
    below = d2h.concepts("measurement", 3027018, descendants=True, name="below")
    asked = [
        *(PULSE, HEPARIN, d2h.concepts("measurement", 3020564, name="creatinine"), below),
        d2h.features.variable(
            d2h.concepts("measurement", 3027018, name="day"), hours=24, known="result_datetime"
        ),
        d2h.features.variable(CANCER, hours=(-240, 0)),
    ]
    groups = list(together(variables(asked, 48, None)))
    assert [[at for at, _ in members] for members in groups] == [[0, 2], [1], [3], [4], [5]]
    cohort = d2h.cohort.first(CANCER).follow_up(90, death=False)
    for stays in (
        of_admissions(48, False, None, permitted()),
        of_admissions(48, True, cohort, permitted()),
        of_index(48, cohort, permitted()),
    ):
        assert [column.name for column in checked(stays.select, VIEWS).columns][-1] == "whole"
        for members in groups:
            columns = [c.name for c in checked(select(members, stays, permitted()), VIEWS).columns]
            assert columns[: len(stays.keys) + 1] == [*stays.keys, "variable"] and "counted" in columns
    with pytest.raises(UsageError, match=r"drug_exposure\.value_as_number"):
        permitted().require({"drug_exposure": ("value_as_number",)})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: variables([], 48, None), "features-none"),
        (lambda: variables([3027018], 48, None), "features-no-concepts"),  # type: ignore[list-item]
        (lambda: variables([PULSE, PULSE], 48, None), "features-name-twice"),
        (lambda: d2h.features.variable(PULSE, "median"), "features-unknown"),
        (lambda: d2h.features.variable(HEPARIN, "mean"), "features-unknown"),
        (lambda: d2h.features.variable(PULSE, unit="mmol/L"), "features-unit-wrong"),  # type: ignore[arg-type]
        (lambda: d2h.features.variable(PULSE, known="now()"), "features-known-wrong"),
        (lambda: d2h.features.variable(PULSE, known=-1), "features-known-wrong"),
        (lambda: d2h.features.variable(PULSE, hours=(24, 0)), "features-hours-wrong"),
        (lambda: d2h.features.variable(PULSE, hours="48"), "features-hours-wrong"),  # type: ignore[arg-type]
        (lambda: d2h.features.first_hours([PULSE], 0), "features-hours-wrong"),
        (lambda: d2h.features.first_hours([PULSE], since="index"), "features-since-wrong"),
    ],
)
def test_what_is_no_variable_or_no_window_is_refused_in_words(wrong: Callable[[], object], code: str) -> None:
    with pytest.raises(UsageError) as told:
        wrong()
    assert told.value.code == code and code not in str(told.value)


def test_what_a_predictor_must_not_know_is_refused_with_the_reason() -> None:
    late = d2h.features.variable(PULSE, hours=(24, 72))
    with pytest.raises(UsageError, match="would know what it is to predict"):
        variables([late], 48, None)
    assert variables([late], 72, None) == (late,)
    with pytest.raises(UsageError, match="coded when it ends"):
        variables([CANCER], 48, None)
    with pytest.raises(UsageError, match="predictor of itself"):
        variables([PULSE], 48, d2h.concepts("measurement", 1, 3027018))
    before = d2h.features.variable(PULSE, hours=(-48, 0))
    recorded = d2h.features.variable(CANCER, known="condition_recorded_datetime")
    assert variables([before, recorded], 48, PULSE) == (before, recorded)
