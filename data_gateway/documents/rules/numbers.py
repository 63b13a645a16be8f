"""Numbers that lead to one person: social security, telephones, the hospital's own; addresses of mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_gateway.documents.spans import Label, Span

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++ ?@ ?[a-z0-9][\w-]*(?: ?\. ?[a-z][\w-]*)*(?: ?\. ?(?:fr|com|org|net|eu|be|ch|lu))?"
)
# Sex, year, month, department, commune, order (INSEE), with or without the key and with any spacing.
_NIR = re.compile(r"(?<!\d)(?<!\d )[1-478](?:[ .-]?\d){5}(?:[ .-]?[ab\d])(?:[ .-]?\d){6,8}(?![ .-]?\d)")
_NIR_CONTEXT = re.compile(
    r"(?:\bnir|\bn[°o]? ?s\.?s\b\.?|\bnss|\bins\b|secu(?:rite sociale)?|immatriculation|assure)"
    r"[^\n\d]{0,25}?(\d(?:[ .-]?[\dab]){7,16})(?!\d)"
)
_TELEPHONE = re.compile(
    r"(?<![\d+])(?:"
    r"(?:\+ ?\d{1,3}|\( ?\+? ?\d ?\d ?\d? ?\)|00 ?33)[ .-]*(?:\( ?0 ?\))?(?:[ .-]?\d){7,11}"
    r"|0(?: ?[.-] ?| )?[1-9](?:(?: ?[.-] ?| )?\d){8}"
    r"|0\d(?:[ .-]\d\d){4}"
    r")(?!\d)"
)
_TELEPHONE_CONTEXT = re.compile(
    r"\b(?:tel(?:ephon(?:e|ique|ie)s?)?|fax|faxer au|poste|dect|bip"
    r"|portable|mobile|joignables? au|joindre au|appel(?:er|ez)? (?:le|au)|secretariat|standard)\b"
    r"[ .:()n°/-]*(?:au |le )?(\+?\(?\d(?:[ ./)(-]{0,2}\d){3,13})(?!\d)"
)
_HOSPITAL_NUMBER = re.compile(
    r"\b(ipp|ip|nip|ddp"
    r"|identifiant(?: (?:permanent|patient))?(?: du)?(?: patient)?|n[°o]? ?(?:de )?patient|patient n[°o]"
    r"|nda|iep|n[°o]? ?(?:de |d')?(?:dossier|sejour|venue|visite)"
    r"|dossier(?: n[°o]?)?|sejour n[°o]?|numero de (?:dossier|sejour|visite)"
    r"|admission n[°o])\b[ \t.:)(n°=#'\"-]*([a-z]{0,3}\d[a-z0-9]{2,}(?:[ -]\d{2,})*)"
)
_IPP_WORDS = ("ip", "nip", "ddp", "identifiant", "patient", "n° patient", "no patient")
_LONG = re.compile(
    r"(?<![\d.,])(?:\d(?: ?\d){7,}|\d{6,}|[a-z]{1,2}\d{6,}|\d{2}[a-z]{2}\d{5,})(?![\d]|[.,]\d| ?/ ?mm)"
)


def mails(folded: str) -> Iterator[Span]:
    yield from (Span(*match.span(), Label.MAIL) for match in _MAIL.finditer(folded))


def social_security_numbers(folded: str) -> Iterator[Span]:
    """NIR of 13 characters, or 15 with a right key or one by its shape: a wrong key identifies as well."""
    yield from (Span(*match.span(), Label.SECU) for match in _NIR.finditer(folded))
    yield from (Span(*match.span(1), Label.SECU) for match in _NIR_CONTEXT.finditer(folded))


def nir_key(number: str) -> int:
    """The key of a NIR of 13 characters: 97 less its remainder by 97, Corsica's letters read as digits.

    Source: INSEE, numéro d'inscription au répertoire (2A counts as 19, 2B as 18).

    >>> nir_key("2690549588157")
    80
    """
    digits = number.upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(digits) % 97


def telephones(folded: str) -> Iterator[Span]:
    yield from (Span(*match.span(), Label.TEL) for match in _TELEPHONE.finditer(folded))
    yield from (Span(*match.span(1), Label.TEL) for match in _TELEPHONE_CONTEXT.finditer(folded))


def hospital_numbers(folded: str) -> Iterator[Span]:
    for match in _HOSPITAL_NUMBER.finditer(folded):
        label = Label.IPP if match[1].startswith(("ip", *_IPP_WORDS)) else Label.NDA
        yield Span(*match.span(2), label)


def long_numbers(folded: str) -> Iterator[Span]:
    """What no other rule named: no measurement has so many digits, but a record has."""
    yield from (Span(*match.span(), Label.IPP) for match in _LONG.finditer(folded))
