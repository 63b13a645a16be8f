"""Files judged as the airlock's reading process judges them, in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from d2h_sdk.wire import Evidence
from output_checking.checks.reading import Task, load_checks, read
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.profile import load_profile
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]


@pytest.fixture(scope="session")
def judge() -> Judge:
    load_checks(())
    profile = load_profile()

    def judged(
        name: str,
        content: bytes | str,
        evidence: Evidence | None = None,
        companions: tuple[Companion, ...] = (),
        role: FileRole = FileRole.OUTPUT,
    ) -> list[Finding]:
        raw = content.encode() if isinstance(content, str) else content
        task = Task(
            name=name, role=role, evidence=evidence, threshold=10, companions=companions, profile=profile
        )
        return read(task, raw)

    return judged


def explanations(findings: list[Finding], severity: Severity) -> list[str]:
    return [one.explanation for one in findings if one.severity is severity]
