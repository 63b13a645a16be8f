"""The generator of training data: gold snippets told again of other people, days and places."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from datetime import date, timedelta

from data_gateway.documents.gazetteers import entries
from data_gateway.documents.spans import Label, Span
from data_gateway.documents.training.snippets import Snippet

_MONTHS = [

    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",

    "novembre", "décembre",

]  # fmt: skip
_WAYS = ["rue", "avenue", "boulevard", "place", "chemin", "allée", "impasse", "quai", "route", "bd", "av."]
_HOUSES = (
    "Hôpital", "CHU", "CH", "Clinique", "hôpital", "HOPITAL", "Centre Hospitalier", "Hôp", "Polyclinique",
    "CHU de",
)  # fmt: skip
_SYLLABLES = [
    "ba", "bel", "bou", "bri", "cha", "che", "cor", "da", "del", "dou", "du", "fer", "fon", "gar", "ger",
    "gui", "ha", "ja", "jou", "la", "le", "lo", "ma", "mar", "mon", "na", "nou", "pe", "pi", "pon", "ra",
    "re", "ri", "ro", "sa", "sal", "te", "tou", "va", "ver", "vi", "za",
]  # fmt: skip
_ENDINGS = [
    "n", "nd", "r", "rd", "ret", "ry", "s", "sson", "t", "u", "x", "z", "c", "l", "lle", "nni", "ska", "k",
    "i", "a", "ez", "o", "eau", "ier",
]  # fmt: skip
_BEFORE = (
    *("", ) * 8, "Dr ", "Dr. ", "Docteur ", "Pr ", "M. ", "Mme ", "Monsieur ", "Madame ", "Patient : ",
    "Patient 1: ", "Nom : ", "Secrétaire médicale\n", "Coordinateur : ", "Investigateur principal : ",
    "Rédigé par ", "Validé par : ", "Pour ", "Rappel pour ", "Personne de confiance : ", "Père: ",
    "Mère : ", "Conjoint : ", "Service de cardiologie\n", "à l'attention de ", "Destinataire : ", "01 - ",
    "- ", "=== ", "¦ ", "Équipe : ", "Interne : ", "IDE ", "Cadre de santé : ", "Vu par ", "adressé par ",
    "et ", "avec ",
)  # fmt: skip
_AFTER = (
    "PH", "CCA", "PU-PH", "Interne", "pneumonie infectieuse", "insuffisance cardiaque", "M", "F",
    "INFLIXIMAB 100mg", "a été vu", "est suivie pour une maladie de Crohn", "syndrome de Marfan",
    "sous Kardégic", "score de Glasgow 15", "maladie de Parkinson", "signe de Babinski négatif",
    "CRP 12 mg/L", "96.0 ± 0.2", "TA 120/80", "Hb 12.3", "19.0-22.0 mmol/l",
)  # fmt: skip
_NUMBERS = (
    (Label.DATE_NAISSANCE, ("né le ", "née le ", "Né(e) le : ", "DDN ", ""), "12/03/1956"),
    (Label.SECU, ("", "NIR ", "N° SS : "), "1 56 03 75 116 114 26"),
    (Label.TEL, ("", "Tel : ", "Tél. ", "Secrétariat "), "01 42 34 56 78"),
    (Label.MAIL, ("", "Mail : "), "a@b.fr"),
    (Label.IPP, ("IPP ", "IPP : ", "N° patient "), "8012345678"),
    (Label.NDA, ("NDA ", "Dossier ", "N° de séjour : "), "1239876540"),
    (Label.DATE, ("", "le ", "vu le ", "Hospitalisé le "), "12/03/2021"),
    (Label.ADRESSE, ("", "Adresse : ", "demeurant "), "12 rue de la Paix"),
    (Label.HOPITAL, ("", "suivi à ", "adressé au "), "Hôpital Tenon"),
)  # fmt: skip
_CHANGED = 0.8
"""How often an identifier is told anew; the others stay as the snippet has them."""


class Variation:
    """Makes variants from one seed: the same seed gives the same training data, byte for byte."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - training data, no secret
        self._first = sorted(entries("first_names"))
        self._last = sorted(entries("surnames"))
        self._towns = sorted(entries("communes"))
        self._makers: dict[Label, Callable[[str], str]] = {
            Label.NOM: self._surname,
            Label.PRENOM: self._first_name,
            Label.DATE: self._date,
            Label.DATE_NAISSANCE: self._date,
            Label.ADRESSE: self._address,
            Label.VILLE: self._town,
            Label.HOPITAL: self._hospital,
            Label.MAIL: self._mail,
        }

    def of(self, snippet: Snippet) -> Snippet:
        text, spans, at = "", [], 0
        upper = self._random.random() < 0.05
        for span in snippet.gold:
            old = snippet.text[span.start : span.end]
            changed = self._random.random() < _CHANGED
            new = self._makers.get(span.label, self._digits)(old) if changed else old
            text += snippet.text[at : span.start]
            spans.append(Span(len(text), len(text) + len(new), span.label))
            text, at = text + new, span.end
        text += snippet.text[at:]
        if upper and len(text.upper()) == len(text):
            text = text.upper()
        return Snippet(text, tuple(spans))

    def layout(self) -> Snippet:
        """Some lines of a header, a list or a table: people and numbers in an order no template fixes."""
        text, spans = "", []

        def put(piece: str, label: Label | None = None) -> None:
            nonlocal text
            if label:
                spans.append(Span(len(text), len(text) + len(piece), label))
            text += piece

        between = self._pick((" ", " ", ", ", "\n", "\n", " - ", " | ", "  ", "\t"))
        for _ in range(self._random.randint(1, 3)):
            put(self._pick(_BEFORE))
            self._person(put)
            for label, words, example in self._random.sample(_NUMBERS, self._random.randint(0, 4)):
                put(between)
                put(self._pick(words))
                put(self._makers.get(label, self._digits)(example), label)
            put(self._pick(("\n", "\n", " ", ". ", f" {self._pick(_AFTER)}\n", f" ({self._pick(_AFTER)})\n")))
        return Snippet(text, tuple(spans))

    def _person(self, put: Callable[..., None]) -> None:
        last = self._surname(self._pick(("MARTIN", "Martin", "MARTIN", "Le Bot")))
        first = self._first_name(self._pick(("Jean", "JEAN", "Jean Marie", "J.", "J.-P.", "J", "J-P")))
        order = self._random.random()
        if order < 0.15:
            put(last, Label.NOM)
            put(", ")
        if order < 0.55:
            put(last, Label.NOM)
            put(self._pick((" ", " ", ", ")))
            put(first, Label.PRENOM)
        elif order < 0.9:
            put(first, Label.PRENOM)
            put(" ")
            put(last, Label.NOM)
        else:
            put(last, Label.NOM)

    def _pick(self, choices: list[str] | tuple[str, ...]) -> str:
        return self._random.choice(choices)

    def _cased(self, name: str, like: str) -> str:
        upper = (
            like.isupper() and len(like) > 1 if self._random.random() < 0.8 else self._random.random() < 0.5
        )
        return name.upper() if upper else name.title()

    def _surname(self, old: str) -> str:
        if len(old) <= 2:
            return self._pick(list(string.ascii_uppercase)) + old[1:]
        count = len(old.split())
        return self._cased(" ".join(self._one_surname() for _ in range(count)), old)

    def _one_surname(self) -> str:
        """Half of them invented: a name that no list has must be known by what is said around it."""
        kind = self._random.random()
        if kind < 0.5:
            return "".join(self._pick(_SYLLABLES) for _ in range(self._random.randint(1, 3))) + self._pick(
                _ENDINGS
            )
        if kind < 0.9:
            return self._pick(self._last)
        if kind < 0.95:
            return self._pick(("le ", "de ", "el ", "ben ", "du ")) + self._pick(self._last)
        return f"{self._pick(self._last)}-{self._pick(self._last)}"

    def _first_name(self, old: str) -> str:
        letters = old.replace(".", "").replace("-", "").replace(" ", "")
        if len(letters) <= 2:
            return "".join(self._pick(list(string.ascii_uppercase)) if c.isalpha() else c for c in old)
        names = [self._one_first_name() for _ in old.split()]
        if self._random.random() < 0.1:
            names[0] += f"-{self._one_first_name()}"
        return self._cased(" ".join(names), old)

    def _one_first_name(self) -> str:
        if self._random.random() < 0.25:
            return "".join(self._pick(_SYLLABLES) for _ in range(2)) + self._pick(
                ("", "ne", "el", "a", "ine", "s")
            )
        return self._pick(self._first)

    def _date(self, old: str) -> str:
        if self._random.random() < 0.4:
            return self._digits(old)
        day = date(1930, 1, 1) + timedelta(days=self._random.randrange(36_000))
        month = _MONTHS[day.month - 1]
        short = month[:4] if self._random.random() < 0.5 else month
        forms = (
            f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}",
            f"{day:%d%m%Y}", f"{day.day} {month} {day.year}", f"{day.day} {short}. {day:%y}",
            f"{month} {day.year}", f"{day:%m/%Y}", f"{day:%d / %m / %Y}", " ".join(f"{day:%d%m%Y}"),
            f"{day.day} {month}", f"{day:%d/%m}", f"{day.year}", f"{day:%d %m %Y}",
        )  # fmt: skip
        return self._pick(forms)

    def _digits(self, old: str) -> str:
        """The same pattern with other digits; the first stays, it tells a NIR's sex or a telephone's zone."""
        new = "".join(self._pick(list(string.digits)) if c.isdigit() and i else c for i, c in enumerate(old))
        if " " in new and self._random.random() < 0.2:
            return new.replace(" ", "")
        return new

    def _address(self, old: str) -> str:
        way, name = self._pick(_WAYS), self._pick((self._one_surname(), self._pick(self._towns)))
        link = self._pick(("de ", "du ", "des ", "de la ", "", "", "du docteur ", "du général "))
        house = f"{self._random.randint(1, 300)}{self._pick(('', '', '', ' bis', ' ter', ','))}"
        new = f"{house} {way} {link}{name.title()}"
        return new.upper() if old.isupper() else new

    def _town(self, old: str) -> str:
        town = self._pick(self._towns)
        tail = self._pick(("", "", "", "", " cedex", f" {self._random.randint(1, 20)}"))
        return town.upper() + tail.upper() if old.isupper() else town.title() + tail.title()

    def _hospital(self, old: str) -> str:
        if self._random.random() < 0.4:
            return old
        name = self._pick(
            (
                f"Saint-{self._pick(self._first).title()}",
                self._pick(self._towns).title(),
                self._one_surname().title(),
            )
        )
        bare = not any(word in old.lower() for word in ("h", "centre", "clin"))
        return name if bare else f"{self._pick(_HOUSES)} {name}"

    def _mail(self, old: str) -> str:
        name = f"{self._pick(self._first)}{self._pick(('.', '_', '', '-'))}{self._pick(self._last)}"
        return f"{name}@{self._pick(self._last)}.{self._pick(('fr', 'com', 'org'))}"
