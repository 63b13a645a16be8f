"""Direct identifiers block wherever they stand, and no finding repeats them. All numbers are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.refusal import Refusal
from output_checking.checks.identifiers import find_identifiers
from output_checking.checks.reading import Task, read
from output_checking.findings import Finding, Severity
from output_checking.profile import Profile, load_profile
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]
DEPARTMENTS = st.sampled_from(["01", "38", "69", "2A", "2B", "2a", "2b", "75", "99"])


def key(digits: str) -> str:
    number = digits.upper().replace("2A", "19").replace("2B", "18")
    return f"{97 - int(number) % 97:02}"


def kinds(text: str) -> list[str]:
    return [one.kind for one in find_identifiers(text)]


def blocking(findings: list[Finding]) -> list[str]:
    return [one.explanation for one in findings if one.severity is Severity.BLOCK]


@pytest.mark.parametrize(
    "nir",
    [
        "185057800608491",
        "1 85 05 78 006 084 91",
        "1 85 05 78 006 084 91",
        "1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f91",
        "1.85.05.78.006.084.91",
        "1-85-05-78-006-084-91",
        "NIR:185057800608491,",
        "«185057800608491»",
        "3 85 05 78 006 084 " + key("3850578006084"),
        "1 85 05 2A 006 084 " + key("185052A006084"),
        "285052b006084" + key("285052B006084"),
    ],
)
def test_a_social_security_number_with_its_key_is_found(nir: str) -> None:
    assert kinds(nir) == ["nir"]


@pytest.mark.parametrize(
    "text",
    [
        "185057800608490",  # wrong key
        "1 85 05 78 006 084 19",
        "1 85 05 2A 006 084 " + key("185052B006084"),  # the key of the other half of Corsica
        "9 85 05 78 006 084 91",  # no such sex
        "1 85 13 78 006 084 " + key("1851378006084"),  # no such month
        "0.185057800608491",
        "5185057800608491",
        "1850578006084911",
        "x185057800608491",
        "1  85 05 78 006 084 91",
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert "nir" not in kinds(text)


@given(
    st.sampled_from("1234"),
    st.integers(0, 99),
    st.integers(1, 12),
    DEPARTMENTS,
    st.integers(1, 999),
    st.integers(1, 999),
    st.integers(0, 96),
)
def test_of_all_keys_only_the_right_one_makes_a_number(
    sex: str, year: int, month: int, department: str, commune: int, order: int, shift: int
) -> None:
    digits = f"{sex}{year:02}{month:02}{department}{commune:03}{order:03}"
    right = int(key(digits))
    tried = (right - 1 + shift) % 97 + 1
    assert ("nir" in kinds(f"{digits}{tried:02}")) == (tried == right)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrire à claire.fontanel@chu-exemple.fr.", "email"),
        ("joindre 04 76 00 00 00", "phone"),
        ("+33 6 12 34 56 78", "phone"),
        ("+33 (0)4 76 00 00 00", "phone"),
        ("04.76.00.00.00", "phone"),
        ("06\u00a012\u00a034\u00a056\u00a078", "phone"),
        ("0033612345678", "phone"),
        ("IPP : 0012345678", "hospital-number"),
        ("N.I.P. n° 12345678", "hospital-number"),
        ("patient_id=12345678", "hospital-number"),
        ("née le 3 mars 1950", "birth-date"),
        ("né le 03/03/1950", "birth-date"),
        ("Date de naissance : 1950-03-03", "birth-date"),
        ("DOB 3/3/50", "birth-date"),
        ("born on 1 March 1950", "birth-date"),
        ("né(e) le 1er août 1950", "birth-date"),
    ],
)
def test_other_identifiers_are_found_in_text(judge: Judge, text: str, kind: str) -> None:
    findings = judge("notes.md", f"Line one.\n{text}\n")
    (found,) = [one for one in findings if one.severity is Severity.BLOCK]
    assert found.explanation == f"identifier-{kind}"
    assert found.where["line"] == "2"


@pytest.mark.parametrize(
    "text",
    [
        "p < 0.0123456789",
        "Admissions rose from 0412 to 0650 between 2019-01-01 and 2020-12-31.",
        "mean@baseline",
        "412 388 650 19 31 54",
        "OR 1.85 (1.05-3.25)",
        "median follow-up 04 76 days",
        "born in 1950",
    ],
)
def test_ordinary_results_are_no_identifiers(text: str) -> None:
    assert kinds(text) == []


def test_an_identifier_in_a_table_is_located_and_never_repeated(judge: Judge) -> None:
    nir = "1 85 05 78 006 084 91"
    findings = judge("t.csv", f"ward,remark\nA,none\nB,{nir}\n")
    (found,) = [one for one in findings if one.severity is Severity.BLOCK]
    assert (found.explanation, found.where) == (
        "identifier-nir",
        {"file": "t.csv", "row": "2", "column": "remark"},
    )
    assert not any("006" in str(one.document()) for one in findings)


def test_an_identifier_as_a_column_name_is_not_repeated_either(judge: Judge) -> None:
    findings = judge("t.csv", "ward,claire.fontanel@chu-exemple.fr\nA,claire@chu-exemple.fr\n")
    assert blocking(findings) == ["identifier-email", "identifier-email"]
    shown = [one for one in findings if one.rule == "text.identifiers"]
    assert not any("claire" in str(one.document()) for one in shown)


@pytest.mark.parametrize("cell", ["1950-03-03", "03/03/1950", "1950-03-03 00:00:00", "1950-03-03T00:00:00"])
def test_full_dates_in_a_column_of_births_block(judge: Judge, cell: str) -> None:
    assert "identifier-birth-date" in blocking(judge("t.csv", f"ward,naissance du patient\nA,{cell}\n"))
    assert "identifier-birth-date" not in blocking(judge("t.csv", f"ward,last visit\nA,{cell}\n"))


def test_years_of_birth_are_no_dates(judge: Judge) -> None:
    assert blocking(judge("t.csv", "year of birth,persons\n1950,412\n")) == []


def test_many_identifiers_are_located_up_to_fifty_and_then_counted(judge: Judge) -> None:
    rows = "".join(f"w{n},a{n}@chu-exemple.fr\n" for n in range(70))
    found = [one for one in judge("t.csv", "ward,contact\n" + rows) if one.rule == "text.identifiers"]
    assert len(found) == 51
    assert (found[-1].explanation, found[-1].params) == ("identifier-more", {"places": 20})


@pytest.fixture
def site(tmp_path: Path) -> Profile:
    """A profile with the site's own numbers and names."""
    (tmp_path / "names.txt").write_text("Martin\nJeanne\nLefèvre\n", encoding="utf-8")
    rules = "{names_file: names.txt, identifier_patterns: {ipp: '80\\d{8}'}}"
    (tmp_path / "site.yaml").write_text(
        f"extends: d2h-default\nname: site\nrules: {rules}\n", encoding="utf-8"
    )
    return load_profile(tmp_path / "site.yaml")


