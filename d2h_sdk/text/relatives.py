"""Whose a problem is when a letter names a relative: hers who has it, not his who brings the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d2h_sdk.text.phrases import phrases

_SAID = phrases("relatives")
_CUE = re.compile(
    rf"\b(?:(?P<relative>{_SAID['relative']})"
    r"|(?:antecedents?|atcd|histoire|heredite|terrain|notion)(?: (?:[a-z]+ )?et)? familia(?:l|le|les|ux)"
    r"|(?<=\n)[-• ]*familiaux(?= ?:))\b"
)
_WHOSE = rf"(?:{_SAID['whose']} ?)?"
_BESIDE = re.compile(rf"\b{_SAID['beside']} {_WHOSE}$")
_FROM_BEHIND = re.compile(rf"\b(?:chez|de|du cote de|du|des|a) {_WHOSE}$")
_JOINED = re.compile(r"\b(?:et|ou|sans) ")
_TELLS = re.compile(
    r"(?: (?:et|ou) [a-z' ]{2,20}?)?,? (?:qui )?"
    r"(?:(?:l'|s'|le |la |nous |lui |se )?(?:a |ont |avai(?:t|ent) )?)?"
    rf"{_SAID['tells']}\w*"
    r"| de (?:\d|deux|trois|quatre|cinq|six|famille)\b| au foyer"
)
_PATIENT = re.compile(rf"\b{_SAID['patient']}\b|\bpersonnels? ?:")
_CLAUSE = re.compile(r",|\bmais\b|\bqui\b|:(?= )|\bet (?=l[ae]s? |l'|une? )")
_CHILD_OF_AGE = re.compile(r" de \d")
_HEADING = re.compile(
    r"\b(?:antecedents?|atcd|histoire) familia(?:ux|le?) ?:?[ \t]*\n"
    r"(?P<lines>(?:[ \t]*[-•*–][^\n]*(?:\n|$))+)"
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
