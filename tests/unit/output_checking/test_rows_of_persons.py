"""One line per person never leaves, whatever the file is called."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
PERSONS = [(100_000 + n, 30 + n) for n in range(12)]


def blocking(findings: list[Finding]) -> set[str]:
    return {one.explanation for one in findings if one.severity is Severity.BLOCK}


def delimited(separator: str) -> str:
    rows = [f"{person}{separator}{age}" for person, age in PERSONS]
    return "\n".join([f"person_id{separator}age", *rows]) + "\n"


@pytest.mark.parametrize(
    "column",
    ["person_id", "PATIENT_ID", "src_person_id", "IPP", "nom", "Prénom", "birth_date", "visit_source_value"],
)
def test_a_column_that_names_persons_blocks(judge: Judge, column: str) -> None:
    (found,) = [
        one for one in judge("t.csv", f"ward,{column}\nA,x\n") if one.explanation == "rows-identifier-column"
    ]
    assert (found.severity, found.where["column"]) == (Severity.BLOCK, column)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_of_persons_are_seen_whatever_separates_them(judge: Judge, separator: str) -> None:
    assert "rows-identifier-column" in blocking(judge("t.csv", delimited(separator)))


@pytest.mark.parametrize("name", ["rows.txt", "rows.md"])
@pytest.mark.parametrize("separator", [",", ";", "\t", " | ", "   "])
def test_calling_the_table_a_text_does_not_help(judge: Judge, name: str, separator: str) -> None:
    assert "rows-identifier-column" in blocking(judge(name, "Results\n" + delimited(separator)))


def test_a_printed_data_frame_is_a_table_too(judge: Judge) -> None:
    printed = "    person_id  age\n" + "".join(f"{n}  {p}  {a}\n" for n, (p, a) in enumerate(PERSONS))
    assert "rows-identifier-column" in blocking(judge("frame.txt", printed))


@pytest.mark.parametrize(
    "content",
    [
        [{"person_id": person, "age": age} for person, age in PERSONS],
        {"data": {"rows": [{"person_id": person, "age": age} for person, age in PERSONS]}},
        {"person_id": [person for person, _ in PERSONS], "age": [age for _, age in PERSONS]},
        {"person_id": {str(n): person for n, (person, _) in enumerate(PERSONS)}, "age": {"0": 30}},
    ],
    ids=["records", "nested records", "lists", "columns"],
)
def test_json_in_every_shape_that_pandas_writes_is_a_table_too(judge: Judge, content: object) -> None:
    assert "rows-identifier-column" in blocking(judge("rows.json", json.dumps(content)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("study.py", "rows = d2h.read('person')\n" * 15 + "rows.groupby('person_id').size()\n"),
        ("study.sql", "select person_id, age from person\n" * 15),
        ("notes.md", "We counted distinct person_id, not rows.\n\n" + "A line of prose follows here.\n" * 15),
        ("model.json", json.dumps({"model": "cox", "coefficients": [{"term": "age", "coef": 0.1}] * 3})),
    ],
)
def test_code_and_prose_about_persons_are_only_read(judge: Judge, name: str, text: str) -> None:
    findings = judge(name, text)
    assert blocking(findings) == set()
    assert "text-to-read" in {one.explanation for one in findings}


@pytest.mark.parametrize(
    "keys",
    [
        [str(100_000 + n) for n in range(12)],
        [f"a1b2c3d4e5f{n:02}" for n in range(12)],
        [f"3f2504e0-4f89-11d3-9a0c-0305e82c33{n:02}" for n in range(12)],
    ],
    ids=["numbers", "pseudonyms", "uuids"],
)
def test_a_key_of_its_own_in_each_row_blocks_under_any_name(judge: Judge, keys: list[str]) -> None:
    table = "k,age\n" + "".join(f"{key},{n}\n" for n, key in enumerate(keys))
    assert "rows-unique-key" in blocking(judge("t.csv", table))


def test_as_many_rows_as_persons_blocks(judge: Judge) -> None:
    table = "age,score\n" + "".join(f"{30 + n},{n / 7:.3f}\n" for n in range(12))
    evidence = Evidence(kind="file", person_total=12)
    assert "rows-one-per-person" in blocking(judge("t.csv", table, evidence))


def test_thousands_of_rows_are_no_result(judge: Judge) -> None:
    table = "day,admissions\n" + "".join(f"d{n},412\n" for n in range(5001))
    assert "rows-too-many" in blocking(judge("t.csv", table))


def test_years_and_wards_are_no_keys(judge: Judge) -> None:
    table = "year,ward,patients\n" + "".join(f"{2000 + n},Ward {n},412\n" for n in range(12))
    assert blocking(judge("t.csv", table)) == set()


def test_small_counts_called_labels_are_looked_at(judge: Judge) -> None:
    """Evidence that claims the counts as labels, so that no rule for counts would read them."""
    hidden = Evidence(kind="counts", index_columns=2, persons=((412,), (388,)))
    findings = judge("t.csv", "ward,deaths,patients\nA,3,412\nB,31,388\n", hidden)
    (found,) = [one for one in findings if one.explanation == "counts-label-small"]
    assert (found.severity, found.where["column"]) == (Severity.REVIEW, "deaths")


def test_years_as_labels_pass(judge: Judge) -> None:
    evidence = Evidence(kind="counts", index_columns=2, persons=((412,), (388,)))
    findings = judge("t.csv", "ward,year,patients\nA,2019,412\nB,2020,388\n", evidence)
    assert {one.severity for one in findings} == {Severity.PASS}
