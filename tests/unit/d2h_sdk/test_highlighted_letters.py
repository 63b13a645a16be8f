"""What `d2h.text.highlight` brings out of a letter, and how it is meant."""

from __future__ import annotations

import json
from time import process_time

import pytest

import d2h_sdk as d2h
from d2h_sdk.text import Kind, Mark

LETTER = """Antécédents : HTA, insuffisance rénale chronique stade 3b.
Père décédé d'un infarctus du myocarde. Allergie à la pénicilline.
Dyspnée. Pas de douleur thoracique, ni hémoptysie. Suspicion de pneumopathie.
CRP 85 mg/L, sodium 139 mmol/L, ASAT 38 UI/L (N < 35). Hémocultures positives. TA 120/70 mmHg.
Arrêt de l'ibuprofène, introduction d'amoxicilline 1 g x 3/j, augmentation du furosémide à 80 mg/j.
A revoir en urgence si fièvre. Revu le 20 mai 2024 ; coloscopie en 2019.
"""


def one(kind: Kind, text: str, letter: str = LETTER) -> Mark:
    found = [mark for mark in d2h.text.highlight(letter).of(kind) if text in mark.text]
    assert found, text
    return found[0]


def test_problems_have_their_code_their_stage_and_how_they_are_meant() -> None:
    kidney = one(Kind.PROBLEM, "insuffisance rénale")
    assert (kidney.system, kidney.code, kidney.details["stage"], kidney.past) == ("CIM-10", "N18", "3b", True)
    assert one(Kind.PROBLEM, "infarctus").family and not one(Kind.PROBLEM, "infarctus").negated
    assert one(Kind.PROBLEM, "douleur thoracique").negated and one(Kind.PROBLEM, "hémoptysie").negated
    assert one(Kind.PROBLEM, "pneumopathie").suspected and not one(Kind.PROBLEM, "Dyspnée").negated


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("L'échographie n'a pas montré de signes d'épanchement péricardique.", True),
        ("Sans fièvre.", True),
        ("Fièvre absente.", True),
        ("Aucune fièvre mais une toux.", True),
        ("Sans doute une fièvre.", False),
        ("Pas de toux mais une fièvre.", False),
        ("L'absence de toux, il y avait une fièvre.", False),
        ("La fièvre n'a pas été retrouvée.", True),
        ("La fièvre n'a pas cédé.", False),
        ("Sans antécédent de diabète, hospitalisé pour fièvre.", False),
        ("Homme sans diabète admis fébrile : fièvre.", False),
        ("Pas de diabète chez ce patient qui a une fièvre.", False),
        ("Aucune notion de toux ni de fièvre n'a été rapportée.", True),
        ("Sans antécédents particuliers, victime d'une chute, fièvre.", False),
        ("Examen sans particularité, fièvre à 39°.", False),
        ("Point de départ pulmonaire et fièvre.", False),
        ("Toux non productive, fièvre.", False),
        ("Absence stricte de fièvre.", True),
        ("Absence de toux, une fièvre à 39°.", False),
        ("La toux et la fièvre n'ont pas été retrouvées.", True),
        ("La fièvre n'était pas élevée.", False),
        ("Il y avait une fièvre qui n'était pas présente la veille.", False),
        ("La bactériologie était négative, une fièvre persistait.", False),
        ("La fièvre n'avait pu être observée.", True),
        ("Disparition complète de la fièvre.", True),
    ],
)
def test_a_negation_reaches_as_far_as_its_clause(sentence: str, negated: bool) -> None:
    wanted = "épanchement" if "épanchement" in sentence else "ièvre"
    assert one(Kind.PROBLEM, wanted, sentence).negated is negated


def test_drugs_have_their_code_dose_and_change() -> None:
    found = {mark.text: mark for mark in d2h.text.highlight(LETTER).of(Kind.DRUG)}
    assert found["ibuprofène"].details == {"change": "stopped"}
    assert found["amoxicilline"].code == "J01CA04"
    assert found["amoxicilline"].details == {"dose": "1 g x 3/j", "change": "started"}
    assert found["furosémide"].details == {"dose": "80 mg/j", "change": "increased"}


def test_results_are_held_against_the_limits_of_the_letter_else_the_usual_ones() -> None:
    found = {mark.text: mark.details for mark in d2h.text.highlight(LETTER).of(Kind.RESULT)}
    assert (found["85 mg/L"]["abnormal"], found["85 mg/L"]["limits"]) == ("high", "≤ 5")
    assert "abnormal" not in found["139 mmol/L"] and "abnormal" not in found["120/70 mmHg"]
    assert (found["38 UI/L"]["abnormal"], found["38 UI/L"]["limits"]) == ("high", "≤ 35")
    assert found["positives"]["abnormal"] == "abnormal"
    signs = "Polypnée à 30 cycles par minute, pouls 90 battements/min. Anti-HBs positifs, valeur normale < 1."
    told = {mark.text: mark.details for mark in d2h.text.highlight(signs).of(Kind.RESULT)}
    assert {told[text]["unit"] for text in ("30 cycles par minute", "90 battements/min")} == {"/min"}
    assert told["positifs"]["abnormal"] == "abnormal" and "normale" not in told
    (potassium,) = d2h.text.highlight("K 5,8 mmol/L (3,5-5,0).").of(Kind.RESULT)
    assert (potassium.details["abnormal"], potassium.details["limits"]) == ("high", "3.5–5")


