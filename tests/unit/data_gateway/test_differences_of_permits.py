"""What a data owner is told that a new version changes: everything that opens more, and all that closes."""

from __future__ import annotations

from typing import Any

import pytest

from data_gateway.cli.session import LOCALES
from data_gateway.permits.differences import differences_in_words
from governance.permits.document import PermitDocument
from governance.words import Words

ROWS = [{"column": "measurement_concept_id", "op": "in", "value": [1, 2]}]
BASE: dict[str, Any] = {
    "project": "sepsis",
    "site": "lyon",
    "version": 1,
    "purpose": "Study of sepsis",
    "members": ["claire", "hugo"],
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
}


def permit(terms: dict[str, Any] | None = None, **changes: Any) -> PermitDocument:
    tables = {
        "person": {"columns": ["person_id", "year_of_birth"]},
        "measurement": {"columns": ["person_id", "value_as_number"], "rows": ROWS},
    }
    omop = {"mode": "aggregates", "minimum_group_size": 10, "tables": tables} | (terms or {})
    return PermitDocument.model_validate(BASE | {"datasets": {"omop": omop}} | changes)


def told(before: PermitDocument, after: PermitDocument, language: str = "en") -> list[str]:
    words = Words(LOCALES, language)
    return [
        f"{'+' if one.kind == 'added' else '-'} {one.line}"
        for one in differences_in_words(before, after, words)
    ]


def test_a_new_number_alone_changes_nothing() -> None:
    assert told(permit(), permit(version=2)) == []


def test_members_who_come_and_go_are_named_alone() -> None:
    assert told(permit(), permit(members=["claire", "ines"])) == [
        "+ Members who may read: ines",
        "- Members who may read: hugo",
    ]


def test_an_algorithm_is_named_with_the_notebook_that_the_signature_would_open_data_to() -> None:
    digest = "5742cb8a650cb5f1c2a0fece262f2635da29eca50316cc90b2676bf2d1a64135"
    (line, _) = told(permit(), permit(members=[f"algorithm--score--{digest}"]))
    assert line == f"+ Members who may read: algorithm score (notebook {digest}; as a batch job alone)"
    (line, _) = told(permit(), permit(members=[f"algorithm--score--{digest}"]), "fr")
    assert f"algorithme score (carnet {digest}" in line


def test_records_instead_of_aggregates_and_free_text_are_said() -> None:
    found = told(permit(), permit({"mode": "records", "free_text": True}))
    assert any(line.startswith("+ Data set omop: RECORDS") for line in found)
    assert any(line.startswith("- Data set omop: AGGREGATES ONLY") for line in found)
    assert "+ Data set omop: free text may be read" in found


def test_a_permit_that_comes_to_open_the_images_themselves_says_so_in_words() -> None:
    columns = ["image_id", "modality"]
    before = permit({"mode": "records", "tables": {"image": {"columns": columns}}})
    after = permit({"mode": "records", "tables": {"image": {"columns": [*columns, "pixels"]}}})
    opened = "the images themselves, de-identified, which is not anonymous"
    assert f"+ Data set omop: {opened}" in told(before, after)
    french = told(before, after, "fr")
    assert any("les images elles-mêmes, désidentifiées" in line for line in french)


def test_columns_and_tables_are_named_alone() -> None:
    tables = {
        "person": {"columns": ["person_id", "gender_concept_id"]},
        "death": {"columns": ["death_date"]},
        "measurement": {"columns": ["person_id", "value_as_number"], "rows": ROWS},
    }
    assert told(permit(), permit({"tables": tables})) == [
        "- table omop.person: columns year_of_birth",
        "+ table omop.person: columns gender_concept_id",
        "+ table omop.death: columns death_date",
    ]


@pytest.mark.parametrize("rows", [[], [{"column": "value_as_number", "op": ">", "value": 1}]])
def test_a_row_filter_that_falls_or_changes_is_never_silent(rows: list[Any]) -> None:
    tables = {
        "person": {"columns": ["person_id", "year_of_birth"]},
        "measurement": {"columns": ["person_id", "value_as_number"], "rows": rows},
    }
    lost, gained = told(permit(), permit({"tables": tables}))
    assert lost == "- table omop.measurement: only rows where measurement_concept_id is one of 1, 2"
    assert gained.startswith("+ table omop.measurement: ") and gained != lost
    if not rows:
        assert gained == "+ table omop.measurement: every row"


def test_dates_and_purpose_show_what_was_and_what_becomes() -> None:
    found = told(permit(), permit(purpose="Marketing", valid_until="2099-12-31"), "fr")
    assert found[:4] == [
        "- Finalité : Study of sepsis",
        "- Du 2026-01-01 au 2027-12-31, ces deux jours compris",
        "+ Finalité : Marketing",
        "+ Du 2026-01-01 au 2099-12-31, ces deux jours compris",
    ]


def test_a_data_set_more_is_told_whole() -> None:
    before, after = permit(), permit()
    more = before.model_dump(mode="json")["datasets"]
    more["imaging"] = {"mode": "records", "tables": {"study": {"columns": ["modality"]}}}
    found = told(before, PermitDocument.model_validate(after.model_dump(mode="json") | {"datasets": more}))
    assert found[0] == "+ Data set imaging:"
    assert "+ table study: columns modality" in found
    assert all(line.startswith("+") for line in found)


def test_any_change_of_the_document_is_told() -> None:
    """Each field of the document in turn: a change that the digest sees is one that the owner reads."""
    changes: list[dict[str, Any]] = [
        {"purpose": "Other"},
        {"members": ["claire"]},
        {"valid_from": "2026-02-01"},
        {"valid_until": "2028-01-01"},
    ]
    terms: list[dict[str, Any]] = [
        {"starts": "2026-03-01"},
        {"ends": "2026-04-01"},
        {"dates": "shifted"},
        {"free_text": True},
        {"linked": True},
        {"shared_times": True},
        {"documents": "surrogates"},
        {"version": "20260101"},
        {"mode": "records"},
        {"minimum_group_size": 5},
        {"tables": {"person": {"columns": ["person_id"]}}},
    ]
    for after in (*(permit(**change) for change in changes), *(permit(term) for term in terms)):
        assert after.digest() != permit().digest()
        assert told(permit(), after) != []
        assert told(after, permit()) != []
