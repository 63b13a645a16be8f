"""A wrong project file is told by file, line and key, everything at once, never by a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.catalogue.site_card import SiteCard
from governance.people.person import Person, Role
from governance.projects.apply import read_project_files
from governance.projects.feasibility import infeasible
from governance.projects.project_file import parse_memory
from governance.source_file import SourceFault, SourceFile, SourceRefusal
from governance.words import governance_words

Writer = Callable[..., Path]


def faults(path: Path, *more: Path) -> tuple[SourceFault, ...]:
    with pytest.raises(SourceRefusal) as refused:
        read_project_files([path, *more])
    return refused.value.faults


def told(path: Path) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.key, fault.code) for fault in faults(path)]


def test_a_folded_text_holds_what_is_written_and_nothing_else(
    project_path: Writer, project_text: str
) -> None:
    folded = "purpose: >-\n    Study of\n    sepsis\n"
    text = project_text.replace("purpose: Study of sepsis\n", folded)
    assert text != project_text
    (read,) = read_project_files([project_path(text)])
    assert read.content.project.purpose == "Study of sepsis"


def test_a_correct_file_is_read(project_path: Writer, project_text: str) -> None:
    (read,) = read_project_files([project_path(project_text)])
    assert read.content.project.id == "sepsis"
    assert [m.user for m in read.content.members] == ["claire", "hugo"]
    assert read.content.documents()["lyon"].datasets["omop"].minimum_group_size == 10


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ("starts: 2026-01-01", "starts: 2026-13-01", (5, "project.starts", "date-not-iso")),
        ("starts: 2026-01-01", "starts: 20260101x", (5, "project.starts", "date-not-iso")),
        ("ends: 2026-12-31", "ends: 2025-12-31", (6, "project.ends", "ends-before-start")),
        ("  purpose: Study of sepsis\n", "", (1, "project", "key-missing")),
        ("mode: records", "mode: rows", (13, "permits.0.mode", "value-not-one-of")),
        ("{threshold: 10", "{treshold: 10", (10, "outputs.treshold", "key-unknown")),
        ("id: sepsis", "id: Sepsis!", (2, "project.id", "value-not-a-name")),
        ("threshold: 10", "threshold: 1", (10, "outputs.threshold", "value-greater-than-equal")),
        ("votes: 2", "votes: 2, rules: {p_percent: 1}", (10, "outputs.rules.p_percent", "key-unknown")),
        ("votes: 2", "votes: 2, rules: {zeros: maybe}", (10, "outputs.rules.zeros", "value-not-one-of")),
        ("threshold: 10", "threshold: ten", (10, "outputs.threshold", "value-invalid")),
        ("user: hugo", "user: claire", (9, "members.1.user", "member-twice")),
        ("role: lead", "role: researcher", (7, "members", "lead-missing")),
        ("[lyon, grenoble]", "[lyon, lyon]", (12, "permits.0.sites.1", "site-twice")),
        ("[lyon, grenoble]", "[]", (12, "permits.0.sites", "value-empty")),
        (
            "[person_id, year_of_birth]",
            "[person_id, person_id]",
            (17, "permits.0.datasets.omop.tables.person.columns.1", "column-twice"),
        ),
        (
            "value: [3004249, 3027018]",
            "value: 3004249",
            (20, "permits.0.datasets.omop.tables.measurement.rows.0.value", "condition-takes-a-list"),
        ),
        (
            "op: in",
            "op: '='",
            (20, "permits.0.datasets.omop.tables.measurement.rows.0.value", "condition-takes-one-value"),
        ),
        (
            "op: in",
            "op: like",
            (20, "permits.0.datasets.omop.tables.measurement.rows.0.op", "value-not-one-of"),
        ),
        ("outputs:", "outputs: {threshold: 5}\noutputs:", (11, "", "key-twice")),
    ],
)
def test_a_mistake_is_told_at_its_line_and_key(
    project_path: Writer, project_text: str, wrong: str, right: str, expected: tuple[int, str, str]
) -> None:
    assert wrong in project_text
    assert told(project_path(project_text.replace(wrong, right, 1))) == [expected]


def test_several_mistakes_are_told_at_once_in_the_order_of_the_lines(
    project_path: Writer, project_text: str
) -> None:
    text = project_text.replace("starts: 2026-01-01", "starts: soon").replace("mode: records", "mode: all")
    assert [line for line, _, _ in told(project_path(text.replace("votes: 2", "votes: none")))] == [5, 10, 13]


def test_mistakes_of_several_files_are_told_together(project_path: Writer, project_text: str) -> None:
    one = project_path(project_text.replace("mode: records", "mode: all"), "one.yaml")
    two = project_path("project: [", "two.yaml")
    assert {fault.file for fault in faults(one, two)} == {str(one), str(two)}


def test_two_files_of_the_same_project_are_refused(project_path: Writer, project_text: str) -> None:
    (fault,) = faults(project_path(project_text, "a.yaml"), project_path(project_text, "b.yaml"))
    assert (fault.code, fault.line, Path(str(fault.params["other"])).name) == ("project-twice", 2, "a.yaml")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "yaml-not-a-mapping"),
        (b"just words", "yaml-not-a-mapping"),
        (b"- a\n- list\n", "yaml-not-a-mapping"),
        (b"project: {id: [}\n", "yaml-unreadable"),
        (b"\tproject: x\n", "yaml-unreadable"),
        (b"\xff\xfe\x00p", "file-not-utf-8"),
        (b"a: 1\nb: \xe9\n", "file-not-utf-8"),
        (b"a: &x [*x]\n", "yaml-too-large"),
        (b"a: " + b"[" * 200 + b"]" * 200, "yaml-too-large"),
        (
            b"a: &a [1,1,1,1,1,1,1,1,1]\n"
            + b"".join(
                b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n, n, *[n - 1] * 8) for n in range(98, 110)
            ),
            "yaml-too-large",
        ),
        (b"a: " + b"[" * 900_000, "yaml-too-large"),
        (b"x" * 1_000_001, "file-too-large"),
        (b"--- {a: 1}\n--- {b: 2}\n", "yaml-unreadable"),
        (b"a: 1\n%YAML 9.9\n", "yaml-unreadable"),
    ],
)
def test_garbage_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "garbage.yaml"
    path.write_bytes(content)
    assert [fault.code for fault in faults(path)] == [code]


@pytest.mark.parametrize("content", ["a: 1\nb: \x01\n", "a: 1\nb: 'left open", "a: 1\nb: [\n"])
def test_garbage_is_told_at_a_line_that_the_file_has(tmp_path: Path, content: str) -> None:
    path = tmp_path / "garbage.yaml"
    path.write_text(content, encoding="utf-8")
    assert [(fault.code, fault.line) for fault in faults(path)] == [("yaml-unreadable", 2)]


def test_words_numbers_and_nothing_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    path = tmp_path / "scalars.yaml"
    path.write_text(
        "%YAML 1.1\n---\n{text: [no, on, 12:30, 2026-01-01, 1.2.3, .inf, <<, '1'], truth: [true, FALSE],"
        " numbers: [10, -1, 0x1f, 0o17, 010, 1_000, 1.5, -.5, 1e3], nothing: [~, null, ]}\n",
        encoding="utf-8",
    )
    assert SourceFile(path).content == {
        "text": ["no", "on", "12:30", "2026-01-01", "1.2.3", ".inf", "<<", "1"],
        "truth": [True, False],
        "numbers": [10, -1, 31, 15, 10, 1000, 1.5, -0.5, 1000.0],
        "nothing": [None, None],
    }


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    assert [fault.code for fault in faults(tmp_path / "none.yaml")] == ["file-missing"]
    assert [fault.code for fault in faults(tmp_path)] == ["file-unreadable"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_no_bytes_whatever_give_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    words = governance_words("fr")
    for fault in faults(path):
        assert words.knows(fault.code), fault


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_edit_of_a_good_file_gives_a_traceback(
    tmp_path: Path, project_text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(project_text)))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.text("abz:-[]{}&*!|>%@`'\"#,? \n\t0123é", max_size=4))
    path = tmp_path / "edited.yaml"
    path.write_text(project_text[:at] + put + project_text[at + cut :], encoding="utf-8")
    words = governance_words("en")
    try:
        read_project_files([path])
    except SourceRefusal as refusal:
        assert all(words.knows(fault.code) for fault in refusal.faults)


def test_aliases_may_repeat_a_list_of_columns(project_path: Writer, project_text: str) -> None:
    text = project_text.replace("[person_id, year_of_birth]}", "&all [person_id, measurement_concept_id]}")
    text = text.replace("columns: [person_id, value_as_number]", "columns: *all")
    (read,) = read_project_files([project_path(text)])
    assert read.content.permits[0].datasets["omop"].tables["measurement"].columns == (
        "person_id",
        "measurement_concept_id",
    )


def people() -> dict[str, Person]:
    return {
        "claire": Person(username="claire", full_name="Claire", roles=frozenset({Role.RESEARCHER})),
        "hugo": Person(username="hugo", full_name="Hugo", roles=frozenset({Role.OUTPUT_CHECKER})),
    }


def test_people_who_are_not_there_or_are_no_researchers_are_named(
    project_path: Writer, project_text: str, site_cards: dict[str, SiteCard]
) -> None:
    (read,) = read_project_files([project_path(project_text.replace("user: claire", "user: clare"))])
    found = [read.source.fault(misfit) for misfit in infeasible(read.content, people(), {}, site_cards)]
    assert [(f.line, f.key, f.code) for f in found] == [
        (8, "members.0.user", "person-unknown"),
        (9, "members.1.user", "person-not-researcher"),
    ]
    assert found[0].params["known"] == "claire"


@pytest.mark.parametrize(
    ("wrong", "right", "line", "code", "known"),
    [
        ("[lyon, grenoble]", "[lyon, grenobel]", 12, "site-unknown", "grenoble"),
        ("omop:", "omap:", 15, "dataset-unknown", "omop"),
        ("person:", "persons:", 17, "table-unknown", "person"),
        ("year_of_birth]", "yearofbirth]", 17, "column-unknown", "year_of_birth"),
        ("column: measurement_concept_id", "column: concept", 20, "column-unknown", "measurement_concept_id"),
    ],
)
def test_what_no_site_publishes_is_told_with_the_nearest_name(
    project_path: Writer,
    project_text: str,
    site_cards: dict[str, SiteCard],
    wrong: str,
    right: str,
    line: int,
    code: str,
    known: str,
) -> None:
    (read,) = read_project_files([project_path(project_text.replace(wrong, right, 1))])
    researcher = people()["claire"]
    found = [
        read.source.fault(misfit)
        for misfit in infeasible(read.content, {"claire": researcher, "hugo": researcher}, {}, site_cards)
    ]
    assert [(fault.line, fault.code) for fault in found] == [(line, code)]
    assert str(found[0].params["known"]).split(", ")[0] == known


def test_the_sites_that_lack_a_column_are_named_in_one_fault(
    project_path: Writer, project_text: str, site_cards: dict[str, SiteCard]
) -> None:
    (read,) = read_project_files([project_path(project_text.replace("year_of_birth]", "sex]"))])
    researcher = people()["claire"]
    (misfit,) = infeasible(read.content, {"claire": researcher, "hugo": researcher}, {}, site_cards)
    assert misfit.params["sites"] == "lyon, grenoble"


def test_json_is_read_like_yaml(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text('{"a": [1, 2.5, true, null, "x\\n"],\n "b": "2026-01-01"}', encoding="utf-8")
    assert SourceFile(path).content == {"a": [1, 2.5, True, None, "x\n"], "b": "2026-01-01"}


@pytest.mark.parametrize("text", ["2g", "2 G", "", "-1G", "1T", "G", True])
def test_memory_that_cannot_be_read_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="memory-unreadable"):
        parse_memory(text)
