"""What a file is, by its bytes; its name must say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Kind
from output_checking.model import Finding, Severity

RULE = "file.type"
PNG = b"\x89PNG\r\n\x1a\n"

_KIND_BY_EXTENSION = {
    "csv": Kind.TABLE,
    "tsv": Kind.TABLE,
    "png": Kind.PICTURE,
    "ipynb": Kind.NOTEBOOK,
    **dict.fromkeys(("txt", "md", "json", "py", "r", "sql"), Kind.TEXT),
}
# Told by name so that the author learns what to export instead.
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x89HDF", "hdf5"),
    (b"\x80\x04", "pickle"),
    (b"\x80\x05", "pickle"),
    (b"\x93NUMPY", "numpy"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "sqlite"),
)
_MARKUP = ("<svg", "<html", "<!doctype", "<?xml")


def recognise(file: CheckedFile) -> tuple[Kind | None, str]:
    """(kind, its name in words). Kind None: nothing the airlock can read."""
    if file.content.startswith(PNG):
        return Kind.PICTURE, "png"
    for signature, name in _SIGNATURES:
        if file.content.startswith(signature):
            return None, name
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, "binary"
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        return None, "binary"
    if text.lstrip()[:9].lower().startswith(_MARKUP):
        return None, "markup"
    if _is_notebook(text):
        return Kind.NOTEBOOK, "ipynb"
    return Kind.TEXT, "text"


def check_type(file: CheckedFile) -> Iterator[Finding]:
    """One finding: pass, or block with what was found and what the name says."""
    kind, found = recognise(file)
    extension = file.name.rpartition(".")[2].lower()
    expected = _KIND_BY_EXTENSION.get(extension)
    if kind is None or expected is None:
        words = {"found": found, "extension": extension}
        yield Finding(RULE, Severity.BLOCK, "file-type-unsupported", words, file.where())
    elif kind is not expected and not (kind is Kind.TEXT and expected is Kind.TABLE):
        words = {"found": found, "extension": extension}
        yield Finding(RULE, Severity.BLOCK, "file-type-mismatch", words, file.where())
    else:
        yield Finding(RULE, Severity.PASS, "file-type-known", {"extension": extension}, file.where())


def kind_of(file: CheckedFile) -> Kind | None:
    """The kind that both the content and the name tell."""
    return _KIND_BY_EXTENSION.get(file.name.rpartition(".")[2].lower())


def _is_notebook(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and "nbformat" in content and "cells" in content
