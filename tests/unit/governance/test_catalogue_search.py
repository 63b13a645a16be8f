"""What the catalogue's search box finds: words wherever they stand, accents and capitals aside."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.catalogue.search import Found, Query, search
from governance.catalogue.site_card import SiteCard
from governance.signatures import public_pem

KEY = public_pem(Ed25519PrivateKey.generate())
STAYS: dict[str, Any] = {
    "id": "stays",
    "title": {"fr": "Séjours", "en": "Stays"},
    "steward": "Département d'information médicale",
    "tables": {
        "stay": {
            "description": {"fr": "Un séjour par ligne"},
            "columns": {
                "weight": {"type": "DOUBLE", "unit": "kg", "description": {"fr": "Poids à l’admission"}},
                "diagnosis": {
                    "type": "VARCHAR",
                    "coding_system": "ICD-10",
                    "codes": [
                        {"code": "J81", "label": {"fr": "Œdème du poumon"}, "rows": 120},
                        {"code": "I48", "label": {"en": "Atrial fibrillation"}, "rows": 80},
                    ],
                },
            },
        }
    },
}
LABS: dict[str, Any] = {
    "id": "labs",
    "title": {"en": "Laboratory"},
    "standard": "OMOP CDM 5.4",
    "tables": {"measurement": {"columns": {"value": {"type": "DOUBLE"}}}},
}


def site(name: str, *datasets: dict[str, Any]) -> SiteCard:
    return SiteCard.model_validate(
        {
            "id": name,
            "title": {"fr": f"CHU de {name.title()}"},
            "gateway_host": "127.0.0.1",
            "gateway_port": 8031,
            "certificate": "-----BEGIN CERTIFICATE-----\n",
            "data_owner_public_key": KEY,
            "datasets": datasets,
        }
    )


SITES = (site("lyon", STAYS, LABS), site("grenoble", STAYS))


def found(text: str) -> list[Found]:
    return list(search(Query(text), SITES))


def names(text: str) -> list[str]:
    return [f"{one.site.id}/{one.dataset.id}" for one in found(text)]


def places(text: str) -> list[str]:
    """Of the first data set found."""
    return [
        ".".join(filter(None, (place.table, place.column, place.code.code if place.code else "")))
        for place in found(text)[0].places
    ]


def test_nothing_asked_lists_every_data_set() -> None:
    assert names("  ") == ["lyon/stays", "lyon/labs", "grenoble/stays"]
    assert not any(one.places for one in found(""))


@pytest.mark.parametrize("text", ["oedeme", "ŒDÈME", "oedème", "j81"])
def test_accents_capitals_and_ligatures_make_no_difference(text: str) -> None:
    assert places(text) == ["stay.diagnosis.J81"]
    assert names(text) == ["lyon/stays", "grenoble/stays"]


def test_words_may_stand_in_the_variable_its_table_its_data_set_or_its_site() -> None:
    assert names("poids sejour grenoble") == ["grenoble/stays"]
    assert places("poids sejour grenoble") == ["stay.weight"]
    assert names("poids labs") == []


def test_what_only_the_surroundings_say_is_not_found_again_in_every_variable() -> None:
    assert [one.itself for one in found("medicale")] == [True, True]
    assert places("medicale") == []


def test_a_unit_a_coding_system_and_a_standard_are_found() -> None:
    assert places("kg") == ["stay.weight"]
    assert places("icd-10") == ["stay.diagnosis"]
    assert names("omop") == ["lyon/labs"]


def test_a_query_longer_than_any_word_finds_nothing_and_takes_no_time() -> None:
    assert names("a" * 100_000) == []
