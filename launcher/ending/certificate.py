"""The certificate of deletion: what of a project was destroyed, where, and what was not ours to destroy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.words import Words
from launcher.signed_report import SignedReport, render_page, write_signed

KIND = "d2h-destruction"
LOCALES = Path(__file__).parent / "locales"


class Certificate(SignedReport):
    """`workspaces`: users who ever worked in it here, of whose work nothing is left. `code`: texts of
    executed code that were deleted. `sites_here`: where the keys of its pseudonyms were destroyed;
    `sites_elsewhere`: which destroy theirs themselves."""

    installation: str
    project: str
    at: datetime
    by: str
    workspaces: tuple[str, ...]
    code: int
    sites_here: tuple[str, ...]
    sites_elsewhere: tuple[str, ...]


def ending_words(language: str) -> Words:
    return Words(LOCALES, language)


def write_certificate(certificate: Certificate, key: Ed25519PrivateKey, folder: Path) -> Path:
    """The signed document in `folder`, with a page in each language beside it."""
    path = folder / "certificate.json"
    pages = {f"certificate.{language}.html": _page(certificate, language) for language in ("fr", "en")}
    write_signed(certificate, pages, key, path, kind=KIND)
    return path


def _page(certificate: Certificate, language: str) -> bytes:
    words, template = ending_words(language), Path(__file__).parent / "certificate.html.j2"
    return render_page(template, certificate=certificate, say=words.say, language=language).encode()
