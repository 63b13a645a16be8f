"""What the documentation names exists: commands, options, SDK calls, files, pictures, both languages."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import typer
from typer.exceptions import TyperException

import d2h_sdk as d2h
from launcher.dispatch import GROUPS, ZONES

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))]
BENCHMARKS = [
    script
    for script in sorted((REPOSITORY / "benchmarks").glob("*.py"))
    if "__main__" in script.read_text(encoding="utf-8")
]
# What the shell script `d2h` answers by itself, before any Python is there.
SCRIPT_ALONE = {"doctor", "help"}
SHELL_ENDS = {"|", ">", "&&", ";", "2>&1"}

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\bsrc=\"([^\"]+)\"")
_HEADING = re.compile(r"^(#+) ", re.M)


@dataclass(frozen=True)
class Place:
    """Something a page shows, and where."""

    page: str
    shown: str


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def blocks(text: str, *kinds: str) -> Iterator[str]:
    """Fenced blocks: `sh` holds commands, `console` commands after `$ ` and their output, `text` output."""
    return (content for kind, content in _FENCE.findall(text) if kind in kinds)


def inline_code(text: str) -> list[str]:
    return _INLINE.findall(_FENCE.sub("", text))


def shell_lines(text: str) -> Iterator[str]:
    for content in blocks(text, "sh"):
        yield from content.splitlines()
    for content in blocks(text, "console"):
        yield from (line.removeprefix("$ ") for line in content.splitlines() if line.startswith("$ "))
    yield from inline_code(text)


def command_lines(program: str) -> list[Place]:
    """Every command line of `program`, with what stands before and after it cut off."""
    found = []
    for page in PAGES:
        for line in shell_lines(page.read_text(encoding="utf-8")):
            if program in line.split():
                found.append(Place(name_of(page), line))
    return found


def words_after(program: str, line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    words = words[words.index(program) + 1 :]
    end = next((place for place, word in enumerate(words) if word in SHELL_ENDS), len(words))
    return words[:end]


def require_command(words: list[str]) -> None:
    """Raises what the command line itself would raise for a word or an option it does not know."""
    if not words or words[0] in SCRIPT_ALONE:
        assert words[1:] == [], f"{words[0]} takes nothing"
        return
    command: Any = typer.main.get_command(importlib.import_module(ZONES.get(words[0], "launcher.cli")).app)
    rest = words[1:] if words[0] in GROUPS else list(words)
    while rest and not rest[0].startswith("-") and hasattr(command, "commands"):
        assert rest[0] in command.commands, f"{rest[0]} is no command of {command.name or 'd2h'}"
        command = command.commands[rest.pop(0)]
    if "--help" in rest or not rest:  # the help of a command, or the command only spoken of
        return
    # Files that only the reader has: some commands want them to be there.
    rest = [__file__ if word.endswith((".zip", ".pem")) else word for word in rest]
    command.make_context(" ".join(words), rest)


@pytest.mark.parametrize("place", command_lines("./d2h"), ids=lambda place: f"{place.page}: {place.shown}")
def test_every_command_line_is_one_that_exists(place: Place) -> None:
    require_command(words_after("./d2h", place.shown))


def test_the_proof_of_command_lines_refuses_what_does_not_exist() -> None:
    for wrong in ("project aply x", "project plan --force x", "site load lyon folder", "demo --patients 3"):
        with pytest.raises((AssertionError, TyperException)):
            require_command(wrong.split())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_command_line_stands_outside_code(page: Path) -> None:
    """There it would not be checked."""
    prose = _INLINE.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))
    assert "./d2h" not in prose


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_and_picture_exists(page: Path) -> None:
    targets = {one or other for one, other in _LINK.findall(page.read_text(encoding="utf-8"))}
    inside = {target.partition("#")[0] for target in targets if "://" not in target and target[0] != "#"}
    assert {target for target in inside if not (page.parent / target).exists()} == set()


def test_every_page_stands_in_french_and_in_english_with_the_same_headings() -> None:
    pages = {language: {page.name for page in (DOCS / language).glob("*.md")} for language in ("fr", "en")}
    assert pages["fr"] == pages["en"] != set()
    for name in pages["fr"]:
        french, english = ((DOCS / language / name).read_text(encoding="utf-8") for language in ("fr", "en"))
        levels = [_HEADING.findall(_FENCE.sub("", text)) for text in (french, english)]
        assert levels[0] == levels[1], f"{name}: the headings differ"
        kinds = [[kind for kind, _ in _FENCE.findall(text)] for text in (french, english)]
        assert kinds[0] == kinds[1], f"{name}: the examples differ"


def d2h_calls(code: str) -> Iterator[tuple[str, ast.Call]]:
    """`d2h.….name(…)` calls in `code`: dotted name after `d2h.`, and the call."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            dotted = ast.unparse(node.func)
            if re.fullmatch(r"d2h(\.\w+)+", dotted):
                yield dotted.removeprefix("d2h."), node


def of_the_sdk(dotted: str) -> Any:
    """What stands behind `d2h.<dotted>`; a property of the session is not read, it needs a workspace."""
    found: Any = d2h
    for name in dotted.split("."):
        found = getattr(type(found), name, None) or getattr(found, name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_call_of_the_sdk_fits_its_signature(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for code in blocks(text, "python"):
        for dotted, call in d2h_calls(code):
            given = {keyword.arg: None for keyword in call.keywords if keyword.arg}
            inspect.signature(of_the_sdk(dotted)).bind(*([None] * len(call.args)), **given)
    for code in inline_code(text):
        for dotted in re.findall(r"\bd2h\.(\w+(?:\.\w+)*)", code):
            of_the_sdk(dotted)


# Run one after the other in one process: most of what they import is the same.
ASK_FOR_HELP = """
import contextlib, io, json, runpy, sys
told = {}
for script in sys.argv[1:]:
    sys.argv = [script, "--help"]
    sys.path[0] = script.rpartition("/")[0]
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            assert not end.code, script
    told[script] = shown.getvalue()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def help_of_benchmarks() -> dict[str, str]:
    """What each script says when it is asked for help."""
    told = subprocess.run(
        [sys.executable, "-c", ASK_FOR_HELP, *map(str, BENCHMARKS)],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return cast("dict[str, str]", json.loads(told.stdout))


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda script: script.name)
def test_every_published_figure_says_how_it_was_measured(
    script: Path, help_of_benchmarks: dict[str, str]
) -> None:
    text = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    commands = [line for line in shell_lines(text) if f"benchmarks/{script.name}" in line]
    assert commands, f"docs/benchmarks.md has no command for {script.name}"
    for option in re.findall(r"--[\w-]+", " ".join(commands)):
        assert option in help_of_benchmarks[str(script)], f"{script.name} has no option {option}"
