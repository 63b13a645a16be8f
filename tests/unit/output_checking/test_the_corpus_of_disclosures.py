"""Nothing planted leaves, whatever it is packed in, and ordinary outputs are not blocked.

Each test goes through many cases and builds them one after another: they are far too many to be made when
tests are collected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole
from output_checking.sources import source_keys
from tests.unit.output_checking.corpus.catalogue import CATALOGUE, cases_in, long_table_cases
from tests.unit.output_checking.corpus.containers import CONTAINERS, Files
from tests.unit.output_checking.corpus.hostile import HOSTILE
from tests.unit.output_checking.corpus.planted import Planted
from tests.unit.output_checking.corpus.safe import BEYOND_TABLES, Ordinary, tables_in

Judge = Callable[..., list[Finding]]
# Of ordinary tables the benchmark goes through every container.
SOME = ("table.csv", "table.xlsx", "table.parquet", "table.html", "table.ipynb", "table.zip")


def judged(judge: Judge, files: Files) -> list[Finding]:
    found: list[Finding] = []
    for name, content in files.items():
        beside = tuple(
            Companion(other, FileRole.SUPPORTING, name)
            for other in files
            if other != name and other.endswith(".csv") and Path(other).stem.startswith(Path(name).stem)
        )
        found += judge(name, content, companions=beside)
    assert {one.explanation for one in found if not source_keys(one.explanation)} == set()
    return found


def missed(judge: Judge, cases: Iterable[Planted]) -> Iterator[tuple[str, set[str]]]:
    """Cases of which nothing grave was said that is true, with what was."""
    for case in cases:
        grave = (Severity.BLOCK, Severity.REVIEW) if case.by_review else (Severity.BLOCK,)
        said = {one.explanation for one in judged(judge, case.files) if one.severity in grave}
        if not said & case.explanations:
            yield case.name, said


def blocked(judge: Judge, cases: Iterable[Ordinary]) -> Iterator[tuple[str, str, object]]:
    for case in cases:
        for one in judged(judge, case.files):
            if one.severity is Severity.BLOCK:
                yield case.name, one.explanation, one.where


@pytest.mark.parametrize("container", CONTAINERS)
def test_each_row_of_the_catalogue_is_caught_in(container: str, judge: Judge) -> None:
    assert list(missed(judge, cases_in(container))) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_leaves_hidden_in(hostile: str, judge: Judge) -> None:
    assert list(missed(judge, HOSTILE[hostile]())) == []


def test_a_table_of_too_many_rows_is_caught_in_any_container(judge: Judge) -> None:
    assert list(missed(judge, long_table_cases())) == []


def test_each_row_of_the_catalogue_has_a_table_of_its_own() -> None:
    names = [name for row in CATALOGUE.values() for name in row()]
    assert all(row() for row in CATALOGUE.values()) and len(set(names)) == len(names)


@pytest.mark.parametrize("container", SOME)
def test_ordinary_tables_are_not_blocked_in(container: str, judge: Judge) -> None:
    assert list(blocked(judge, tables_in(container))) == []


@pytest.mark.parametrize("kind", BEYOND_TABLES)
def test_ordinary_outputs_are_not_blocked_among(kind: str, judge: Judge) -> None:
    assert list(blocked(judge, BEYOND_TABLES[kind]())) == []
