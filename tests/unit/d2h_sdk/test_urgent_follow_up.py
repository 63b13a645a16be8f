"""What a letter asks for soon is brought out; what was done in an emergency, or is not needed, is not."""

from __future__ import annotations

import pytest

import d2h_sdk as d2h
from d2h_sdk.text import Kind

ASKED = [
    "Angioscanner en urgence.",
    "Angioscanner thoracique à réaliser en urgence.",
    "Rendez-vous dans 15 jours.",
    "Rdv avec le Dr X dans 10 j.",
    "À revoir dans une semaine.",
    "Contrôle à J7.",
    "Contrôle de la NFS à J+3.",
    "Reconvoquer si fièvre.",
    "À revoir en urgence si fièvre.",
    "Avis neurochirurgical urgent.",
    "Avis cardiologique rapide.",
    "Surveillance rapprochée de la kaliémie.",
    "Kaliémie de contrôle dans 48 heures.",
    "Bilan biologique sous 72 h.",
    "Coronarographie demain.",
    "IRM cérébrale sans délai.",
    "Échographie rénale d'ici 8 jours.",
    "Consultation d'anesthésie dans les 48h.",
    "Consultation la semaine prochaine.",
    "Hospitalisation immédiate.",
    "Hospitaliser en urgence.",
    "Transfert en réanimation dès que possible.",
    "Prise de sang tous les 2 jours.",
    "INR dans 3 jours.",
    "Pansement à refaire au plus vite.",
    "Coloscopie au plus tôt.",
    "Je vous demande de revoir ce patient rapidement.",
    "Biopsie ganglionnaire prévue sous 10 jours.",
    "Un scanner devra être réalisé en urgence.",
    "Consulter en urgence en cas de douleur thoracique.",
    "En cas de fièvre, consulter aux urgences.",
    "Si vomissements, rappeler le service.",
    "Revenir aux urgences si douleur.",
    "Rappeler en cas de saignement.",
    "En urgence : angioscanner.",
    "Dans 15 jours : contrôle clinique.",
    "Rapidement revoir en consultation.",
    "Se présenter aux urgences au moindre signe de phlébite.",
    "Prise en charge urgente.",
    "Urgence chirurgicale.",
    "Réévaluation clinique dans 48 h.",
    "Suivi à 1 mois.",
    "Merci de contrôler la créatinine dans une semaine.",
    "Chirurgie en semi-urgence.",
    "Nous la reverrons dans 10 jours.",
    "La patiente sera reconvoquée rapidement.",
    "Rendez-vous est pris dans une semaine.",
    "Retour aux urgences si fièvre ou vomissements.",
    "Colposcopie dans les plus brefs délais.",
    "Merci de la voir en urgence.",
]
NOT_ASKED = [
    "Patiente admise en urgence.",
    "Admis en urgence pour un scanner.",
    "Vu aux urgences ce matin.",
    "Adressée par les urgences de l'hôpital.",
    "Passage aux urgences le 3 mai 2024.",
    "Pas d'urgence.",
    "Pas d'urgence chirurgicale.",
    "Pas d'indication à un scanner en urgence.",
    "Absence d'urgence vitale.",
    "Ne nécessite pas d'hospitalisation en urgence.",
    "Un angioscanner réalisé en urgence a montré une embolie.",
    "Le scanner fait en urgence était normal.",
    "Opérée en urgence en 2019.",
    "Après hospitalisation en urgence, il va mieux.",
    "Hospitalisation en urgence le 12 mars 2024 pour une pneumopathie.",
    "Contrôle à J7 satisfaisant.",
    "Le contrôle à 15 jours a montré une guérison.",
    "Consultation il y a 15 jours.",
    "Antibiothérapie pendant 7 jours.",
    "Fièvre depuis 3 jours.",
    "Rendez-vous dans 6 mois.",
    "Contrôle annuel.",
    "À revoir dans un an.",
    "À revoir si besoin.",
    "Scanner : progression rapide de la tumeur.",
    "Évolution rapidement favorable.",
    "Paracétamol si douleur.",
    "Infirmière aux urgences.",
    "Diabète mal contrôlé à J7.",
    "Contraception d'urgence.",
    "Césarienne en urgence en 2018.",
    "Retour à domicile à J3.",
    "Pose de prothèse il y a 15 jours.",
    "Patient transféré en urgence au bloc.",
    "Sortie à J3, alimentation reprise à J2.",
]


def alarms(letter: str) -> list[str]:
    marks = d2h.text.highlight(letter).of(Kind.FOLLOW_UP)
    return [mark.text for mark in marks if not mark.negated]


@pytest.mark.parametrize("sentence", ASKED)
def test_what_is_to_be_done_soon_is_brought_out(sentence: str) -> None:
    assert alarms(sentence)


@pytest.mark.parametrize("sentence", NOT_ASKED)
def test_what_was_done_or_can_wait_raises_no_alarm(sentence: str) -> None:
    assert not alarms(sentence)


def test_each_request_of_a_letter_is_told_once_and_whole() -> None:
    letter = (
        "Angioscanner en urgence. Paracétamol 1 g x 3/j.\nContrôle de la CRP à J7, à revoir si fièvre > 38°."
    )
    assert alarms(letter) == [
        "Angioscanner en urgence",
        "Contrôle de la CRP à J7",
        "à revoir si fièvre > 38°",
    ]
