"""Addresses, postcodes with their towns, hospitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_gateway.documents.spans import Label, Span

_WAY = (
    r"(?:rue|avenue|av\.?|boulevard|bvd|bld|blvd|bd\.?|place|pl\.|chemin|che\.|allees?|impasse|imp\.|quai|cours|route|rte"
    r"|square|passage|villa|sentier|residence|res\.|lotissement|faubourg|fbg|esplanade|promenade|ruelle|voie|hameau|cite"
    r"|rond[ -]point|montee|traverse|venelle|clos)"
)
_HOUSE = r"(?:\d{1,4}(?: ?[-/] ?\d{1,4})?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze)"
_WAY_NAME = r"(?: *(?:[a-z0-9][\w'.-]*))"
_ADDRESS = re.compile(
    rf"\b{_HOUSE}(?: ?(?:bis|ter|quater|[a-d])\b)?,? *{_WAY}\b{_WAY_NAME}{{1,7}}?"
    rf"(?=[ ,\-–]*(?:\n|$|;|,|\(|\d[\dab] ?\d{{3}}\b| a [A-Za-z]|\. | -| –| tel\b| dans | chez ))"
    rf"(?:, *(?:appt?|apt|appartement|studio|bat|batiment|esc|escalier|bp|etage)\.? *\w{{1,6}})?"
)
_STREET = re.compile(
    r"(?<=la )rue (?:d[eu]s? |de la |d')?[a-z][\w'-]+|\bbp ?\d{1,5}\b"
    r"|\b\w*stra(?:ß|ss)e(?: [a-z]+| \d+\.)* \d{1,4}\b|\b\d{1,4} [a-z]+(?: [a-z]+)? (?:street|road|lane)\b"
)
_POSTCODE = re.compile(
    r"(?<![\d.,/-])(?:f ?-)?((?:0[1-9]|[1-8]\d|9[0-8]|2[ab]) ?\d{3})(?![\d]|[.,]\d)"
    r"(?=,? *(?:[-–] *)?([a-z][a-z'-]*(?:[ -](?:[a-z][a-z'-]*|\d\d?\b)){0,6}))"
)
_CEDEX = re.compile(r"[ -]*cedex(?: ?\d{1,2})?\b")
_ARRONDISSEMENT = re.compile(r" \d{1,2}(?:e|eme|er)?\b(?![/.]\d)")
_LOWER_IN_TOWN = frozenset(
    {
        "sur", "sous", "en", "le", "la", "les", "l", "de", "du", "des", "d", "aux", "au", "et", "lès",
        "st", "saint", "ste", "sainte", "cedex",
    }
)  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[-' ]|[^\w\s]|\n")
_HOSPITAL = re.compile(
    r"\b(?:(?:groupe |centre )hospitalier(?: universitaire| regional| intercommunal)*"
    r"|chru?|chu|chi|chr|ch|ghu?|hopital|hopitaux|hop\.?|hia"
    r"|clinique|polyclinique|institut|maternite|ehpad"
    r"|centre de sante|centre medical|maison de sante|hospices civils)\b"
    r"(?: (?:universitaire|prive|europeen|regional))?"
)
_FOREIGN_HOSPITAL = re.compile(r"\b(?:university |general |children's )?hospital\b")
_BEHIND_WARD = re.compile(r"\bservice (?:de |d'|des )?[a-z-]+ de (?=[a-z])")
_LAST_CAPITAL = re.compile(r"\b[A-ZÀ-Ý][\w'-]* $")
_LINK = re.compile(r" ?(?:de la |de l'|des |de |du |d')?")


def addresses(text: str, folded: str) -> Iterator[Span]:
    yield from (Span(*match.span(), Label.ADRESSE) for match in _ADDRESS.finditer(folded))
    yield from (
        Span(*match.span(), Label.ADRESSE) for match in _STREET.finditer(folded) if text[match.end() - 1]
    )


def postcodes_and_towns(text: str, folded: str) -> Iterator[Span]:
    """A postcode counts before a capitalised word; the town is what follows it."""
    for match in _POSTCODE.finditer(folded):
        town = match.start(2)
        if not text[town].isupper():
            continue
        yield Span(*match.span(1), Label.ZIP)
        yield Span(town, _capitalised_run(text, folded, town, limit=7), Label.VILLE)


def hospitals(text: str, folded: str) -> Iterator[Span]:
    """The kind of house with its own name: "CHU de Lyon", "hôpital Saint-Louis"; never the kind alone."""
    for match in _HOSPITAL.finditer(folded):
        link = _LINK.match(folded, match.end())
        begin = link.end() if link else match.end()
        if match[0] == "clinique" and text[match.start()].islower():  # "examen clinique ORL"
            continue
        if begin > match.end() and begin < len(text) and text[begin].isupper():
            yield Span(match.start(), _capitalised_run(text, folded, begin, limit=5), Label.HOPITAL)
    for match in _FOREIGN_HOSPITAL.finditer(folded):
        start = match.start()
        while (before := _LAST_CAPITAL.search(text, 0, start)) and before.start() > match.start() - 60:
            start = before.start()
        yield Span(start, match.end(), Label.HOPITAL)
    for match in _BEHIND_WARD.finditer(folded):
        if text[match.end()].isupper():
            yield Span(match.end(), _capitalised_run(text, folded, match.end(), limit=2), Label.HOPITAL)


def _capitalised_run(text: str, folded: str, start: int, limit: int) -> int:
    """Where the capitalised words that begin at `start` end, small words between them included."""
    end = at = start
    words = 0
    while at < len(text) and (token := _TOKEN.match(text, at)):
        piece = token[0]
        if piece[0].isalpha():
            if piece[0].isupper():
                words += 1
                if words > limit:
                    break
                end = token.end()
            elif folded[at : token.end()] not in _LOWER_IN_TOWN:
                break
        elif piece not in "-' ’":
            break
        at = token.end()
    for tail in (_CEDEX, _ARRONDISSEMENT):
        if found := tail.match(folded, end):
            end = found.end()
    return end
