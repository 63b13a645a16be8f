"""What stood where a document has tags now, sealed beside it: the site's key alone opens it again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data_gateway.documents.deidentifying import Identified, tag
from data_gateway.documents.spans import Label

_NONCE = 12  # bytes, as NIST SP 800-38D has them
_BLOCK = 256  # bytes: the length of what is sealed tells nothing but how many of them it fills


class OtherSealError(Exception):
    """Sealed with another key, or for another text, or changed since."""


class Sealed(NamedTuple):
    """`kept`: of each tag of the document, in the order of the text, its place, its kind, what it hides."""

    person: str
    kept: list[tuple[int, Label, str]]


class Seal:
    """AES-256-GCM over whose a document is and whom it names, bound to its tagged text."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def closed(self, found: Identified, person: str) -> bytes:
        kept, moved = [], 0
        for span in found.spans:
            kept.append([span.start + moved, span.label, found.text[span.start : span.end]])
            moved += len(tag(span.label)) - (span.end - span.start)
        content = json.dumps([person, kept]).encode()
        content += b" " * (-len(content) % _BLOCK)
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, _bytes(found.tagged()))

    def opened(self, tagged: str, sealed: bytes) -> Sealed:
        """Raises OtherSealError."""
        try:
            content = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bytes(tagged))
        except (InvalidTag, ValueError) as fault:
            raise OtherSealError from fault
        person, kept = json.loads(content)
        return Sealed(person, [(place, Label(name), old) for place, name, old in kept])


def with_others(tagged: str, sealed: Sealed, made: Callable[[Label, str], str]) -> str:
    """The `tagged` document, with what is `made` of each identifier in the place of its tag."""
    parts, at = [], 0
    for place, label, old in sealed.kept:
        parts += [tagged[at:place], made(label, old)]
        at = place + len(tag(label))
    return "".join([*parts, tagged[at:]])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
