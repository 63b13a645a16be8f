"""Whole letters about people that the hospital knows, with gold: to measure with, never trained on.

Names are those of Faker and of the census among others, some invented; one in twenty is misspelt, some lose
their accents or their case, as in real letters. Eponyms and drugs stand between them and must survive.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data_gateway.documents.gazetteers import entries
from data_gateway.documents.spans import Label, Span

_MISSPELT = 0.05
_MARK = re.compile(r"\{(\w+):(\w+)\}")
_TITLES = ("Dr ", "Docteur ", "Pr ", "Madame le Docteur ")
_HEADS = (
    "{h:HOPITAL}\nService de cardiologie\n{street:ADRESSE}, {zip:ZIP} {town:VILLE}\nSecrétariat : "
    "{tel:TEL}\n\n"
    "Compte rendu d'hospitalisation du {day1:DATE} au {day2:DATE}\n"
    "Patient : {last:NOM} {first:PRENOM}, {born} le {birth:DATE_NAISSANCE} - IPP {ipp:IPP} - NDA "
    "{nda:NDA}\n\n",
    "{town:VILLE}, le {day2:DATE}\n\nCher confrère,\n\nJe vous remercie de m'avoir adressé {title} "
    "{first:PRENOM} "
    "{last:NOM}, {born} le {birth:DATE_NAISSANCE}, demeurant {street:ADRESSE} à {town:VILLE}, vue "
    "en consultation.\n\n",
    "NOM : {last:NOM}   PRENOM : {first:PRENOM}\nDDN : {birth:DATE_NAISSANCE}   N° SS : {nir:SECU}\n"
    "Tél : {phone:TEL}   Mail : {mail:MAIL}\nAdresse : {street:ADRESSE} {zip:ZIP} {town:VILLE}\n\n",
)
_BODIES = (
    "{title} {last:NOM} est suivie depuis {day1:DATE} pour une maladie de Crohn traitée par "
    "infliximab. Son état "
    "est stable. On ne retrouve pas de signe de Babinski. La tension artérielle est à 130/80 mmHg, "
    "la fréquence "
    "cardiaque à 72/min, la créatinine à 88 µmol/L.\n",
    "Antécédents : syndrome de Raynaud, appendicectomie, hypertension artérielle sous amlodipine 5 mg. "
    "Père, {rlast:NOM} {rfirst:PRENOM}, décédé d'un infarctus du myocarde. Pas d'allergie connue.\n",
    "Le patient a été vu le {day1:DATE} par le {dtitle}{dfirst:PRENOM} {dlast:NOM}, qui retient une "
    "maladie de "
    "Parkinson débutante. Un scanner cérébral et une échographie des troncs supra-aortiques sont normaux.\n",
    "{first:PRENOM} {last:NOM} vit avec {rfirst:PRENOM} {rlast:NOM}, joignable au {rphone:TEL}. "
    "L'autonomie est "
    "conservée, la marche se fait sans aide, l'appétit est bon et le poids est stable à 71 kg.\n",
    "Biologie : hémoglobine 13,2 g/dL, leucocytes 6 800/mm3, plaquettes 232 000/mm3, CRP 4 mg/L, sodium "
    "139 mmol/L, potassium 4,1 mmol/L. Le score de Glasgow est à 15, l'examen neurologique est sans "
    "particularité.\n",
    "Évolution favorable sous amoxicilline et paracétamol. L'échocardiographie montre une fraction "
    "d'éjection à "
    "60 %, sans épanchement péricardique ni valvulopathie significative. Une surveillance est proposée.\n",
)
_TAILS = (
    "Prochaine consultation le {day3:DATE}. Je reste à votre "
    "disposition.\n\n{dtitle}{dfirst:PRENOM} {dlast:NOM}\n"
    "{dmail:MAIL}\n",
    "Copie au {dtitle}{dlast:NOM} et à {title} {last:NOM}.\nTraitement de sortie : Kardégic 75 mg, "
    "ramipril 5 mg.\n",
)
_TOWNS = (
    "Lyon",
    "Grenoble",
    "Saint-Étienne",
    "Clermont-Ferrand",
    "Villeurbanne",
    "Bourgoin-Jallieu",
    "Vichy",
)


@dataclass(frozen=True)
class Letter:
    """`known` is what the hospital holds of the patient, as a line of a file of known identifiers."""

    text: str
    gold: tuple[Span, ...]
    known: dict[str, Any]


class LetterWriter:
    """Writes letters from one seed: the same seed writes the same letters."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented people, no secret
        self._first = sorted(name for name in entries("first_names") if len(name) > 3)
        self._last = sorted(name for name in entries("surnames") if len(name) > 3)

    def letter(self) -> Letter:
        """About 2,000 characters."""
        person, known = self._person()
        pick = self._random.choice
        bodies = self._random.sample(_BODIES, len(_BODIES))
        template = (
            pick(_HEADS) + "".join(bodies) + "".join(self._random.sample(_BODIES[2:], 2)) + pick(_TAILS)
        )
        text, gold, at = "", [], 0
        for key in ("title", "born", "dtitle"):
            template = template.replace(f"{{{key}}}", person[key])
        for mark in _MARK.finditer(template):
            text += template[at : mark.start()]
            value = self._told(person[mark[1]], Label(mark[2]))
            gold.append(Span(len(text), len(text) + len(value), Label(mark[2])))
            text, at = text + value, mark.end()
        return Letter(text + template[at:], tuple(gold), known)

    def _person(self) -> tuple[dict[str, str], dict[str, Any]]:
        digits, name = self._digits, self._name
        born = date(1925, 1, 1) + timedelta(days=self._random.randrange(28_000))
        seen = date(2024, 1, 1) + timedelta(days=self._random.randrange(600))
        woman = self._random.random() < 0.5
        town = self._random.choice(_TOWNS)
        person = {
            "first": name(self._first), "last": name(self._last).upper(), "rfirst": name(self._first),
            "rlast": name(self._last), "dfirst": name(self._first), "dlast": name(self._last),
            "town": town, "title": "Mme" if woman else "M.", "born": "née" if woman else "né",
            "dtitle": self._random.choice(_TITLES),
            "street": f"{self._random.randint(1, 200)} rue {name(self._last)}",
            "zip": f"{self._random.choice(('69', '38', '42', '63'))}{digits(3)}", "h": f"CHU de {town}",
            "birth": born.isoformat(), "day1": seen.isoformat(),
            "day2": (seen + timedelta(days=6)).isoformat(),
            "day3": (seen + timedelta(days=90)).isoformat(), "tel": f"04 {self._pairs(4)}",
            "phone": f"06 {self._pairs(4)}", "rphone": f"07 {self._pairs(4)}", "ipp": f"80{digits(8)}",
            "nda": f"2{digits(8)}",
            "nir": f"{2 if woman else 1} {born:%y} {born:%m} 69 {digits(3)} {digits(3)} {digits(2)}",
        }  # fmt: skip
        person["mail"] = f"{person['first']}.{person['last']}@mail.fr".lower()
        person["dmail"] = f"{person['dlast'][0]}.{person['dlast']}@chu.fr".lower()
        known: dict[str, Any] = {
            "nom": person["last"], "prenom": person["first"], "date_naissance": person["birth"],
            "adresse": f"{person['street']}, {person['zip']} {town}", "tel": person["phone"],
            "mail": person["mail"], "ipp": person["ipp"], "nda": person["nda"], "nir": person["nir"],
            "relatives": [{"nom": person["rlast"], "prenom": person["rfirst"], "tel": person["rphone"]}],
        }  # fmt: skip
        return person, known

    def _told(self, value: str, label: Label) -> str:
        """The value as a letter may write it."""
        if label in (Label.DATE, Label.DATE_NAISSANCE):
            day = date.fromisoformat(value)
            forms = (
                f"{day:%d/%m/%Y}",
                f"{day:%d/%m/%y}",
                f"{day:%d.%m.%Y}",
                f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
            )
            return self._random.choice(forms)
        if label in (Label.NOM, Label.PRENOM):
            if self._random.random() < _MISSPELT:
                value = self._misspelt(value)
            return self._random.choice((value, value, value.upper(), value.title()))
        if label in (Label.TEL, Label.SECU) and self._random.random() < 0.3:
            return value.replace(" ", "") if self._random.random() < 0.5 else value.replace(" ", ".")
        return value

    def _misspelt(self, name: str) -> str:
        place = self._random.randrange(1, len(name) - 1)
        if self._random.random() < 0.5:
            return name[:place] + name[place + 1 :]
        return name[:place] + name[place] + name[place:]

    def _name(self, names: list[str]) -> str:
        return self._random.choice(names).title()

    def _digits(self, count: int) -> str:
        return "".join(self._random.choice("0123456789") for _ in range(count))

    def _pairs(self, count: int) -> str:
        return " ".join(self._digits(2) for _ in range(count))


_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
