"""Whose a problem is when a letter names a relative: hers who has it, not his who brings the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RELATIVE = (
    r"(?:(?:arriere[- ])?grands?[- ](?:peres?|meres?|parents)|peres?|meres?|freres?|sœurs?|soeurs?"
    r"|sours?|fils"
    r"|(?<!petite )(?<!jeune )filles?|oncles?|tantes?|cousine?s?|neveux?|nieces?|parents|fratrie|jumeaux?"
    r"|jumelles?|apparente\w*|(?:cote|lignee|branche) (?:maternel|paternel)\w*)"
)
_CUE = re.compile(
    rf"\b(?:(?P<relative>{_RELATIVE})"
    r"|(?:antecedents?|atcd|histoire|heredite|terrain|notion)(?: (?:[a-z]+ )?et)? familia(?:l|le|les|ux)"
    r"|(?<=\n)[-• ]*familiaux(?= ?:))\b"
)
_WHOSE = r"(?:s(?:a|on|es)|l[ae]s?|leurs?|une?|d(?:u|es)|deux|l') ?"
# Who comes with the patient, tells of him or lives with him.
_BESIDE = re.compile(
    r"\b(?:par|avec|selon|sans|et|ou|d'apres|aupres de|entoure\w* (?:de|par)|accompagne\w* (?:de|par)"
    r"|aide de"
    r"|en presence de?|presence de?|inquietude de?|demande de?|appel de?|interrogatoire de?|dires de?"
    r"|accord de?"
    r"|refus de?|visite de?|domicile de?|lait de?"
    rf"|(?:vi[vt]\w*|habit\w+|log\w+|resid\w+|retour\w*|rest\w+|rentr\w+|sejour\w*|dort"
    rf"|heberge\w*) chez) (?:{_WHOSE})?$"
)
_JOINED = re.compile(r"\b(?:et|ou|sans) ")
_TELLS = re.compile(
    r"(?: (?:et|ou) [a-z' ]{2,20}?)?,? (?:qui )?(?:(?:l'|s'|le |la |nous |lui |se )?(?:a |ont |avai(?:t"
    r"|ent) )?)?(?:rapport|signal"
    r"|decri|dit\b|disent|dec[lr]|not[ae]|constat|inquiet|consult|amen|accompagn|condui|expliqu|precis"
    r"|evoqu"
    r"|indiqu|remarqu|mentionn|demand|souhait|refus|accept|racont|observ|trouv|retrouv|confirm|inform"
    r"|prevenu"
    r"|appel|aid|vi[vt]\b|vivent|s'occup|occup)\w*"
    r"| de (?:\d|deux|trois|quatre|cinq|six|famille)\b| au foyer"
)
_FROM_BEHIND = re.compile(rf"\b(?:chez|de|du cote de|du|des|a) (?:{_WHOSE})?$")
_PATIENT = re.compile(
    r"\b(?:l'enfant|le nourrisson|l[ae] patiente?|l[ae] malade|notre patiente?|l'interesse\w*|lui-meme"
    r"|elle-meme"
    r"|(?<!qu')(?<!dont )(?:il|elle|on)|monsieur|madame|mme|personnellement|admis\w*|hospitalise\w*)\b"
    r"|\bpersonnels? ?:"
)
_CLAUSE = re.compile(r",|\bmais\b|\bqui\b|:(?= )|\bet (?=l[ae]s? |l'|une? )")
_CHILD_OF_AGE = re.compile(r" de \d")
_HEADING = re.compile(
    r"\b(?:antecedents?|atcd|histoire) familia(?:ux"
    r"|le?) ?:?[ \t]*\n(?P<lines>(?:[ \t]*[-•*–][^\n]*(?:\n|$))+)"
)
_BEFORE = 60  # characters in which a cue's clause says what the relative does there
_REACH = 300


def listed(folded: str) -> Iterator[tuple[int, int]]:
    """The lines under a heading of the family's history."""
    yield from (match.span("lines") for match in _HEADING.finditer(folded))


def families(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The characters of a sentence that tell of relatives."""
    for cue in _CUE.finditer(folded, start, end):
        if cue["relative"] is None:
            yield cue.start(), _told_until(folded, cue.end(), end)
            continue
        before = folded[max(start, cue.start() - _BEFORE) : cue.start()]
        if _is_beside(before) or _TELLS.match(folded, cue.end(), end) or _is_child(folded, cue):
            continue
        begun = cue.start()
        if _FROM_BEHIND.search(before):
            begun = _clause_start(folded, max(start, cue.start() - _REACH), cue.start())
        yield begun, _told_until(folded, cue.end(), end)


def _is_beside(before: str) -> bool:
    found = _BESIDE.search(before)
    if not found:
        return False
    # "chez sa mère et son frère" goes on; "sa mère, sans sa fille" does not tell of either.
    return not (
        _JOINED.match(found[0]) and _CUE.search(before) and not _BESIDE.search(before[: found.start()])
    )


def _is_child(folded: str, cue: re.Match[str]) -> bool:
    return cue[0].startswith("fil") and _CHILD_OF_AGE.match(folded, cue.end()) is not None


def _told_until(folded: str, start: int, end: int) -> int:
    reach = min(end, start + _REACH)
    other = _PATIENT.search(folded, start, reach)
    return other.start() if other else reach


def _clause_start(folded: str, start: int, end: int) -> int:
    ends = [match.end() for match in _CLAUSE.finditer(folded, start, end)]
    return ends[-1] if ends else start
