"""Every code has words, in both languages."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from fluent.syntax import ast as ftl
from fluent.syntax import parse
from fluent.syntax.visitor import Visitor

import governance
from governance.refusal import Refusal
from governance.words import LOCALES, Words, governance_words, preferred_language

PACKAGE = Path(governance.__file__).parent


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


# These pages have words of their own, which come first there.
PAGES = tuple(PACKAGE / "web" / name for name in ("catalogue", "administration"))


def catalogue(language: str, folder: Path = LOCALES) -> dict[str, set[str]]:
    resource = parse((folder / f"{language}.ftl").read_text(encoding="utf-8"))
    messages: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in messages, entry.id.name
            variables = Variables()
            variables.visit(entry)
            messages[entry.id.name] = variables.names
    return messages


def codes_in_the_program() -> set[str]:
    """The first text given to a Refusal, Misfit, PlanLine…, and what is said by name."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = {
                "Refusal": 0,
                "say": 0,
                "_refuse": 1,
                "Misfit": 1,
                "PlanLine": 1,
                "_lack": 1,
                "_repeated": 0,
            }
            argument = node.args[place[name]] if name in place and len(node.args) > place[name] else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
            for keyword in node.keywords:
                if name == "append" and keyword.arg == "event" and isinstance(keyword.value, ast.Constant):
                    found.add(f"event-{str(keyword.value.value).replace('.', '-')}")
    return found


def test_both_languages_hold_the_same_codes_and_variables() -> None:
    for folder in (LOCALES, *(pages / "locales" for pages in PAGES)):
        assert catalogue("fr", folder) == catalogue("en", folder)


def test_every_code_of_the_program_has_words() -> None:
    codes = codes_in_the_program()
    assert len(codes) > 80, "the search itself is broken"
    said = set().union(*(catalogue("en", folder / "locales") for folder in PAGES))
    assert codes - set(catalogue("en")) - said == set()


@pytest.mark.parametrize("pages", PAGES, ids=lambda pages: str(pages.name))
def test_every_word_of_the_pages_is_there_and_none_is_left_over(pages: Path) -> None:
    said = set(catalogue("en", pages / "locales"))
    templates = [*pages.rglob("*.html"), *(PACKAGE / "web" / "pages").rglob("*.html")]
    asked = set(re.findall(r"\bt\(['\"]([a-z-]+)['\"]", "".join(path.read_text() for path in templates)))
    shared = (
        (PACKAGE / "web" / "pages").rglob("*.py"),
        (PACKAGE / "web" / name for name in ("hub_login.py", "hub_pages.py")),
    )
    written = "".join(path.read_text() for path in chain(pages.rglob("*.py"), *shared))
    begun = tuple(code for code in asked if code.endswith("-"))  # its end is a value: an area, a language
    assert asked - said - set(begun) == set()
    left = {code for code in said - asked if f'"{code}"' not in written}
    assert {code for code in left if not code.startswith(begun)} == set()


def test_a_refusal_is_said_in_the_reader_s_language() -> None:
    refusal = Refusal("project-unknown", project="sepsis")
    assert governance_words("fr").refusal(refusal) == "Il n'y a pas de projet « sepsis »."
    assert governance_words("en").refusal(refusal) == "There is no project “sepsis”."


def test_an_unknown_code_is_said_as_itself() -> None:
    assert governance_words("fr").say("never-heard-of") == "never-heard-of"


def test_a_catalogue_that_lacks_a_message_says_it_in_english(tmp_path: Path) -> None:
    (tmp_path / "fr.ftl").write_text("one = un\n", encoding="utf-8")
    (tmp_path / "en.ftl").write_text("one = one\ntwo = two\n", encoding="utf-8")
    words = Words(tmp_path, "fr")
    assert (words.say("one"), words.say("two")) == ("un", "two")


@pytest.mark.parametrize(
    ("environment", "asked", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, None, "fr"),
        ({"LANG": "de_DE.UTF-8"}, None, "en"),
        ({"LANG": "fr_FR.UTF-8", "D2H_LANGUAGE": "en"}, None, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, None, "en"),
        ({"LANG": "en_GB.UTF-8"}, "fr", "fr"),
        ({}, None, "en"),
    ],
)
def test_the_language_is_the_one_asked_else_the_shell_s(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], asked: str | None, language: str
) -> None:
    for name in ("D2H_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred_language(asked) == language
