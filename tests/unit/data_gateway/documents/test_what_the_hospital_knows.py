"""Known identifiers: found whatever the case, the accents, the spacing; and never a disease."""

from __future__ import annotations

from typing import Any

import pytest

from data_gateway.documents.deidentifying import Deidentifier
from data_gateway.documents.known_identifiers import known_of
from data_gateway.documents.training.letters import LetterWriter
from governance.refusal import Refusal
from tests.hostile_letters import HOSTILE, PATIENT, left_of, letter


def masked(text: str, known: dict[str, Any] = PATIENT) -> str:
    return Deidentifier().identify(text, known_of(known)[1]).tagged()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PECHINOT helene", "[NOM] [PRENOM]"),
        ("Pechinnot va bien", "[NOM] va bien"),
        ("son fils karim zoubiri", "son fils [PRENOM] [NOM]"),
        ("née le 12 mars 56", "née le [DATE_NAISSANCE]"),
        ("+33 (0)6.12.34.56.78", "[TEL]"),
        ("n 801 234", "n [IPP]"),
        ("2 56 03 38 185 123 45", "[SECU]"),
        ("vit rue des Lilas à grenoble", "vit rue des Lilas à [VILLE]"),
        ("12, RUE DES LILAS", "[ADRESSE]"),
        ("H. Péchinot", "[PRENOM]. [NOM]"),
    ],
)
def test_what_is_known_is_found_as_people_write_it(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize("form", HOSTILE)
def test_no_way_of_writing_a_known_name_or_number_carries_it_out(form: str) -> None:
    assert not left_of(found := masked(letter(form))), found


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("La mère de l'enfant va bien, la mer est loin.", {"nom": "LAMERE", "prenom": "Lamer"}),
        ("Voyage en Martinique, patiente mariée.", {"nom": "MARTIN", "prenom": "MARIE"}),
        ("Maladie de Crohn, SpO₂ 98 %, 10⁹/L, 2,5 mm³, β-bloquant, µg.", {"nom": "PÉCHINOT"}),
        ("Doses : 11,5 6 puis 1 2.", {"date_naissance": "1956-01-15"}),
        ("Vit B12, T2N0M0, 5 mg, le soir.", {"nom": "Riosel", "prenom": "Bi2"}),
        ("Il faut casser le cachet de Kardégic.", {"nom": "Ressac", "prenom": "Cigedrak"}),
    ],
)
def test_words_that_only_contain_a_name_stay(text: str, known: dict[str, Any]) -> None:
    assert masked(text, known) == text


def test_a_patient_called_like_a_word_or_a_disease() -> None:
    petit = {"nom": "PETIT", "prenom": "Jeanne"}
    assert masked("Mme Petit a un petit épanchement", petit) == "Mme [NOM] a un petit épanchement"
    assert masked("jeanne petit", petit) == "[PRENOM] [NOM]"
    crohn = {"nom": "Crohn"}
    assert masked("M. Crohn a une maladie de Crohn", crohn) == "M. [NOM] a une maladie de Crohn"


def test_the_tests_of_somebody_are_not_named_after_her() -> None:
    assert masked("les tests de Nathalie", {"prenom": "Nathalie"}) == "les tests de [PRENOM]"


def test_a_key_without_meaning_is_told() -> None:
    person, known = known_of({"person": 7, "nom": "X", "couleur": "bleu"})
    assert (person, known.unread) == ("7", ("couleur",))


def test_a_value_that_is_no_text_is_refused() -> None:
    with pytest.raises(Refusal, match="known-value-unreadable"):
        known_of({"nom": {"a": 1}})


def test_letters_about_known_people_keep_less_than_one_identifying_character_in_a_hundred() -> None:
    writer, left, identifying = LetterWriter(seed=11), 0, 0
    for _ in range(40):
        letter = writer.letter()
        spans = Deidentifier().identify(letter.text, known_of(letter.known)[1]).spans
        hidden = {place for span in spans for place in range(span.start, span.end)}
        for span in letter.gold:
            places = [at for at in range(span.start, span.end) if letter.text[at].isalnum()]
            left += sum(place not in hidden for place in places)
            identifying += len(places)
        for kept in ("maladie de Crohn", "syndrome de Raynaud", "signe de Babinski", "Kardégic"):
            at = letter.text.find(kept)
            assert at < 0 or not hidden & set(range(at, at + len(kept)))
    # What stays is the doctors' names and towns, which neither context nor a title gives away.
    assert left / identifying < 0.01
