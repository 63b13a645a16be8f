"""Whatever a check may say: what was seen, what to do and whence the rule comes, in French and in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import output_checking
from output_checking.checks.identifiers import _PATTERNS as IDENTIFIERS
from output_checking.imports.scan import _SECRETS as SECRETS
from output_checking.joint.derived import Kind
from output_checking.rule_document import DOCS, NAME, document
from output_checking.sources import LANGUAGES, source_keys, sources, sources_of
from output_checking.words import airlock_words

PACKAGE = Path(output_checking.__file__).parent
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
# Written like codes in modules that make findings: encodings, programs, statistics, parts of codes.
NOT_CODES = {
    "utf-8",
    "latin-1",
    "python-docx",
    "python-pptx",
    "cut-off",
    "kaplan-meier",
    "birth-date",
    "hospital-number",
    "private-key",
    "degrees-of-freedom",
}
# What stops reading is told as a finding of the file, except what concerns no file.
READING = ("checks", "acro", "storage/file_store.py", "use_cases/check_paths.py")
NO_FILE = {"path-unknown", "nothing-to-check"}


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
            yield node


def texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def codes_of_findings() -> set[str]:
    """Every text written like a code where findings are made, and whatever a finding is given at once."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        made = list(calls(tree, "Finding"))
        found |= {str(one.args[2].value) for one in made if isinstance(one.args[2], ast.Constant)}
        if made:
            found |= {text for text in texts(tree) if _CODE.fullmatch(text)} - NOT_CODES
    return found


def codes_put_together() -> set[str]:
    identifiers = {"nir", "site", "name", *(kind for kind, _ in IDENTIFIERS)}
    return {
        *(f"identifier-{kind}" for kind in identifiers),
        *(f"import-secret-{kind}" for kind in SECRETS),
        *(f"linked-{kind.value}" for kind in Kind),
        *(f"model-{what}-unknown" for what in ("degrees-of-freedom", "events", "persons")),
        *(f"model-{what}-too-few" for what in ("degrees-of-freedom", "events", "persons")),
        *(f"model-support-{what}-too-few" for what in ("persons", "events")),
    }


def codes_of_what_cannot_be_read() -> set[str]:
    places = [path for name in READING for path in ([PACKAGE / name], (PACKAGE / name).rglob("*.py"))]
    files = {path for some in places for path in some if path.is_file()}
    trees = [ast.parse(path.read_text("utf-8")) for path in files]
    return {next(texts(one.args[0])) for tree in trees for one in calls(tree, "Refusal")} - NO_FILE


def all_codes() -> set[str]:
    return codes_of_findings() | codes_put_together() | codes_of_what_cannot_be_read()


def test_each_template_of_a_code_is_put_together_here() -> None:
    templates = {
        ast.unparse(one.args[2])
        for path in PACKAGE.rglob("*.py")
        for one in calls(ast.parse(path.read_text("utf-8")), "Finding")
        if isinstance(one.args[2], ast.JoinedStr)
    }
    assert templates == {
        "f'identifier-{kind}'",
        "f'import-secret-{kind}'",
        "f'linked-{one.kind.value}'",
        "f'model-{what}-unknown'",
        "f'model-{what}-too-few'",
        "f'model-support-{what}-too-few'",
    }


def test_the_table_of_sources_holds_every_code_and_no_other() -> None:
    codes = all_codes()
    assert len(codes) > 190
    assert set(sources().explanations) ^ codes == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_says_what_was_seen_what_to_do_and_whence(language: str) -> None:
    words = airlock_words(language)
    silent = {code for code in all_codes() if not words.knows(code)}
    helpless = {code for code in all_codes() if not words.advice(code)}
    unfounded = {code for code in all_codes() if not source_keys(code)}
    assert (silent, helpless, unfounded) == (set(), set(), set())


def test_french_findings_advise_in_french() -> None:
    """A message of the other language would be taken where this one lacks it."""
    english, french = airlock_words("en"), airlock_words("fr")
    same = {code for code in all_codes() if english.advice(code) == french.advice(code)}
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_are_told_beside_the_words_not_in_them(language: str) -> None:
    words = airlock_words(language)
    assert [code for code in all_codes() if "(source" in words.say(code) + words.advice(code)] == []


def test_every_source_is_cited_and_titled_in_both_languages() -> None:
    cited = {key for keys in sources().explanations.values() for key in keys}
    assert cited == set(sources().bibliography)
    assert all(one.titled(language) for one in sources().bibliography.values() for language in LANGUAGES)
    assert sources_of("a-check-of-the-site") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_rules_is_written_from_the_tables(language: str) -> None:
    """When it is not: python -m output_checking.rule_document."""
    assert (DOCS / language / NAME).read_text("utf-8") == document(language)
