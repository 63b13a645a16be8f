"""Known identifiers: found whatever the case, the accents, the spacing; and never a disease."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from data_gateway.documents.deidentifying import Deidentifier
from data_gateway.documents.known_identifiers import known_of
from data_gateway.documents.training.letters import LetterWriter
from governance.refusal import Refusal

PATIENT: dict[str, Any] = {
    "person": 7,
    "nom": "Péchinot",
    "prenom": ["Hélène", "Marie"],
    "date_naissance": "1956-03-12",
    "adresse": "12 rue des Lilas, 38000 Grenoble",
    "tel": "06 12 34 56 78",
    "ipp": "N801234",
    "nir": "256033818512345",
    "relatives": [{"nom": "Zoubiri", "prenom": "Karim"}],
}


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


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "Péchinot"),
        *("P\u200bé\u200bchinot", "Péchi\u00adnot", "Péchi\u200fnot", "Pé\ufe0fchi\u2060not", "Péch\x00inot"),
        *("\u202etonihcéP\u202c", "\u2066Péchinot\u2069", "P\u0336e\u0336chinot", "Pe \u0301chinot"),
        *("Ｐéｃｈｉｎｏｔ", "𝐩𝐞𝐜𝐡𝐢𝐧𝐨𝐭", "ⓅⒺⒸⒽⒾⓃⓄⓉ", "🅿🅴🅲🅷🅸🅽🅾🆃", "ᴘᴇᴄʜɪɴᴏᴛ", "ᵖᵉᶜʰⁱⁿᵒᵗ", "Péchınot"),
        *("Рéсhinоt", "ΡΕCΗΙΝΟΤ", "РЕСНINОТ"),
        *("P&eacute;chinot", "P&#233;chinot", "P%C3%A9chinot", "PÃ©chinot", "P\ufffdchinot", "P?chinot"),
        *("Péchi-\nnot", "PÉCHI-\r\n    NOT", "péchi\nnot", "P E C H I N O T", "P.E.C.H.I.N.O.T."),
        *("p_é_c_h_i_n_o_t", "MmePECHINOT", "HélènePéchinot", "helenepechinot", "PECHINOT_Helene.pdf"),
        *("０６ １２ ３４ ５６ ７８", "⓪⑥ ①② ③④ ⑤⑥ ⑦⑧", "06_12_34_56_78", "06 12 34\n56 78"),
        *("06\u200b12\u200b34\u200b56\u200b78", "１２/０３/１９５６", "12⁄03⁄1956", "12 · 03 · 1956"),
        *("12\u200b/03/1956", "N80\n1234", "12 rue des Li\u200blas", "Gre-\nnoble", "Ｇｒｅｎｏｂｌｅ"),
    ],
)
def test_no_way_of_writing_a_known_name_or_number_carries_it_out(name: str) -> None:
    left = masked(f"La patiente {name} va bien.").removeprefix("La patiente ").removesuffix(" va bien.")
    assert not re.search(r"\w", re.sub(r"\[[A-Z_]+\]|^Mme|\.pdf$|_", "", left)), left


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("La mère de l'enfant va bien, la mer est loin.", {"nom": "LAMERE", "prenom": "Lamer"}),
        ("Voyage en Martinique, patiente mariée.", {"nom": "MARTIN", "prenom": "MARIE"}),
        ("Maladie de Crohn, SpO₂ 98 %, 10⁹/L, 2,5 mm³, β-bloquant, µg.", {"nom": "PÉCHINOT"}),
        ("Doses : 11,5 6 puis 1 2.", {"date_naissance": "1956-01-15"}),
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