def blocked(site: Profile, name: str, content: str) -> set[str]:
    task = Task(name=name, role=FileRole.OUTPUT, evidence=None, threshold=10, companions=(), profile=site)
    return {one.explanation for one in read(task, content.encode()) if one.severity is Severity.BLOCK}


@pytest.mark.parametrize("name", ["n.txt", "study.py"])
def test_the_sites_own_numbers_and_names_are_found_in_text(judge: Judge, site: Profile, name: str) -> None:
    assert blocked(site, name, "# stay 8012345678") == {"identifier-site"}
    assert blocked(site, name, "# Mme LEFEVRE was seen") == {"identifier-name"}
    assert blocked(site, name, "# by Jeanne Martin") == {"identifier-name"}


def test_they_are_found_in_tables_and_notebooks(judge: Judge, site: Profile) -> None:
    assert "identifier-name" in blocked(site, "t.csv", "who,n\nJeanne Martin,412\nall,500\n")
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "Jeanne Martin"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    assert "identifier-name" in blocked(site, "n.ipynb", json.dumps(notebook))


def test_a_name_alone_may_be_a_street_or_a_disease(judge: Judge, site: Profile) -> None:
    assert blocked(site, "n.txt", "The Martin scale was used; ward Jeanne.") == set()


def test_a_pattern_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("extends: d2h-default\nname: site\nrules: {identifier_patterns: {x: '('}}\n")
    with pytest.raises(Refusal, match="profile-unreadable"):
        load_profile(path)
