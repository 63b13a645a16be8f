"""Bad problems: each is refused with a sentence that says what to correct, in both languages."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from governance.refusal import Refusal
from output_checking.cli import app
from output_checking.protection import load_problem, parse_problem
from output_checking.protection.cli import protection_words
from tests.unit.output_checking.protection.tables import table_with_totals

Change = Callable[[dict[str, Any]], Any]


def problem() -> dict[str, Any]:
    return table_with_totals(np.array([[4, 3], [2, 1]]), primary=[0])


def in_a_circle(data: dict[str, Any]) -> None:
    """A total of a total of itself: the values allow it only because the other parts are zero."""
    data["cells"] = [{"id": name, "value": value} for name, value in zip("abcd", (5, 5, 0, 0), strict=True)]
    data["equations"] = [
        {"idx": ["a", "b", "c"], "coef": [-1, 1, 1]},
        {"idx": ["b", "a", "d"], "coef": [-1, 1, 1]},
    ]
    data["primary"] = ["c"]


BAD: dict[str, Change] = {
    "sdc-cell-unknown": lambda data: data["primary"].append(99),
    "sdc-equation-does-not-hold": lambda data: data["cells"][0].update(value=5),
    "sdc-not-finite": lambda data: data["cells"][0].update(value=math.nan),
    "sdc-number-unfit": lambda data: data["cells"][0].update(value="4"),
    "sdc-value-below": lambda data: data["cells"][0].update(value=-4),
    "sdc-value-above": lambda data: data.update(bounds={"lower": 0, "upper": 6}),
    "sdc-bounds-order": lambda data: data.update(bounds={"lower": 9, "upper": 6}),
    "sdc-cycle": in_a_circle,
    "sdc-no-cells": lambda data: data.update(cells=[], equations=[], primary=[]),
    "sdc-list-missing": lambda data: data.pop("primary"),
    "sdc-field-missing": lambda data: data["cells"][0].pop("value"),
    "sdc-cell-twice": lambda data: data["cells"].append({"id": "0", "value": 1}),
    "sdc-id-unfit": lambda data: data["cells"][0].update(id=[1]),
    "sdc-labels-unfit": lambda data: data["cells"][0].update(labels=3),
    "sdc-equation-shape": lambda data: data["equations"][0].update(coef=[1]),
    "sdc-equation-cell-twice": lambda data: data["equations"][0].update(idx=[0, 0, 1]),
    "sdc-weight-negative": lambda data: data["cells"][0].update(weight=-1),
    "sdc-persons-negative": lambda data: data["cells"][0].update(persons=-1),
    "sdc-top-unfit": lambda data: data["cells"][0].update(top=[1, 3]),
    "sdc-top-above": lambda data: data["cells"][0].update(top=[3, 2]),
    "sdc-protection-negative": lambda data: data.update(protection={"low": -0.1, "high": 0}),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_problem_is_refused_for_what_is_wrong_with_it(code: str) -> None:
    data = problem()
    BAD[code](data)
    with pytest.raises(Refusal) as refused:
        parse_problem(data)
    assert refused.value.code == code
    for language in ("fr", "en"):
        said = protection_words(language).refusal(refused.value)
        assert said != code
        assert "{" not in said.replace("{ ", "")


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '"text"', '{"cells": 1}', "{}", "[" * 100_000])
def test_a_file_that_is_no_problem_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Refusal):
        load_problem(file)


def test_the_command_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    data = problem()
    data["cells"][0]["value"] = math.nan
    file.write_text(json.dumps(data), "utf-8")
    for command in ("audit", "suppress"):
        ended = CliRunner().invoke(app, ["sdc", command, str(file), "--language", "fr"])
        assert ended.exit_code == 1
        assert "n'est pas un nombre fini" in ended.stderr
        assert ended.stdout == ""
    assert CliRunner().invoke(app, ["sdc", "audit", str(tmp_path / "none.json")]).exit_code == 1
