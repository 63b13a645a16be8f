"""`d2h text deidentify`: a bad line is told and costs no other, the output is whole or not there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from data_gateway.cli.text import app
from data_gateway.documents.batch import LONGEST_LINE


@pytest.fixture
def type_(tmp_path: Path) -> Any:
    def typing(lines: bytes, *more: str) -> Result:
        (tmp_path / "in.jsonl").write_bytes(lines)
        arguments = [
            "text",
            "deidentify",
            "--in",
            str(tmp_path / "in.jsonl"),
            "--out",
            str(tmp_path / "out.jsonl"),
        ]
        return CliRunner().invoke(app, [*arguments, *more], env={"D2H_LANGUAGE": "en"})

    return typing


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_spans_are_in_the_offsets_of_the_input(type_: Any, tmp_path: Path) -> None:
    text = "Été 😀 : Mme Anne DURAND, née le 12/03/1956"
    done = type_(json.dumps({"id": "a", "text": text}).encode() + b"\n")
    assert done.exit_code == 0, done.output
    (answer,) = written(tmp_path)
    assert set(answer) == {"id", "text", "spans"} and answer["id"] == "a"
    assert [(one["label"], text[one["start"] : one["end"]]) for one in answer["spans"]] == [
        ("PRENOM", "Anne"),
        ("NOM", "DURAND"),
        ("DATE_NAISSANCE", "12/03/1956"),
    ]
    assert answer["text"] == "Été 😀 : Mme [PRENOM] [NOM], née le [DATE_NAISSANCE]"


def test_hostile_lines_are_told_one_by_one_and_cost_no_other(type_: Any, tmp_path: Path) -> None:
    hostile = [
        b"not json",
        b'{"id": 1}',
        b"[1]",
        b'{"id": 1, "text": "\xff"}',
        b'{"id": 1, "text": "\\ud800"}',
        b'{"id": true, "text": ""}',
        b'{"id": 1, "text": "x", "person": []}',
        b"[" * 100_000,
        b'{"id": 1, "text": "' + b"a" * LONGEST_LINE + b'"}',
    ]
    lines = [
        b'{"id": "first", "text": "Dr Durand"}',
        *hostile,
        b"",
        b'{"id": "last", "text": "a\\u0000\\u0007"}',
    ]
    (tmp_path / "people.jsonl").write_bytes(b'{"person": 1, "nom": "\\ud800"}')
    done = type_(b"\n".join(lines), "--context", str(tmp_path / "people.jsonl"))
    assert done.exit_code == 1
    assert [one["id"] for one in written(tmp_path)] == ["first", "last"]
    told = [line.split(":")[1] for line in done.stderr.splitlines() if ":" in line]
    assert told == ["1", *(str(number) for number in range(2, 2 + len(hostile)))]


def test_an_empty_file_gives_an_empty_file(type_: Any, tmp_path: Path) -> None:
    assert type_(b"", "--rules-only").exit_code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_what_cannot_be_written_leaves_what_was_there(type_: Any, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["text", "deidentify", "--in", str(tmp_path / "none"), "--out", str(tmp_path / "o")]
    )
    assert done.exit_code == 1 and list(tmp_path.iterdir()) == []
    type_(b'{"id": 1, "text": "x"}', "--rules-only", "--context", str(tmp_path / "none"))
    assert not (tmp_path / "out.jsonl").exists()


def test_a_context_is_used_for_its_person_and_a_directory_for_everybody(type_: Any, tmp_path: Path) -> None:
    people = [
        {"person": 1, "nom": "Zoubiri"},
        {"nom": "Kowalczyk"},
        {"person": 2, "nom": {}},
        {"colour": "blue"},
    ]
    (tmp_path / "people.jsonl").write_text("\n".join(map(json.dumps, people)))
    lines = [{"id": n, "person": n, "text": "zoubiri kowalczyk"} for n in (1, 2)]
    done = type_(
        "\n".join(map(json.dumps, lines)).encode(),
        "--rules-only",
        "--context",
        str(tmp_path / "people.jsonl"),
    )
    assert [one["text"] for one in written(tmp_path)] == ["[NOM] [NOM]", "zoubiri [NOM]"]
    assert "people.jsonl:3:" in done.stderr and "nothing of it is masked: colour" in done.stderr


def test_a_name_in_letters_of_every_kind_has_its_place_and_one_surrogate(type_: Any, tmp_path: Path) -> None:
    (tmp_path / "people.jsonl").write_text(json.dumps({"person": 1, "nom": "Péchinot"}))
    names = ["Pe\u0301chinot", "ＰＥＣＨＩＮＯＴ", "tonihcéP", "P\x00é\u200bchinot"]
    text = f"Mme {names[0]}, {names[1]}, \u202e{names[2]}\u202c et {names[3]}\n" + "\u202e\u0301&" * 50
    line = json.dumps({"id": 1, "person": 1, "text": text}).encode()
    more = ("--rules-only", "--context", str(tmp_path / "people.jsonl"))
    assert type_(line, *more).exit_code == 0
    (answer,) = written(tmp_path)
    assert [text[one["start"] : one["end"]] for one in answer["spans"]] == names
    type_(line, *more, "--surrogates")
    first, second, *_ = re.findall(r"[^\W\d_]{2,}", written(tmp_path)[0]["text"].replace("Mme ", ""))
    assert first.lower() == second.lower()


def test_surrogates_are_the_same_for_one_person_and_intervals_hold(type_: Any, tmp_path: Path) -> None:
    text = "Mme Anne DURAND vue le 12/03/2021 puis le 15/03/2021. Mme DURAND va bien."
    lines = [{"id": n, "person": "7", "text": text} for n in (1, 2)]
    type_("\n".join(map(json.dumps, lines)).encode(), "--rules-only", "--surrogates")
    first, second = (one["text"] for one in written(tmp_path))
    assert first == second != text and "DURAND" not in first and "[" not in first
    words = first.split()
    days = [tuple(map(int, word.rstrip(".").split("/"))) for word in words if word.count("/") == 2]
    from datetime import date

    assert (date(*days[1][::-1]) - date(*days[0][::-1])).days == 3
    assert words[2] in words[words.index("puis") :]
