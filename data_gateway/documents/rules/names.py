"""Names behind a title: "Dr J.-P. Martin", "Mme DUPONT Marie". Which word is the surname, capitals tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_gateway.documents.gazetteers import is_first_name
from data_gateway.documents.spans import Label, Span

_TITLE = re.compile(
    r"\b(?:m\.|mr\.?|mrs|mme\.?|mmes|mlle|melle|monsieur|madame|mademoiselle|dr\.?|drs|docteurs?|doctoresse|pr\.?"
    r"|professeure?|prof\.?|pt\.?|me|maitre|enfant|bebe|infirmiere?|ide|sage-femme|kinesitherapeute|kine|interne|externe|chirurgien"
    r"|medecin traitant|pharmacien|psychologue|soeur|sœur)(?:[ \t]*:)?(?:[ \t]+|(?<=\.)(?=[a-z]))"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:\.)?(?:[-'’.][^\W\d_]*\.?)*")
_PARTICLE = frozenset(
    {"de", "du", "des", "d", "le", "la", "van", "von", "el", "ben", "da", "di", "dos", "al"}
)
_NEVER = frozenset(
    {
        "le", "la", "les", "un", "une", "ce", "cette", "il", "elle", "et", "en", "au", "aux", "du", "des",
        "de", "hospitalier", "hospitaliere", "interne", "externe", "chef", "service", "docteur", "dr",
        "pr", "professeur", "madame", "monsieur", "mme", "mr", "patient", "patiente", "tel", "fax", "n",
        "ne", "nee", "pour", "avec", "est", "a", "par", "medecin", "urgences", "je", "nous", "rdv", "fixe",
        "date", "numero", "consultation", "juniors", "cliniques", "ip", "ipp", "id",
    }
)  # fmt: skip
_INITIALS = re.compile(r"[a-z]{1,2}(?:[.-]{1,2}[a-z]{1,2})*")
_MOST_WORDS = 5


def names_behind_titles(text: str, folded: str) -> Iterator[Span]:
    for title in _TITLE.finditer(folded):
        at, words = title.end(), 0
        while words < _MOST_WORDS and (word := _NAME_WORD.match(text, at)):
            bare = folded[at : word.end()].rstrip(".")
            is_name = text[at].isupper() and bare not in _NEVER
            if not is_name and not (bare in _PARTICLE and _name_follows(text, folded, word.end())):
                break
            end = word.end()
            if word[0].endswith(".") and not _INITIALS.fullmatch(bare):  # the end of a sentence
                end -= 1
            yield Span(at, end, _label(text[at:end], bare, words))
            words += 1
            at = end + 1 if text[end : end + 1] == " " else end + 2 if text[end : end + 2] == ", " else -1
            if at < 0 or end != word.end():
                break


def _name_follows(text: str, folded: str, end: int) -> bool:
    following = _NAME_WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return bool(following and following[0][0].isupper() and folded[end + 1 : following.end()] not in _NEVER)


def _label(word: str, bare: str, words: int) -> Label:
    initial = "." in word and _INITIALS.fullmatch(bare)
    first = bare.split("-")[0]
    return (
        Label.PRENOM
        if initial or (is_first_name(first) and not (word.isupper() and words == 0))
        else Label.NOM
    )
