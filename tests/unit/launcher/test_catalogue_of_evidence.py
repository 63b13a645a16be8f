"""The catalogue behind the evidence: whole, honest in its form, and told with its line where it is not."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from governance.refusal import Refusal
from launcher.evidence.catalogue import DATA, Catalogue, Status, load_catalogue
from launcher.evidence.live import READERS
from launcher.evidence.results import NONE, Outcome, read_results
from launcher.evidence.wording import LANGUAGES, evidence_words

HEAD = "id,section,importance,status,measures,statement_en,statement_fr,remains_en,remains_fr\n"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_every_statement_of_the_specification_is_answered(catalogue: Catalogue) -> None:
    assert {name: len(found) for name, found in catalogue.requirements.items()} == {
        "satre": 185,
        "cnil": 26,
        "ehds": 10,
    }
    identifiers = [one.id for one in catalogue.requirements["satre"]]
    assert identifiers == sorted(identifiers)


def test_no_section_is_empty_and_no_measure_is_left_over(catalogue: Catalogue) -> None:
    every = [one for found in catalogue.requirements.values() for one in found]
    assert {name for one in every for name in one.measures} == set(catalogue.measures)
    for name, framework in catalogue.frameworks.items():
        assert {one.section for one in catalogue.requirements[name]} == set(framework.sections)


def test_every_setting_that_a_measure_names_can_be_read_and_none_is_read_for_nothing(
    catalogue: Catalogue,
) -> None:
    assert {name for measure in catalogue.measures.values() for name in measure.settings} == set(READERS)


def test_statements_are_said_in_french_where_they_are_said_in_english(catalogue: Catalogue) -> None:
    for found in catalogue.requirements.values():
        for one in found:
            assert one.statement.fr != one.statement.en, one.id


def test_what_the_product_does_not_do_is_not_called_met(catalogue: Catalogue) -> None:
    status = {one.id: one.status for found in catalogue.requirements.values() for one in found}
    lacking = ("2.1.01", "2.7.03", "3.1.19", "3.3.03")
    assert {status[name] for name in lacking} == {Status.NOT_MET}


def test_every_status_and_outcome_has_words() -> None:
    for language in LANGUAGES:
        words = evidence_words(language)
        assert all(words.knows(f"status-{status}") for status in Status)
        assert all(words.knows(f"outcome-{outcome}") for outcome in Outcome)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1.1.02,1.1,Mandatory,maybe,,A,B,,", "status"),
        ("1.1.02,1.1,Mandatory,met,,A,B,,", "measures stand where D2H answers"),
        ("1.1.02,1.1,Mandatory,organisation,roles,A,B,,", "measures stand where D2H answers"),
        ("1.1.02,1.1,Mandatory,partly,roles,A,B,,", "what remains to be done is not said"),
        ("1.1.02,1.1,Mandatory,met,roles,A,,,", "statement.fr"),
        ("1.1.02,1.1,Mandatory,partly,roles,A,B,C,", "remains.fr"),
        ("1.1.02,9.9,Mandatory,met,roles,A,B,,", "not known: 9.9"),
        ("1.1.02,1.1,Mandatory,met,magic,A,B,,", "not known: magic"),
        ("1.1.01,1.1,Mandatory,met,roles,A,B,,", "a second time: 1.1.01"),
        ("1.1.02,1.1,Mandatory,met,roles,A,B,,,D", "more"),
        ('1.1.02,1.1,"Mandatory', "unexpected end of data"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line: str, reason: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "satre.csv").write_text(f"{HEAD}1.1.01,1.1,Mandatory,organisation,,A,B,,\n{line}\n")
    with pytest.raises(Refusal) as refused:
        load_catalogue(folder)
    assert refused.value.code == "catalogue-wrong"
    assert refused.value.params["file"] == "satre.csv" and refused.value.params["line"] == 3
    assert reason in str(refused.value.params["reason"])


def test_a_measure_without_a_test_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "measures.yaml").write_text("measures:\n  magic:\n    en: A\n    fr: B\n    tests: []\n")
    with pytest.raises(Refusal) as refused:
        load_catalogue(folder)
    assert refused.value.params["file"] == "measures.yaml" and refused.value.params["line"] == 5


def test_the_data_are_plain_csv_that_a_spreadsheet_opens() -> None:
    for name in ("satre", "cnil", "ehds"):
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert {len(row) for row in csv.reader(file)} == {9}


def test_cases_of_one_test_count_as_one_and_the_gravest_is_told(tmp_path: Path) -> None:
    file = tmp_path / "tests.xml"
    file.write_text(
        '<testsuite timestamp="2026-11-26T09:00:00">'
        '<testcase classname="tests.unit.x.test_y" name="test_both[fr]"/>'
        '<testcase classname="tests.unit.x.test_y" name="test_both[en]"><error/></testcase>'
        '<testcase classname="tests.unit.x.test_y" name="test_some[a]"/>'
        '<testcase classname="tests.unit.x.test_y" name="test_some[b]"><skipped/></testcase>'
        '<testcase classname="tests.unit.x.test_y" name="test_none"><skipped/></testcase>'
        "</testsuite>"
    )
    results = read_results(file)
    outcomes = [
        results.of(f"tests/unit/x/test_y.py::{name}") for name in ("test_both", "test_some", "test_none")
    ]
    assert outcomes == [Outcome.FAILED, Outcome.PASSED, Outcome.SKIPPED]
    assert results.of("tests/unit/x/test_y.py::test_other") is Outcome.ABSENT
    assert NONE.of("tests/unit/x/test_y.py::test_both") is Outcome.NOT_RUN
    assert results.run is not None
    assert (results.run.passed, results.run.failed, results.run.skipped) == (2, 1, 2)