def test_a_negative_test_was_done_and_what_it_looked_for_is_not_there() -> None:
    letter = d2h.text.highlight("La recherche de pneumopathie était négative.")
    denied = [letter.text[scope.start : scope.end] for scope in letter.scopes]
    assert one(Kind.PROBLEM, "pneumopathie", letter.text).negated and "recherche" not in "".join(denied)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Une anémie à 7,8 g/dl et une lymphopénie à 700 éléments/mm3.", ["7,8 g/dl", "700 éléments/mm3"]),
        ("Les plaquettes passent de 700 à 1200/mm3.", ["700", "1200/mm3"]),
        ("Un nodule de 2 cm, un enfant pesant 3600 g, un score de Glasgow à 11.", ["2 cm", "3600", "11"]),
        ("Calcémie à 1,70 mmol/L (N: 2,2 - 2,70 mmol/L), soit deux fois la normale.", ["1,70 mmol/L"]),
        ("Lidocaïne 5 %, furosémide 40 mg/24h, un mois sur 12, 3 comprimés.", []),
        ("Nicardipine 1 mg/ml puis esmolol dilué à 12,5 mg/ml ; lithium 0,6 mmol/L.", ["0,6 mmol/L"]),
    ],
)
def test_a_unit_of_measurement_tells_a_result_and_a_dose_or_a_limit_is_none(
    sentence: str, told: list[str]
) -> None:
    assert [mark.text for mark in d2h.text.highlight(sentence).of(Kind.RESULT)] == told


def test_allergies_follow_up_and_the_time_line() -> None:
    assert one(Kind.ALLERGY, "pénicilline").label == "pénicilline"
    assert one(Kind.FOLLOW_UP, "urgence")
    assert [day for day, _ in d2h.text.highlight(LETTER).time_line] == ["2019", "2024-05-20"]
    assert one(Kind.ALLERGY, "allergie", "Pas d'allergie connue.").negated


def test_marks_stand_where_they_say_and_json_holds_them() -> None:
    letter = d2h.text.highlight(LETTER)
    assert all(LETTER[mark.start : mark.end] == mark.text for mark in letter.marks)
    told = json.loads(letter.to_json())
    assert len(told["marks"]) == len(letter.marks) and told["scopes"] and told["time_line"]


def test_a_letter_never_becomes_markup() -> None:
    page = d2h.text.highlight("<script>alert(1)</script> CRP 85 mg/L <b>fièvre</b>")._repr_html_()
    assert "<script" not in page and "<b>fi" not in page and "&lt;script" in page


def test_a_page_of_an_endless_letter_stays_small_enough_for_a_browser() -> None:
    letter = d2h.text.highlight("le 12/03/2020 <b>CRP 85 mg/L</b>\n" * 5_000)
    page = letter._repr_html_()
    assert len(page) < 4_000_000 and "the first 100000 characters" in page.replace(",", "")
    assert "<b>CRP" not in page and len(letter.marks) == 10_000 == 2 * len(letter.time_line)


def test_days_that_no_calendar_has_are_not_told() -> None:
    letter = d2h.text.highlight(
        "Vu le 31/02/2024, le 2024-13-01, le 29/02/2024, le 3 mars 1998, en mai 2011."
    )
    assert [day for day, _ in letter.time_line] == ["1998-03-03", "2011-05", "2024-02-29"]


def test_wide_words_of_the_terminologies_carry_no_narrow_code() -> None:
    found = d2h.text.highlight("Un syndrome, une maladie, une infection. Protéine C réactive 4 mg/L.")
    assert not found.of(Kind.PROBLEM) and not found.of(Kind.DRUG)
    assert one(Kind.DRUG, "hydrocortisone", "Relais par hydrocortisone.").code == "H02AB09"


def test_no_antecedents_say_nothing_about_what_follows() -> None:
    assert not one(Kind.PROBLEM, "toux", "Sans antécédents particuliers, elle consulte pour une toux.").past


HOSTILE = [
    "((((",
    "- ",
    "pas de ",
    "1/1/1/",
    "1/1/2020 ",
    "CRP 5 ",
    "CRP 5" + " " * 5_000,
    "n'",
    "si ",
    "pere fièvre ",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=lambda piece: piece[:10])
def test_a_letter_ten_times_as_long_takes_about_ten_times_as_long(piece: str) -> None:
    def seconds(length: int) -> float:
        letter = (piece * (length // len(piece) + 1))[:length]
        taken = []
        for _ in range(3):  # what else the process does, collecting garbage above all, is not the letter's
            started = process_time()
            found = d2h.text.highlight(letter)
            assert found.to_json() and found._repr_html_()
            taken.append(process_time() - started)
        return min(taken)

    assert seconds(50_000) < 30 * max(seconds(5_000), 0.01)


@pytest.mark.parametrize("letter", ["", " ", "\x00\x07", "İ" * 50, "\ud800 fièvre"])
def test_odd_letters_are_read(letter: str) -> None:
    assert isinstance(d2h.text.highlight(letter).as_dict(), dict)


def test_what_is_no_letter_is_refused_in_words() -> None:
    with pytest.raises(d2h.D2HError, match="text"):
        d2h.text.highlight(None)  # type: ignore[arg-type]
