"""Names that name no person of the letter: of a disease, a sign, a score, an operation."""

from __future__ import annotations

import re

from data_gateway.documents.gazetteers import entries, is_first_name

_AHEAD = 60
_BEHIND_A_NOUN = re.compile(
    r"\b(?:maladies?|syndromes?|signes?|scores?|echelles?|criteres?|tests?|reflexes?|man(?:oe|o|œ)uvres?"
    r"|triangles?|canal|canaux|ligaments?|techniques?|classifications?|lymphomes?|fractures?|thyroidites?|sarcomes?"
    r"|anneaux?|sondes?|index|indices?|paralysies?|choree|purpura|phenomenes?|cellules?|gangrene|diverticules?"
    r"|oesophage|osophage|bacille|equation|arthropathies?|contracture|aphasie|encephalopathie|tetralogie|anomalies?"
    r"|ulcere|glandes?|trompes?|drains?|pinces?|valvules?|nevralgie|nodules?)"
    r" (?:de |d'|du |des )(?:[a-z]+(?:-| et ))?$"
)
_WORD = re.compile(r"[^\W\d_]+")


def is_eponym(folded: str, start: int) -> bool:
    """Whether the name that begins at `start` is that of a thing: "maladie de Parkinson".

    A first name that no medical term has is a person's even there: "les tests de Nathalie".
    """
    if not _BEHIND_A_NOUN.search(folded, max(0, start - _AHEAD), start):
        return False
    word = _WORD.match(folded, start)
    return word is not None and (word[0] in entries("words") or not is_first_name(word[0]))
