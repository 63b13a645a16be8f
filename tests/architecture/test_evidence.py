"""The evidence names tests: each of them exists in this repository."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from launcher.evidence.catalogue import load_catalogue

REPOSITORY = Path(__file__).resolve().parents[2]


@cache
def functions_of(file: str) -> frozenset[str]:
    """Names of the test functions at the top of a file; none for a file that is not there."""
    path = REPOSITORY / file
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(one.name for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_test_that_the_evidence_names_exists() -> None:
    missing = []
    for node in sorted(load_catalogue().tests()):
        file, _, name = node.partition("::")
        if name not in functions_of(file):
            missing.append(node)
    assert missing == []
