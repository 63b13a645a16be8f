"""Every code the airlock may say is said in French and in English, with all that fills it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import output_checking
from output_checking.words import LOCALES

PACKAGE = Path(output_checking.__file__).parent
AIRLOCK, PAGES, PROTECTION = LOCALES, PACKAGE / "web" / "locales", PACKAGE / "protection" / "locales"
SHARED = PACKAGE.parent / "governance" / "web" / "pages"  # the frame of every zone's pages
# What governance's own code says to somebody at the airlock.
GOVERNANCE = (
    "projects/standing.py",
    "access/replay.py",
    "access/token.py",
    "access/workspace_entry.py",
    "monitoring/figures.py",
    "signatures.py",
    "storage/engine.py",
)
_MESSAGE = re.compile(r"^([a-z][a-z0-9-]*) =(.*(?:\n[ }].*)*)", re.MULTILINE)


@cache
def messages(folder: Path, language: str) -> dict[str, set[str]]:
    """Code -> the variables its words need."""
    text = (folder / f"{language}.ftl").read_text("utf-8")
    return {code: set(re.findall(r"\$([a-z0-9]+)", words)) for code, words in _MESSAGE.findall(text)}


def sources() -> Iterator[Path]:
    yield from PACKAGE.rglob("*.py")
    yield from (PACKAGE.parent / "governance" / name for name in GOVERNANCE)


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
                yield path, node


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_has_words_and_gives_all_that_they_need(language: str) -> None:
    wrong, seen = [], 0
    for path, call in calls("Refusal"):
        code = call.args[0]
        if not isinstance(code, ast.Constant):
            continue
        seen += 1
        given = {keyword.arg for keyword in call.keywords}
        # The pages may have words of their own, which are taken first.
        said = [messages(one, language).get(str(code.value)) for one in (PAGES, AIRLOCK, PROTECTION)]
        if said == [None] * 3 or any(needed is not None and not needed <= given for needed in said):
            wrong.append(f"{path.name}:{call.lineno} {code.value}: {said} but {given}")
    assert seen > 60
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_finding_has_words_and_gives_all_that_they_need(language: str) -> None:
    wrong, seen = [], 0
    for path, call in calls("Finding"):
        code = call.args[2] if len(call.args) > 2 else None
        if not isinstance(code, ast.Constant):
            continue
        seen += 1
        needed = messages(AIRLOCK, language).get(str(code.value))
        words = call.args[3] if len(call.args) > 3 else ast.Dict([], [])
        given = {getattr(key, "value", None) for key in words.keys} if isinstance(words, ast.Dict) else None
        if needed is None or (given is not None and not needed <= given):
            wrong.append(f"{path.name}:{call.lineno} {code.value}: {needed} but {given}")
    assert seen > 30
    assert wrong == []


def test_no_words_are_kept_for_what_nothing_says() -> None:
    said = "\n".join(path.read_text("utf-8") for path in sources())
    for templates in (PACKAGE / "web" / "templates", SHARED / "templates"):
        said += "\n".join(path.read_text("utf-8") for path in templates.glob("*.html"))
    said += "\n".join(path.read_text("utf-8") for path in SHARED.glob("*.py"))
    # Codes put together from a stem and what is known at the time only.
    stems = set(re.findall(r"[\"']([a-z-]+-)[{\"']", said)) - {""}
    unsaid = {
        code
        for code in messages(AIRLOCK, "en") | messages(PAGES, "en")
        if not re.search(rf"[\"']{re.escape(code)}[\"']", said) and not any(map(code.startswith, stems))
    }
    assert unsaid == set()
