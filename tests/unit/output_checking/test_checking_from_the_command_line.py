"""`./d2h check`: the airlock's own judgement of files on this machine, with exit codes a script can use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from output_checking.cli import app
from output_checking.profile import PROFILES, load_profile, named_profile
from tests.unit.output_checking.corpus import catalogue
from tests.unit.output_checking.corpus.carriers import model_files
from tests.unit.output_checking.corpus.containers import in_every_container
from tests.unit.output_checking.corpus.hostile import pdf
from tests.unit.output_checking.corpus.planted import NIR

ROWS = "person_id,age\n" + "".join(f"{100_000 + n},{30 + n}\n" for n in range(12))


def checked(*words: str | Path) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["check", *map(str, words), "--json"])
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("ward,patients\nA,412\nB,388\n")
    return path


def test_a_file_to_be_examined_ends_with_three(table: Path) -> None:
    code, said = checked(table)
    assert (code, said["verdict"]) == (3, "review")
    (file,) = said["files"]  # type: ignore[misc]
    assert (file["path"], file["type"], file["verdict"]) == (str(table), "csv", "review")
    assert {"rule", "severity", "where", "params"} <= set(file["findings"][0])
    assert isinstance(said["seconds"], float)


@pytest.mark.parametrize(
    ("language", "advice", "sources"),
    [
        ("en", "→ Publish counts or means.", "Source: GDPR, article 4(1) and recital 26"),
        ("fr", "→ Publiez des effectifs ou des moyennes.", "Source : RGPD, article 4, 1) et considérant 26"),
    ],
)
def test_a_person_reads_what_to_do_and_whence_the_rule_comes(
    language: str, advice: str, sources: str, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    result = CliRunner().invoke(app, ["check", str(tmp_path / "rows.csv"), "--language", language])
    assert result.exit_code == 2
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert advice in lines and lines[lines.index(advice) + 1] == sources


def test_one_blocked_file_blocks_the_whole_and_ends_with_two(table: Path) -> None:
    rows = table.with_name("rows.csv")
    rows.write_text(ROWS)
    code, said = checked(table, rows)
    assert (code, said["verdict"]) == (2, "block")
    assert [file["verdict"] for file in said["files"]] == ["review", "block"]  # type: ignore[attr-defined]


def test_a_folder_means_every_file_in_it_hidden_ones_too(table: Path) -> None:
    (table.parent / ".hidden").mkdir()
    (table.parent / ".hidden" / ".rows.csv").write_text(ROWS)
    code, said = checked(table.parent)
    assert code == 2
    assert len(said["files"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", [["nothing-there"], [], ["--profile", "none", "t.csv"], ["--wrong", "t.csv"]], ids=str
)
def test_a_wrong_command_line_ends_with_one(words: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["check", *words]).exit_code == 1
    assert CliRunner().invoke(app, ["check", str(tmp_path)]).exit_code == 1  # an empty folder


def test_links_pipes_and_empty_files_block_and_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.csv")
    code, said = checked(tmp_path)
    assert code == 2
    found = {file["path"].rpartition("/")[2]: file["findings"][0]["explanation"] for file in said["files"]}  # type: ignore[attr-defined]
    assert found == {
        "empty.csv": "file-empty",
        "link.csv": "file-unreadable",
        "pipe.csv": "file-unreadable",
    }


def test_what_is_said_is_said_in_the_language_asked_for(table: Path) -> None:
    said = CliRunner().invoke(app, ["check", str(table), "--language", "fr"]).stdout
    assert "personnes distinctes" in said


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_can_be_named(name: str, table: Path) -> None:
    assert load_profile(named_profile(name)).name == name
    assert checked(table, "--profile", name)[0] in (2, 3)


def test_a_profile_of_ones_own_says_only_what_differs(table: Path) -> None:
    own = table.with_name("own.yaml")
    own.write_text("extends: strict\nname: own\nrules: {threshold: 400}\n")
    profile = load_profile(own)
    assert (profile.rules.threshold, profile.rules.leaf) == (400, 20)
    _, said = checked(table, "--profile", own)
    found = [one["params"] for one in said["files"][0]["findings"] if one["rule"] == "table.counts"]  # type: ignore[index]
    assert {"persons": 388, "threshold": 400} in found


def test_the_parameters_of_dominance_are_told_to_nobody(table: Path) -> None:
    rules = load_profile().rules
    answer = checked(table)[1]
    del answer["seconds"]  # how long it took may show the same digits
    said = json.dumps(answer)
    assert str(rules.dominance[0].k) not in said


def test_every_container_is_read_by_the_confined_process_too(tmp_path: Path) -> None:
    """Each needs libraries of its own there, within the limits of memory and without the network."""
    frame, explanations = catalogue.frames()["a percentage of a small group"]
    for name, content in in_every_container(frame).items():
        (tmp_path / name).write_bytes(content)
    for name, (content, _) in model_files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "report.pdf").write_bytes(pdf(f"Patient {NIR}"))
    code, said = checked(tmp_path)
    assert code == 2
    found = {file["path"].rpartition("/")[2]: file for file in said["files"]}  # type: ignore[attr-defined]
    for name in in_every_container(frame):
        assert {one["explanation"] for one in found[name]["findings"]} & set(explanations), name
    for name, (_, explanation) in model_files().items():
        assert explanation in {one["explanation"] for one in found[name]["findings"]}, name
    assert "identifier-nir" in {one["explanation"] for one in found["report.pdf"]["findings"]}
