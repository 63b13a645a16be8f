"""`d2h sdc`: its answer, its exit codes, and the other format it reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from output_checking.cli import app
from output_checking.protection import load_problem, parse_problem, suppress
from tests.unit.output_checking.protection.tables import table_with_totals

WARDS = np.array([[52, 48], [40, 4], [33, 30], [25, 22]])
KEYS = ["primary", "secondary", "intervals", "exact", "narrow", "cost", "gap", "seconds"]


def run(*words: str) -> tuple[int, dict[str, Any]]:
    ended = CliRunner().invoke(app, ["sdc", *words, "--json"])
    return ended.exit_code, json.loads(ended.stdout)


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({**table_with_totals(WARDS), "primary": [4]}), "utf-8")
    return file


def test_an_open_pattern_ends_with_2_and_names_what_is_given_away(problem: Path) -> None:
    code, answer = run("audit", str(problem))
    assert code == 2
    assert set(KEYS) <= set(answer)
    assert answer["exact"] == [4]
    assert answer["intervals"] == {"4": [4.0, 4.0]}
    assert answer["derivations"]["4"][0]["arithmetic"] == "44 - 40 = 4"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "audit",
        "audit --cost foo FILE",
        "audit --wrong FILE",
        "suppress --method nope FILE",
        "nothing FILE",
    ],
)
def test_a_wrong_command_line_ends_with_1_for_2_says_that_a_cell_is_recoverable(
    problem: Path, words: str
) -> None:
    given = ["sdc", *words.replace("FILE", str(problem)).split()]
    assert CliRunner().invoke(app, given).exit_code == 1


@pytest.mark.parametrize("method", ["optimal", "fast"])
@pytest.mark.parametrize("cost", ["unit", "value"])
def test_a_suppressed_table_ends_with_0_and_its_pattern_audits_as_safe(
    problem: Path, method: str, cost: str, tmp_path: Path
) -> None:
    code, answer = run("suppress", str(problem), "--method", method, "--cost", cost)
    assert code == 0
    assert len(answer["secondary"]) == 3
    again = {**json.loads(problem.read_text("utf-8")), "suppressed": answer["primary"] + answer["secondary"]}
    file = tmp_path / "again.json"
    file.write_text(json.dumps(again), "utf-8")
    code, audited = run("audit", str(file))
    assert code == 0
    assert audited["intervals"] == answer["intervals"]


def test_the_answer_stands_alone_on_standard_output(problem: Path) -> None:
    """The solver greets on standard output unless it is kept from it."""
    ended = subprocess.run(
        [sys.executable, "-m", "launcher", "sdc", "suppress", str(problem), "--method", "optimal", "--json"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["gap"] == 0


def test_a_person_reads_the_derivation(problem: Path) -> None:
    ended = CliRunner().invoke(app, ["sdc", "audit", str(problem), "--language", "fr"])
    assert ended.exit_code == 2
    assert "44 - 40 = 4" in ended.stdout
    hidden = CliRunner().invoke(app, ["sdc", "suppress", str(problem), "--language", "en"])
    assert "3 cells have to be hidden" in hidden.stdout


JJ = """0
9
0 10 10 s 0 10000 0 0 0
1 4 4 u 0 10000 1 1 0
2 6 6 s 0 10000 0 0 0
3 7 7 s 0 10000 0 0 0
4 3 3 s 0 10000 0 0 0
5 4 4 s 0 10000 0 0 0
6 3 3 z 0 10000 0 0 0
7 1 1 s 0 10000 0 0 0
8 2 2 s 0 10000 0 0 0
6
0 3 : 0 (-1) 1 (1) 2 (1)
0 3 : 3 (-1) 4 (1) 5 (1)
0 3 : 6 (-1) 7 (1) 8 (1)
0 3 : 0 (-1) 3 (1) 6 (1)
0 3 : 1 (-1) 4 (1) 7 (1)
0 3 : 2 (-1) 5 (1) 8 (1)
"""


def test_a_jj_file_is_read_with_its_levels_bounds_and_statuses(tmp_path: Path) -> None:
    file = tmp_path / "problem.jj"
    file.write_text(JJ, "utf-8")
    problem = load_problem(file)
    assert problem.named(problem.primary) == [1]
    assert problem.protection.upper[1] == 1
    found = suppress(problem, "optimal")
    assert found.audit.safe
    assert 6 not in found.secondary  # status z: must stay published
    assert found.cost == 4 + 6 + 1 + 2
    low, high = found.audit.intervals[1]
    assert low <= 3
    assert high >= 5


@pytest.mark.parametrize("line", range(2, 18))
def test_a_jj_line_that_does_not_fit_is_named(tmp_path: Path, line: int) -> None:
    lines = JJ.splitlines()
    lines[line - 1] = "nonsense 1"
    file = tmp_path / "problem.jj"
    file.write_text("\n".join(lines), "utf-8")
    ended = CliRunner().invoke(app, ["sdc", "audit", str(file), "--language", "en"])
    assert ended.exit_code == 1
    assert f"Line {line} " in ended.stderr


def test_python_and_the_command_give_the_same_pattern(problem: Path) -> None:
    _, answer = run("suppress", str(problem), "--method", "optimal", "--cost", "value")
    found = suppress(parse_problem(json.loads(problem.read_text("utf-8"))), "optimal", "value")
    assert list(found.secondary) == answer["secondary"]
    assert found.cost == answer["cost"]
