"""The launcher speaks the person's language before anything is installed."""

from __future__ import annotations

import pytest

from launcher.words import Words, preferred_language


def test_a_sentence_is_said_in_both_languages() -> None:
    assert Words("en").say("doctor-cores", have=1, need=2) == "Processor cores: 1 (2 wanted)"
    assert Words("fr").say("doctor-cores", have=1, need=2) == "Cœurs de processeur : 1 (attendu : 2)"


def test_a_missing_variable_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        Words("en").say("doctor-cores", have=1)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "D2H_LANGUAGE": "fr"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_terminal_decides_unless_the_person_does(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("D2H_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert preferred_language() == language
