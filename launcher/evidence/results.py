"""What the last run of the tests said, from the JUnit XML that pytest writes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from enum import StrEnum
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree
from pydantic import BaseModel, ConfigDict

from governance.refusal import Refusal


class Outcome(StrEnum):
    """`NOT_RUN`: nobody gave the results of a run; `ABSENT`: the run that was given holds no such test."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    ABSENT = "absent"
    NOT_RUN = "not-run"


_GRAVEST_FIRST = (Outcome.FAILED, Outcome.PASSED, Outcome.SKIPPED)


class TestRun(BaseModel):
    """One run: `file` and its SHA-256, when it began as it says itself, and how its cases ended."""

    __test__ = False  # pytest would take it for tests

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    sha256: str
    began: str
    passed: int
    failed: int
    skipped: int


class Results:
    """The outcome of each test by its node id; the cases of one parametrised test count as one."""

    def __init__(self, run: TestRun | None, outcomes: dict[str, Outcome]) -> None:
        self.run = run
        self._outcomes = outcomes

    def of(self, node: str) -> Outcome:
        return self._outcomes.get(node, Outcome.ABSENT if self.run else Outcome.NOT_RUN)


NONE = Results(None, {})


def read_results(path: Path) -> Results:
    """Raises Refusal `tests-unreadable` for anything but a JUnit XML that holds tests."""
    try:
        raw = path.read_bytes()
        root: Element = ElementTree.fromstring(raw)
    except (OSError, ParseError, DefusedXmlException, ValueError) as fault:
        raise Refusal("tests-unreadable", file=path.name) from fault
    cases: dict[str, list[Outcome]] = defaultdict(list)
    for case in root.iter("testcase"):
        cases[_node(case)].append(_outcome(case))
    if not cases:
        raise Refusal("tests-unreadable", file=path.name)
    every = [outcome for found in cases.values() for outcome in found]
    suite = next(root.iter("testsuite"), None)
    run = TestRun(
        file=path.name,
        sha256=hashlib.sha256(raw).hexdigest(),
        began=suite.get("timestamp", "-") if suite is not None else "-",
        passed=every.count(Outcome.PASSED),
        failed=every.count(Outcome.FAILED),
        skipped=every.count(Outcome.SKIPPED),
    )
    gravest = {
        node: next(outcome for outcome in _GRAVEST_FIRST if outcome in found) for node, found in cases.items()
    }
    return Results(run, gravest)


def _node(case: Element) -> str:
    """`tests.unit.launcher.test_steps` and `test_x[fr]` → `tests/unit/launcher/test_steps.py::test_x`."""
    module = case.get("classname", "").replace(".", "/")
    return f"{module}.py::{case.get('name', '').partition('[')[0]}"


def _outcome(case: Element) -> Outcome:
    if case.find("failure") is not None or case.find("error") is not None:
        return Outcome.FAILED
    return Outcome.SKIPPED if case.find("skipped") is not None else Outcome.PASSED
