"""Known names in disguise: with digits or signs for letters ("pech1not", "M@rtin"), or written backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from data_gateway.documents.eponyms import is_eponym
from data_gateway.documents.gazetteers import entries
from data_gateway.documents.spans import Label, Span
from data_gateway.documents.tokens import Token

_FROM = 5
"""Letters of a name from which it is looked for: shorter ones are doses, stages and units read otherwise."""
_STANDS_FOR = str.maketrans("013457@$€£¢!|", "oieastaselcii")
_SIGNS = "013457@$€£¢"
_MIXED = re.compile(rf"(?<![a-z{_SIGNS}!|])[a-z]*+(?:[{_SIGNS}]|[!|](?=[a-z]))[a-z{_SIGNS}!|]*+")


def _read(word: str) -> str:
    """As whoever reads it takes it; "1" is an i or an l, so that both are one letter here."""
    return word.translate(_STANDS_FOR).replace("l", "i")


class DisguisedNames:
    """`names`: folded words, each with its label."""

    def __init__(self, names: Mapping[str, Label]) -> None:
        long_ones = {name: label for name, label in names.items() if len(name) >= _FROM}
        self._read = {_read(name): label for name, label in long_ones.items()}
        self._backwards = {
            name[::-1]: label for name, label in long_ones.items() if name[::-1] not in entries("words")
        }

    def spans(self, folded: str, tokens: Sequence[Token]) -> Iterator[Span]:
        if not self._read:
            return
        for token in tokens:
            label = self._backwards.get(token.folded)
            if label and not is_eponym(folded, token.start):
                yield Span(token.start, token.end, label)
        for match in _MIXED.finditer(folded):
            for word in (match[0], match[0].rstrip("013457!|")):
                label = self._read.get(_read(word))
                if label and _is_mostly_letters(word) and not is_eponym(folded, match.start()):
                    yield Span(match.start(), match.start() + len(word), label)
                    break


def _is_mostly_letters(word: str) -> bool:
    return 2 * sum(character.isalpha() for character in word) >= len(word)
