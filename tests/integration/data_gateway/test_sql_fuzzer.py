"""The fuzzer in small: no canary gets out, and the fuzzer would see it if one did."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import fuzz_queries
from benchmarks.fuzz_queries import fuzz


def test_no_query_tells_of_what_the_permit_hides(tmp_path: Path) -> None:
    found = fuzz(tmp_path, queries=800, seed=20_261_125)
    assert found.leaks == []
    assert found.faults == [], "an allowed expression failed in the engine: its error may depend on a value"
    assert found.answered >= found.queries / 3, "a fuzzer whose queries are refused or empty sees nothing"
    assert found.accepted < found.queries * 0.9, "nor does one that never attacks"
    assert len(found.refusals) > 10


def test_the_fuzzer_sees_a_leak_when_rows_are_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_queries, "FILTER", [])
    assert len(fuzz(tmp_path, queries=60, seed=2).leaks) > 5
