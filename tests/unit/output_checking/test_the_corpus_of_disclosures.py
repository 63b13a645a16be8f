"""Nothing planted leaves, whatever it is packed in, and ordinary outputs are not blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from output_checking.checks.registry import Companion
from output_checking.model import FileRole, Finding, Severity
from output_checking.sources import source_keys
from tests.unit.output_checking.corpus import planted, safe
from tests.unit.output_checking.corpus.containers import Files, csv, in_every_container
from tests.unit.output_checking.corpus.hostile import hostile_cases
from tests.unit.output_checking.corpus.planted import Planted, long_table_cases
from tests.unit.output_checking.corpus.safe import Ordinary

Judge = Callable[..., list[Finding]]
# The benchmark goes through every table in every container; here each stands once on either side.
ONE_TABLE = "a percentage of a small group"


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


def one_table_in_every_container() -> Iterable[Planted]:
    frame, explanations = planted.frames()[ONE_TABLE]
    for name, content in in_every_container(frame).items():
        yield planted.planted(f"{ONE_TABLE}, as {name}", {name: content}, *explanations)


def every_table_as_csv() -> Iterable[Planted]:
    for name, (frame, explanations) in planted.frames().items():
        yield planted.planted(name, {"table.csv": csv(frame)}, *explanations)


CASES = [*every_table_as_csv(), *one_table_in_every_container(), *long_table_cases(), *hostile_cases()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_was_planted_is_caught(judge: Judge, case: Planted) -> None:
    grave = (Severity.BLOCK, Severity.REVIEW) if case.by_review else (Severity.BLOCK,)
    said = {one.explanation for one in judged(judge, case.files) if one.severity in grave}
    assert said & case.explanations


def ordinary() -> Iterable[Ordinary]:
    for name, frame in safe.frames().items():
        yield Ordinary(name, {"table.csv": csv(frame)})
    for name, content in in_every_container(safe.frames()["means by ward"]).items():
        yield Ordinary(f"means by ward, as {name}", {name: content})
    yield from (case for case in safe.safe_cases() if ", as table" not in case.name)


@pytest.mark.parametrize("case", list(ordinary()), ids=lambda case: case.name)
def test_what_is_ordinary_is_not_blocked(judge: Judge, case: Ordinary) -> None:
    found = [one for one in judged(judge, case.files) if one.severity is Severity.BLOCK]
    assert [(one.explanation, one.where) for one in found] == []
