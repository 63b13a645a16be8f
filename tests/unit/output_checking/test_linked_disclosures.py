"""`./d2h check`: several files and earlier releases are judged together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from d2h_sdk.wire import Evidence
from output_checking.checks.reading import Task, load_checks, read
from output_checking.findings import Finding, Severity
from output_checking.joint.counted_table import CountedTables
from output_checking.joint.findings import FileTables, joint_findings
from output_checking.profile import load_profile
from output_checking.request_files import FileRole
from tests.unit.output_checking.corpus.linked import BY_SEX, BY_WARD, Linked, planted_links
from tests.unit.output_checking.corpus.linked_ordinary import ordinary_sets

PROFILE = load_profile()


def together(
    files: Mapping[str, str],
    earlier: Mapping[str, str] | None = None,
    evidence: Mapping[str, Evidence] | None = None,
) -> list[Finding]:
    """What the joint audit alone says, of files read as the reading processes read them."""
    load_checks(())
    named = [*files.items(), *(earlier or {}).items()]
    tables = []
    for at, (name, text) in enumerate(named):
        task = Task(
            name=name,
            role=FileRole.OUTPUT,
            evidence=(evidence or {}).get(name),
            threshold=10,
            companions=(),
            profile=PROFILE,
        )
        counted = CountedTables()
        read(task, text.encode(), counted)
        release = None if at < len(files) else "r1"
        tables.append(FileTables(name, tuple(counted.tables), release, counted.complete))
    found = joint_findings(tables, PROFILE.rules, 10)
    return [finding for some in found.values() for finding in some]


@pytest.fixture(scope="module")
def said_of_planted() -> dict[str, list[Finding]]:
    return {case.name: together(case.files, case.earlier) for case in planted_links()}


@pytest.mark.parametrize("case", list(planted_links()), ids=lambda case: case.name)
def test_what_tables_tell_together_is_caught(case: Linked, said_of_planted: dict[str, list[Finding]]) -> None:
    said = {one.explanation: one for one in said_of_planted[case.name]}
    assert case.explanation in said
    assert said[case.explanation].severity is (Severity.REVIEW if case.asks else Severity.BLOCK)


def test_ordinary_sets_of_tables_are_not_blocked() -> None:
    blocked = {
        name: [one.explanation for one in together(files, earlier) if one.severity is Severity.BLOCK]
        for name, files, earlier in ordinary_sets()
    }
    assert {name: said for name, said in blocked.items() if said} == {}


def test_the_sum_is_told_with_its_places() -> None:
    (finding,) = together({"sex.csv": BY_SEX, "ward.csv": BY_WARD})
    assert finding.params["arithmetic"] == "44 [ward.csv: B · n] − 40 [sex.csv: B · F] = 4 [sex.csv: B · M]"
    assert (finding.where["file"], finding.where["row"], finding.where["column"]) == ("sex.csv", "1", "M")


ONE_LINE = {"sex.csv": "ward,sex,n\nB,F,40\nB,M,*\n", "ward.csv": "ward,n\nB,44\n"}


def claimed(population: str, *part_of: str, **more: object) -> Evidence:
    return Evidence.model_validate({"kind": "counts", "population": population, "part_of": part_of, **more})


def explained(found: list[Finding]) -> set[tuple[str, Severity]]:
    return {(one.explanation, one.severity) for one in found}


def test_an_answer_of_the_author_decides_what_was_asked() -> None:
    sex, ward = claimed("stays", index_columns=2), claimed("stays")
    nested = claimed("treated", "stays")
    block, review = Severity.BLOCK, Severity.REVIEW
    assert explained(together(ONE_LINE)) == {("linked-ask-same", review)}
    larger = {"a.csv": "ward,n\nB,44\nC,63\n", "b.csv": "ward,n\nB,40\nC,31\n"}
    assert explained(together(larger)) == {("linked-ask-part", review)}
    told = together(larger, evidence={"a.csv": ward, "b.csv": nested})
    assert explained(told) == {("linked-difference", block)}
    apart = together(larger, evidence={"a.csv": ward, "b.csv": claimed("others")})
    assert explained(apart) == {("linked-claimed-apart", review)}
    same = together(ONE_LINE, evidence={"sex.csv": sex, "ward.csv": ward})
    assert explained(same) == {("linked-exact", block)}


def test_a_category_of_another_name_is_the_one_its_author_says() -> None:
    files = {"a.csv": "sex,n\nF,*\nM,63\n", "b.csv": "sex,n\nwomen,4\nM,63\n"}
    assert together(files) == []
    aliases = {"a.csv": Evidence(kind="counts", categories={"F": "women"})}
    assert explained(together(files, evidence=aliases)) == {("linked-exact", Severity.BLOCK)}


def test_filters_in_the_evidence_tell_a_part_from_its_whole() -> None:
    files = {"a.csv": "ward,n\nB,44\nC,63\n", "b.csv": "ward,n\nB,40\nC,31\n"}
    everybody = Evidence(kind="counts", persons=((44,), (63,)), filters=("adults",))
    some = Evidence(kind="counts", persons=((40,), (31,)), filters=("adults", "treated"))
    found = together(files, evidence={"a.csv": everybody, "b.csv": some})
    assert explained(found) == {("linked-difference", Severity.BLOCK)}


def test_two_parts_that_leave_out_a_few_of_the_whole_are_told() -> None:
    files = {
        "all.csv": "ward,n\nB,144\nC,163\n",
        "women.csv": "ward,n\nB,80\nC,90\n",
        "men.csv": "ward,n\nB,61\nC,73\n",
    }
    whose = {
        "all.csv": claimed("all"),
        "women.csv": claimed("women", "all"),
        "men.csv": claimed("men", "all"),
    }
    (found,) = together(files, evidence=whose)
    assert (found.explanation, found.severity) == ("linked-difference", Severity.BLOCK)
    sum_told = "144 [all.csv: B · n] − 80 [women.csv: B · n] − 61 [men.csv: B · n] = 3"
    assert found.params["arithmetic"] == sum_told
    overlapping = whose | {"men.csv": claimed("men", "all", "women")}
    assert together(files, evidence=overlapping) == []


def test_what_two_old_releases_tell_is_not_held_against_a_new_request() -> None:
    old = {"sex.csv": BY_SEX, "ward.csv": BY_WARD}
    assert together({"new.csv": "age,n\nyoung,412\nold,388\n"}, old) == []
