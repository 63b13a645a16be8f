"""Published suppression problems, where this machine has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parents[4].parent / "shared" / "data" / "sdc" / "reference_tables.json"


def reference_problems() -> dict[str, dict[str, Any]]:
    """Each by its name, in the shape of PROBLEM.json with the bounds its source assumes; skips without
    them."""
    if not FILE.is_file():
        pytest.skip("the published suppression problems are not in ../shared/data")
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    for problem in found.values():
        if "1e4" in problem["bounds_assumed"]:
            problem["bounds"] = {"lower": 0, "upper": 1e4}
    return found
