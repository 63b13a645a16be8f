"""Problems and drugs by their names: CIM-10 and ATC, with what letters call them in short."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[a-z0-9]+")
_MOST_WORDS = 6
_SHORT = {
    "hta": "I10", "hypertension arterielle": "I10", "diabete": "E14", "diabete de type 2": "E11",
    "diabete type 2": "E11", "diabete de type 1": "E10", "bpco": "J44", "insuffisance cardiaque": "I50",
    "insuffisance renale chronique": "N18", "insuffisance renale aigue": "N17",
    "insuffisance renale": "N19", "fibrillation auriculaire": "I48", "acfa": "I48",
    "fibrillation atriale": "I48", "avc": "I64", "infarctus": "I21", "infarctus du myocarde": "I21",
    "idm": "I21", "embolie pulmonaire": "I26", "thrombose veineuse profonde": "I80", "phlebite": "I80",
    "thrombophlebite": "I80", "pneumopathie": "J18", "pneumonie": "J18", "asthme": "J45",
    "epilepsie": "G40", "depression": "F32", "demence": "F03", "maladie d alzheimer": "G30",
    "maladie de parkinson": "G20", "maladie de crohn": "K50", "cirrhose": "K74", "cancer": "C80",
    "cancer du sein": "C50", "cancer de la prostate": "C61", "cancer du colon": "C18",
    "cancer bronchique": "C34", "dyslipidemie": "E78", "hypercholesterolemie": "E78", "obesite": "E66",
    "anemie": "D64", "fievre": "R50", "dyspnee": "R06", "douleur": "R52", "douleurs": "R52",
    "douleur thoracique": "R07", "toux": "R05", "vomissements": "R11", "nausees": "R11", "diarrhee": "R19",
    "cephalees": "R51", "syncope": "R55", "chute": "R29", "œdemes": "R60", "odemes": "R60", "odeme": "R60",
    "adenopathie": "R59", "adenopathies": "R59", "ictere": "R17", "hepatomegalie": "R16",
    "splenomegalie": "R16", "convulsions": "R56", "confusion": "R41", "fracture": "T14",
    "infection urinaire": "N39", "pyelonephrite": "N10", "sepsis": "A41", "choc septique": "A41",
    "escarre": "L89", "denutrition": "E46", "hypothyroidie": "E03", "hyperthyroidie": "E05",
    "goutte": "M10", "arthrose": "M19", "hemorragie": "R58", "epanchement pleural": "J90",
    "epanchement pericardique": "I31", "ascite": "R18", "insuffisance respiratoire": "J96",
    "hepatite": "K75", "bronchite": "J40", "grippe": "J11", "lymphome": "C85", "melanome": "C43",
    "encephalite": "G04", "endocardite": "I38", "orchite": "N45", "gangrene": "R02",
    "sclerose en plaques": "G35", "polyarthrite rhumatoide": "M06",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    code: str


def problems(folded: str) -> Iterator[Found]:
    """The longest terms of CIM-10 in the text, none inside another."""
    return _terminology("problems").longest(folded)


def drugs(folded: str) -> Iterator[Found]:
    return _terminology("drugs").longest(folded)


class _Terminology:
    """Terms of one system, folded, with their codes."""

    def __init__(self, codes: dict[str, str]) -> None:
        self._codes = codes
        # Most words of a letter begin no term.
        self._firsts = frozenset(term.split(" ", 1)[0] for term in codes)

    def longest(self, folded: str) -> Iterator[Found]:
        words = list(_WORD.finditer(folded))
        at = 0
        while at < len(words):
            found = self._at(folded, words[at : at + _MOST_WORDS]) if words[at][0] in self._firsts else None
            if found:
                yield found[0]
            at += found[1] if found else 1

    def _at(self, folded: str, words: list[re.Match[str]]) -> tuple[Found, int] | None:
        """The longest term that begins with the first of `words`, and how many words it has."""
        for count in range(len(words), 0, -1):
            start, end = words[0].start(), words[count - 1].end()
            code = self._codes.get(" ".join(word[0] for word in words[:count]))
            if code and not re.search(r"[.;:\n()]", folded[start:end]):
                return Found(start, end, code), count
        return None


@cache
def _terminology(name: str) -> _Terminology:
    raw = (files("d2h_sdk.text") / "terminology" / f"{name}.tsv.gz").read_bytes()
    pairs = (line.split("\t") for line in gzip.decompress(raw).decode("ascii").splitlines())
    codes = {pair[0]: pair[1] for pair in pairs}
    if name == "problems":
        codes |= {" ".join(_WORD.findall(term)): code for term, code in _SHORT.items()}
    return _Terminology(codes)
