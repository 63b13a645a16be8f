"""A problem is told of whom has it: of a relative, or of the patient whom a relative brings."""

from __future__ import annotations

import pytest

import d2h_sdk as d2h
from d2h_sdk.text import Kind, Mark

OF_A_RELATIVE = [
    "Antécédent de [cancer du sein] à 45 ans chez sa mère.",
    "[Cancer du sein] chez la mère.",
    "[Infarctus] de son père à 50 ans.",
    "[AVC] du père.",
    "Frère décédé d'un [infarctus].",
    "Père décédé d'un [infarctus du myocarde].",
    "Mère diabétique, [hypothyroïdie].",
    "Sa mère a une [maladie de Crohn].",
    "Antécédents familiaux : [cancer du colon].",
    "Antécédents familiaux de [cancer du sein].",
    "ATCD familiaux : [HTA], [diabète].",
    "Antécédents personnels et familiaux d'[asthme].",
    "Histoire familiale de [thrombose veineuse profonde].",
    "Antécédents familiaux :\n- père : [infarctus]\n- [cancer du sein]\n",
    "HTA. [Asthme] chez deux frères.",
    "[Épilepsie] chez un cousin.",
    "[Embolie pulmonaire] chez une tante maternelle.",
    "[Cancer de la prostate] chez son grand-père.",
    "Deux sœurs suivies pour [lupus érythémateux disséminé].",
    "Fils porteur d'une [épilepsie].",
    "La mère est suivie pour [hypothyroïdie].",
    "[Diabète] du côté maternel.",
    "[Grippe] chez ses parents la semaine dernière.",
    "[Asthme] chez sa mère et son frère.",
    "Grand-mère avec [démence].",
    "[Cancer bronchique] de l'oncle paternel.",
]
OF_THE_PATIENT = [
    "Amené par sa mère pour [fièvre].",
    "La mère rapporte une [fièvre] depuis trois jours.",
    "Sa fille signale une [confusion].",
    "Accompagnée de sa mère, elle a une [toux].",
    "D'après les parents, [vomissements] depuis hier.",
    "Selon sa fille, [chute] dans la nuit.",
    "[Asthme] connu, vit chez sa mère.",
    "Vit avec son frère, [HTA] traitée.",
    "Retour chez ses parents, [fièvre] persistante.",
    "Père de deux enfants, [HTA].",
    "Mère de 3 enfants, [diabète de type 2].",
    "La mère a constaté une [fièvre].",
    "Les parents consultent pour une [toux].",
    "La mère, qui a amené l'enfant, décrit une [dyspnée].",
    "Fille de 3 ans, [fièvre].",
    "Petite fille avec [fièvre].",
    "Jeune fille suivie pour [épilepsie].",
    "En présence de son fils, [douleur thoracique].",
    "Mère diabétique, l'enfant a une [fièvre].",
    "Père hypertendu. [Diabète].",
    "Inquiétude de sa fille devant la [confusion].",
    "Situation familiale : [HTA] chez un homme marié.",
    "Hypercholestérolémie familiale, [infarctus] en 2010.",
    "[Dyspnée] constatée par sa mère.",
    "Son mari et sa fille s'inquiètent de la [dépression].",
    "Médecin de famille : [HTA] stable.",
]


def wanted(sentence: str) -> tuple[str, list[Mark]]:
    letter = sentence.replace("[", "").replace("]", "")
    names = [piece.partition("]")[0] for piece in sentence.split("[")[1:]]
    marks = d2h.text.highlight(letter).of(Kind.PROBLEM)
    found = [mark for name in names for mark in marks if name in mark.text or mark.text in name]
    assert len(found) >= len(names), [mark.text for mark in marks]
    return letter, found


@pytest.mark.parametrize("sentence", OF_A_RELATIVE)
def test_a_relatives_problem_is_the_familys_and_no_past_of_the_patient(sentence: str) -> None:
    for mark in wanted(sentence)[1]:
        assert mark.family and not mark.past


@pytest.mark.parametrize("sentence", OF_THE_PATIENT)
def test_a_relative_who_brings_tells_or_shelters_has_not_the_patients_problem(sentence: str) -> None:
    for mark in wanted(sentence)[1]:
        assert not mark.family


def test_nobody_is_ill_where_the_family_has_no_such_disease() -> None:
    (mark,) = wanted("Pas d'antécédents familiaux de [cancer du sein].")[1]
    assert mark.negated and mark.family
