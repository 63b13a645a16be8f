"""Every code that the gateway may say is said in French and in English."""

from __future__ import annotations

import re
from pathlib import Path

import data_gateway
import governance
from data_gateway.cli.session import LOCALES
from governance.words import Words

PACKAGE = Path(data_gateway.__file__).parent
ID = re.compile(r"^([a-z][a-z0-9-]*) =", re.MULTILINE)
SHARED = Path(governance.__file__).parent / "web" / "pages"
ENDS = ("started", "finished", "stopped", "refused")
VARIABLE = re.compile(r"\$([a-z]+)")


# The data owner's page has words of its own, besides those of the commands.
PAGE = PACKAGE / "web"


def messages(language: str, folder: Path = LOCALES) -> dict[str, set[str]]:
    lines = (folder / f"{language}.ftl").read_text(encoding="utf-8").splitlines()
    return {found.group(1): set(VARIABLE.findall(line)) for line in lines if (found := ID.match(line))}


def test_both_catalogues_say_the_same_messages_with_the_same_variables() -> None:
    assert messages("fr") == messages("en")


def test_every_refusal_raised_in_the_code_has_words() -> None:
    raised = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'Refusal\(\s*"([a-z-]+)"', text))
        raised |= set(re.findall(r'say\(\s*"([a-z-]+)"', text))
    assert len(raised) > 60
    assert raised <= set(messages("en")) | set(messages("en", PAGE / "locales"))


ACTS = ("catalogue-refused", "catalogue-listed", "renewal-refused")


def test_every_word_of_the_data_owners_page_is_there_and_none_is_left_over() -> None:
    said = set(messages("en", PAGE / "locales"))
    templates = [*PAGE.rglob("*.html"), *(SHARED / "templates").glob("*.html")]
    pages = "".join(path.read_text(encoding="utf-8") for path in templates)
    asked = set(re.findall(r"""\bt\(['"]([a-z-]+)['"]""", pages))
    begun = {code for code in asked if code.endswith("-")}
    assert asked - begun <= said
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    events = {f"event-{event.replace('.', '-')}" for event in re.findall(r'"([a-z-]+\.[a-z-]+)"', code)}
    asking = ("read", "sql", "aggregate", "model", "survival", "images")
    kinds = {f"event-{kind}-{end}" for kind in asking for end in ENDS}
    known = asked | events | kinds | {f"event-{act}" for act in ACTS}
    left = {one for one in said - known if f'"{one}"' not in code and not one.startswith(tuple(begun))}
    assert left == set()


def test_every_act_of_the_site_that_is_audited_has_words_on_the_page() -> None:
    subjects = "permit|pseudonyms|opposition|dataset|answers|linkage-key|owner-page|gateway"
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    acts = {
        act.replace(".", "-")
        for act in re.findall(rf'"((?:{subjects})\.(?!json|id|html|sqlite|txt|pem)[a-z-]+)"', code)
    }
    assert len(acts) > 12
    assert {f"event-{act}" for act in acts} <= set(messages("en", PAGE / "locales"))


def test_a_refusal_for_a_column_says_what_to_ask_for_in_both_languages() -> None:
    for language, asks in (("en", "ask in the project file"), ("fr", "dans le fichier du projet")):
        words = Words(LOCALES, language)
        sentence = words.say("column-not-in-permit", dataset="omop", table="person", column="birth_datetime")
        assert "birth_datetime" in sentence and "person" in sentence and asks in sentence
