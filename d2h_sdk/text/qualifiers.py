"""How far a negation, a suspicion, a relative or the past reaches: cues and scopes, as NegEx has them.

Source: Chapman et al. 2001, J Biomed Inform, doi 10.1006/jbin.2001.1029; the cues are French and our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from d2h_sdk.text.relatives import families, listed
from d2h_sdk.text.results import after_examination

Quality = Literal["negated", "suspected", "family", "past"]
# A full stop may lack its space: "étaient saines.Les récepteurs".
_BOUNDARY = re.compile(r"[.;!?](?=\s|$)|\.(?=(?:l[ae]s?|il|elle|une?|on|cet?|cette) |l')|\n|:(?=\s*\n)|•")
_ENDS_SCOPE = re.compile(
    r"\b(?:mais|cependant|toutefois|neanmoins|en revanche|par contre|hormis|sauf|excepte|en dehors"
    r"|a l'exception|alors que|autres? que|malgre|a cause|du fait|en raison"
    r"|de meme que|le tout|evoluant|avant|lors|depuis|pendant|durant|jusqu"
    r"|tandis que|puis|pour|devant|ainsi que|avec|montrant|mettant|objectivant|motivant|permettant"
    r"|autorisant|admise?s?|adressee?s?|hospitalisee?s?|victimes?|ayant|qui|chez|apres)\b"
    r"|\bet (?:l[ae]s?|l'|un|une|des|du|il|elle|on|a|est|sont|present\w+|dont)\b"
    r"|\b(?:ils?|elles?|on|nous) |(?<!n')\b(?:est|sont|etait|etaient|avait|avaient|fut|furent)\b"
    # Without its accent "à" reads as "a".
    r"|(?<!n')\b(?:a|ont) (?:ete|eu|present\w+|consult\w+|benefici\w+|montr\w+|revel\w+|retrouv\w+"
    r"|objectiv\w+|not\w+|subi\w*|developp\w+)\b|: |\)|\((?=[^)]{0,40}\d)"
)
# After a comma a list of what is denied goes on bare or with "de"; an article begins what is stated.
_STATED = re.compile(r" ?(?:une?|des|l[ae]s?|son|sa|ses)\b| ?l'")
# Words that end their own denial: "sans particularité, fièvre à 39".
_CLOSED = re.compile(
    r" ?(?:autres? )?(?:antecedents?|atcd|particularites?|anomalies?|problemes?|incidents?)\b"
)
_GOES_ON = re.compile(r" ?(?:de |d'|du |ni |ou |sans |pas |aucune? )")
_VERB = re.compile(
    r"\b(?:a|ont|est|sont|etait|etaient|avait|avaient|montr\w+|retrouv\w+|present\w+|revel\w+"
    r"|objectiv\w+|not\w+|mesur\w+"
    r"|permet\w*|evolu\w+|fut|furent|sera|reste\w*)\b"
)
_THERE = (
    r"(?:presente?s?|retrouv|observ|note|vue?s?\b|visible|visualis|identifi|individualis|percu|palp"
    r"|mise?s? en|detect|decel|objectiv|signal|constat|rapport|realis|effectu|pratiqu|faite?s?\b)\w*"
)
_FORWARD: dict[Quality, re.Pattern[str]] = {
    "negated": re.compile(
        r"\b(?:ne |n')(?:[a-z']{1,30} ){0,3}?(?:pas|plus|jamais|aucune?|ni|guere|point)\b|\bpas (?:de|d')"
        r"|\b(?:ne |n')(?:a |ont |avai(?:t|ent) )?(?:pu|pouv\w+|puisse\w*)\b"
        r"|\bpas (?:d'autre|eu|non plus)\b"
        r"|\b(?:absences?|inexistence) (?:[a-z]{4,12} )?(?:de|d'|du|des)|\baucune?s?\b|\bsans\b|\bni\b"
        r"|\bindemnes? (?:de|d')|\belimin(?:e|er|ant|ait|ent)\b"
        r"|\becart(?:e|er|ant|ait)\b|\bexclu(?:t|re|ant|ait)?\b"
        r"|\bni(?:e|ait|ant) (?:tout|avoir|les?|l[a'])"
        r"|\bdepourvue?s? (?:de|d')"
    ),
    "suspected": re.compile(
        r"\bsuspicions? (?:de|d')|\bsuspect(?:e|ait|ant|ee?s?)\b|\bevo(?:que|quer|quant|quait"
        r"|cateurs?|catrices?)\b|\bprobables?\b"
        r"|\bpossibles?\b|\bhypotheses? (?:de|d')|\ben faveur (?:de|d'|du)|\bcompatibles? avec"
        r"|\bfaisant craindre|\bdoute sur|\bcraint\b"
    ),
    "past": re.compile(
        r"(?<!sans )(?<!aucun )(?<!d')\b(?:antecedents?|atcd)\b(?!(?: [a-z]{1,20})? (?:particulier|notable))"
        r"|\bhistoire (?:de|d')|\ben (?:19|20)\d\d\b|\bil y a \d+ (?:ans|mois)\b|\bancienne?s?\b"
        r"|\ba l'age de\b"
    ),
}
_BACKWARD: dict[Quality, re.Pattern[str]] = {
    "negated": re.compile(
        r"\b(?:negati(?:fs?|ves?)|absente?s?|elimine(?:e?s?)|exclue?s?|ecarte(?:e?s?)|non (?:retrouve"
        r"|vu|detecte|percu|palpable|visible)\w*)\b"
        # What was not found is not there; what is not high, or was not operated, is.
        rf"|\b(?:ne |n')(?:est|sont|etai(?:t|ent)|fut|furent) (?:pas|plus|jamais) {_THERE}"
        rf"|\b(?:ne |n')(?:a|ont|avai(?:t|ent)) (?:pas |plus |jamais )?(?:pu )?(?:ete|etre) {_THERE}"
    ),
    "suspected": re.compile(
        r"\bsuspecte(?:e?s?)\b|\bprobables?\b|\bpossibles?\b|\?|\ba eliminer\b|\bevoque(?:e?s?)\b"
    ),
    "past": re.compile(r"\ben (?:19|20)\d\d\b|\bil y a \d+ (?:ans|mois)\b|\bgueri\w*\b"),
}
_BEGINS = re.compile(r",|\bmais\b|\bqui\b|\bet (?=l[ae]s? |l'|un )")
_BEGINS_OF_SEVERAL = re.compile(r",|\bmais\b|\bqui\b")
_SEVERAL = re.compile(r"(?:ont|aient)\b")
# "La bactériologie était négative": whatever was negative is a test, and was done.
_SUBJECT = re.compile(r"[ (]*(?:l[ae]s? |l'|une? |des )[a-z0-9-]+")
# It denies the one word after it: "une masse non fixée et une fièvre".
_NOT_SO = re.compile(r"\b(?P<what>(?:non[ -](?!seulement|steroid|plus\b)|jamais )[a-z]+)")
# Its disappearance happened; what disappeared is no more.
_GONE = re.compile(
    r"\bdisparition (?:[a-z]{4,12} )?(?:de |d'|du |des )(?P<what>[^,;()]{2,60}?)(?= et | a | aux? |[,;()]|$)"
)
# A statement is shorter; text without a full stop must not be read again from each of its cues.
_REACH = 300
_NOT_A_NEGATION = re.compile(
    r"\bsans (?:doute|cesse|preparation)|\bpas (?:de doute|seulement)"
    r"|\b(?:ne |n')[a-z' ]{1,30} pas (?:de doute|seulement)"
)


@dataclass(frozen=True)
class Scope:
    """Characters that a cue makes negated, suspected, of the family, or past."""

    start: int
    end: int
    quality: Quality


def scopes_of(folded: str) -> list[Scope]:
    """Every scope of a folded text; they may overlap."""
    found = [scope for start, end in sentences(folded) for scope in _scopes(folded, start, end)]
    return [*found, *(Scope(start, end, "family") for start, end in listed(folded))]


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for boundary in _BOUNDARY.finditer(folded):
        if boundary.end() > start + 1:
            yield start, boundary.start()
        start = boundary.end()
    if start < len(folded):
        yield start, len(folded)


def _scopes(folded: str, start: int, end: int) -> Iterator[Scope]:
    for quality, cues in _FORWARD.items():
        for cue in cues.finditer(folded, start, end):
            if quality == "negated" and _NOT_A_NEGATION.match(folded, cue.start()):
                continue
            # What was is told to the end of the sentence.
            stop = end if quality == "past" else _stop(folded, cue.end(), min(end, cue.end() + _REACH))
            yield Scope(cue.start(), stop, quality)
    yield from (Scope(begun, stop, "family") for begun, stop in families(folded, start, end))
    for narrow in (_NOT_SO, _GONE):
        for cue in narrow.finditer(folded, start, end):
            yield Scope(cue.start("what"), cue.end("what"), "negated")
    for quality, cues in _BACKWARD.items():
        for cue in cues.finditer(folded, start, end):
            begun = _clause_start(folded, max(start, cue.start() - _REACH), cue)
            if cue[0].startswith("negati"):
                subject = _SUBJECT.match(folded, begun, cue.start())
                begun = after_examination(folded, subject.end() if subject else begun, cue.start())
            yield Scope(begun, cue.end(), quality)


def _stop(folded: str, start: int, end: int) -> int:
    ended = _ENDS_SCOPE.search(folded, start, end)
    stop = ended.start() if ended else end
    closed = _CLOSED.match(folded, start, stop) is not None
    # An enumeration goes on past its commas; a new statement, which has a verb or an article, does not.
    for comma in re.finditer(r",", folded[start:stop]):
        place = start + comma.start()
        following = folded.find(",", place + 1, stop)
        piece = folded[place + 1 : following if following > 0 else stop]
        if _VERB.search(piece) or _STATED.match(piece) or (closed and not _GOES_ON.match(piece)):
            return place
    return stop


def _clause_start(folded: str, start: int, cue: re.Match[str]) -> int:
    """Of the clause that the cue ends; what several subjects did is denied of each."""
    begins = _BEGINS_OF_SEVERAL if _SEVERAL.search(cue[0]) else _BEGINS
    ends = [match.end() for match in begins.finditer(folded, start, cue.start())]
    return ends[-1] if ends else start
