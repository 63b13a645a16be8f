"""What a rule finds whoever is named: dates, numbers, places, names behind a title; and what it leaves."""

from __future__ import annotations

import pytest

from data_gateway.documents.deidentifying import Deidentifier
from data_gateway.documents.rules.numbers import nir_key
from data_gateway.documents.spans import Label, Span, without_overlaps


def told(text: str) -> list[tuple[str, str]]:
    found = Deidentifier().identify(text)
    return [(span.label.value, text[span.start : span.end]) for span in found.spans]


@pytest.mark.parametrize(
    "day",
    [
        *(
            "12/03/2021",
            "12-03-21",
            "12.03.2021",
            "2021-03-12",
            "12 mars 2021",
            "1er juin 2020",
            "12 déc. 2021",
        ),
        *("mars 2021", "03/2021", "12032021", "1 2 0 3 2 0 2 1", "12 / 03 | 2021", "05nov", "01sep2018"),
        *("vingt-deux août deux mille dix-sept", "deux janvier mille neuf cent soixante dix huit"),
    ],
)
def test_a_date_is_found_in_every_form(day: str) -> None:
    assert told(f"Vu le {day}.") == [("DATE", day)]


def test_a_birth_date_is_known_by_the_words_before_it() -> None:
    assert told("née le 12/03/1956") == told("DDN : 12/03/1956")[:1] == [("DATE_NAISSANCE", "12/03/1956")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("06 12 34 56 78", "TEL"),
        ("+33 6 12 34 56 78", "TEL"),
        ("(33)0612345678", "TEL"),
        ("0 6 1 2 3 4 5 6 7 8", "TEL"),
        ("2 69 05 49 588 157 80", "SECU"),
        ("2690549588157", "SECU"),
        ("j.martin@chu-lyon.fr", "MAIL"),
        ("j . martin @ chu . fr".replace(" . ", "."), "MAIL"),
    ],
)
def test_numbers_and_addresses_of_mail_are_found(text: str, label: str) -> None:
    assert told(text) == [(label, text)]


def test_the_key_of_a_nir_counts_corsica_as_its_rule_says() -> None:
    assert (nir_key("2690549588157"), nir_key("2690520588157")) == (80, nir_key("2690520588157"))
    assert nir_key("269052A588157") == nir_key("2690519588157")


def test_numbers_of_the_hospital_are_known_by_the_words_before_them() -> None:
    assert told("IPP : 8012345678, NDA 293847569") == [("IPP", "8012345678"), ("NDA", "293847569")]


def test_an_address_with_its_postcode_and_town() -> None:
    assert told("demeurant 12 bis, rue de la Paix, 75002 Paris Cedex 14") == [
        ("ADRESSE", "12 bis, rue de la Paix"),
        ("ZIP", "75002"),
        ("VILLE", "Paris Cedex 14"),
    ]


def test_a_hospital_is_its_kind_with_its_name() -> None:
    assert told("transféré à l'hôpital Saint-Louis puis au CHU de Lyon") == [
        ("HOPITAL", "hôpital Saint-Louis"),
        ("HOPITAL", "CHU de Lyon"),
    ]
    assert told("hospitalisé dans un hôpital, examen clinique ORL") == []


def test_names_behind_a_title() -> None:
    assert told("Dr J.-P. DUFOURNET, à revoir") == [("PRENOM", "J.-P."), ("NOM", "DUFOURNET")]
    assert [name for _, name in told("Mme Le Bot Marie est venue")] == ["Le", "Bot", "Marie"]
    assert told("Madame le Docteur DURAND a vu la patiente") == [("NOM", "DURAND")]


@pytest.mark.parametrize(
    "text",
    [
        "Maladie de Crohn, syndrome de Raynaud, pas de signe de Babinski.",
        "Hémoglobine 13,2 g/dL, leucocytes 6 800/mm3, plaquettes 232 000/mm3, TA 130/80 mmHg.",
        "Apgar à 10/10, acuité visuelle à 8/10, Kardégic 75 mg 1/j.",
        "Score de Glasgow à 15, fraction d'éjection à 60 %, J+24, T2N0M0.",
    ],
)
def test_medicine_stays_readable(text: str) -> None:
    assert told(text) == []


def test_a_name_found_once_is_masked_wherever_it_comes_back() -> None:
    assert told("Mme Karamazova. On revoit Karamazova demain.") == [
        ("NOM", "Karamazova"),
        ("NOM", "Karamazova"),
    ]


def test_nothing_that_any_layer_covers_is_lost() -> None:
    first, second = Span(2, 6, Label.NOM), Span(4, 9, Label.DATE)
    joined = without_overlaps([[first], [second, Span(0, 3, Label.TEL)]])
    assert [(span.start, span.end) for span in joined] == [(0, 2), (2, 6), (6, 9)]
