"""What the hospital already knows of a patient or of its staff, one JSON object a line.

{"person": "17", "nom": "MARTIN", "prenom": ["Jean", "Paul"], "date_naissance": "1956-03-12",
 "adresse": "12 rue de la Paix, 75002 Paris", "tel": "06 12 34 56 78", "ipp": "801234", "nir": "1560375…",
 "relatives": [{"nom": "DURAND", "prenom": "Anne"}]}

A line without `person` holds for every document: a directory of staff or of wards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_gateway.documents.folding import fold
from data_gateway.documents.spans import Label
from governance.refusal import Refusal

_KEYS: dict[Label, str] = {
    Label.NOM: "nom noms nom_naissance nom_usage last_name last_names lastname surname surnames family_name"
    " family birth_name name names full_name",
    Label.PRENOM: "prenom prenoms first_name first_names firstname given_name given_names given",
    Label.DATE_NAISSANCE: "date_naissance ddn birth_date birthdate date_of_birth dob birthday birth_datetime"
    " naissance",
    Label.DATE: "date dates",
    Label.ADRESSE: "adresse adresses address addresses street",
    Label.VILLE: "ville villes city cities town towns commune",
    Label.ZIP: "zip code_postal postcode postal_code cp",
    Label.TEL: "tel tels telephone telephones phone phones mobile portable",
    Label.MAIL: "mail mails email emails",
    Label.SECU: "secu nir ins ssn nss",
    Label.IPP: "ipp ipps mrn person_source_value",
    Label.NDA: "nda ndas iep visit visits sejour sejours",
    Label.HOPITAL: "hopital hospital ward wards service services care_site etablissement",
}
_LABELS = {key: label for label, keys in _KEYS.items() for key in (*keys.split(), label.value.lower())}
_OTHERS = frozenset(
    {
        "relatives", "relative", "proches", "parents", "contacts", "contact", "staff", "doctors", "doctor",
        "medecins", "medecin", "family_members", "conjoint", "spouse",
    }
)  # fmt: skip
_PERSON = frozenset({"person", "person_id", "patient", "patient_id"})
_LONGEST = 200


@dataclass(frozen=True)
class Known:
    """Identifiers of one patient and of people around her, or of a directory, as written."""

    values: tuple[tuple[Label, str], ...] = ()
    unread: tuple[str, ...] = field(default=(), compare=False)
    """Keys that mean nothing here: whoever wrote the file is told, for nothing of them is masked."""

    def __or__(self, other: Known) -> Known:
        return Known((*self.values, *other.values), (*self.unread, *other.unread))


def known_of(record: Mapping[str, Any]) -> tuple[str | None, Known]:
    """The person that a line is about, None for a directory, and what is known.

    Raises Refusal `known-value-unreadable` for a value that is neither text, number nor a list of those.
    """
    person = next(
        (str(record[key]) for key in record if key.lower() in _PERSON and record[key] is not None), None
    )
    unread: list[str] = []
    values = list(_values(record, unread))
    return person, Known(tuple(dict.fromkeys(values)), tuple(unread))


def _values(record: Mapping[str, Any], unread: list[str]) -> Iterator[tuple[Label, str]]:
    for key, value in record.items():
        name = fold(key.strip())
        if value is None or name in _PERSON:
            continue
        if name in _OTHERS:
            for other in value if isinstance(value, list) else [value]:
                yield from (
                    _values(other, unread) if isinstance(other, dict) else _texts(Label.NOM, key, other)
                )
        elif name in _LABELS:
            yield from _texts(_LABELS[name], key, value)
        else:
            unread.append(key)


def _texts(label: Label, key: str, value: object) -> Iterator[tuple[Label, str]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool) or not isinstance(one, (str, int)) or len(str(one)) > _LONGEST:
            raise Refusal("known-value-unreadable", key=key)
        if str(one).strip():
            yield label, str(one).strip()
