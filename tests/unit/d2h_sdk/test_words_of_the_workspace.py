"""The catalogues are complete: what a person may meet is said in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, visitor
from fluent.syntax import ast as fluent_ast

from d2h_sdk import words
from d2h_sdk.errors import D2HError, SiteRefusalError
from d2h_sdk.wire import FindingMessage, ReleaseRequestMessage

ROOT = Path(__file__).parents[3]
LOCALES = ROOT / "d2h_sdk" / "locales"


class _Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent_ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Message id -> the variables its words use."""
    resource = FluentParser().parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, fluent_ast.Junk), entry.content
        if isinstance(entry, fluent_ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} is said twice"
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def keys_said() -> Iterator[str]:
    """Keys written out in the library: `say("…")`, and the codes of its own errors."""
    for path in (ROOT / "d2h_sdk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "say" or (name.endswith("Error") and name != "AssertionError"):
                    value = node.args[0].value
                    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9-]*", value):
                        yield value


@pytest.fixture(params=["en", "fr"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "_spoken", request.param)
    return str(request.param)


def test_both_languages_say_the_same_things_with_the_same_details() -> None:
    assert messages("en") == messages("fr")


def test_everything_the_library_says_has_words() -> None:
    assert set(keys_said()) - set(messages("en")) == set()


def test_every_state_of_a_request_says_what_to_do_next() -> None:
    states = ReleaseRequestMessage.model_fields["state"].annotation.__args__  # type: ignore[union-attr]
    wanted = {f"{kind}-{state}" for state in states for kind in ("state", "next")}
    wanted |= {f"severity-{one}" for one in FindingMessage.model_fields["severity"].annotation.__args__}  # type: ignore[union-attr]
    assert wanted <= set(messages("en"))


def test_an_error_speaks_the_persons_language(spoken: str) -> None:
    said = str(SiteRefusalError("no-permit-at-site", site="lyon", title="CHU de Lyon"))
    assert "CHU de Lyon" in said
    assert ("ask your project's lead" in said) == (spoken == "en")
    assert ("demandez au responsable du projet" in said) == (spoken == "fr")


def test_a_code_from_a_newer_service_is_still_told_with_all_its_details(spoken: str) -> None:
    said = str(D2HError("gateway-invented-later", table="visit_occurrence", limit=3))
    assert "gateway-invented-later" in said
    assert "table=visit_occurrence" in said and "limit=3" in said


def test_no_words_are_left_with_an_empty_place(spoken: str) -> None:
    bundle = words.catalogue(spoken)
    for key, variables in messages(spoken).items():
        message = bundle.get_message(key)
        assert message.value is not None, key
        patterns = [message.value, *message.attributes.values()]
        for pattern in patterns:
            said, errors = bundle.format_pattern(pattern, dict.fromkeys(variables, 1))
            assert said and not errors, (key, errors)
        unfilled = [fault for pattern in patterns for fault in bundle.format_pattern(pattern, {})[1]]
        assert bool(unfilled) == bool(variables), key
