"""Names a file may have: readable everywhere, never a path, never a trick on the reader's eyes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from governance.refusal import Refusal

_ALLOWED = re.compile(r"[\w][\w ().,+=-]{0,98}[\w)]")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def require_file_name(name: str) -> str:
    """The name itself. Raises Refusal `file-name` for anything else than letters, digits and plain signs.

    Direction marks, separators and control characters are outside `\\w`, and so never pass.
    """
    if (
        not _ALLOWED.fullmatch(name)
        or ".." in name
        or unicodedata.normalize("NFC", name) != name
        or name.split(".")[0].lower() in _DEVICES
        or "." not in name
    ):
        raise Refusal("file-name")
    return name


def require_distinct(name: str, others: Iterable[str]) -> None:
    """Raises Refusal `file-name-taken` for names that one file system or one reader would confuse."""
    wanted = unicodedata.normalize("NFKC", name).casefold()
    for other in others:
        if other != name and unicodedata.normalize("NFKC", other).casefold() == wanted:
            raise Refusal("file-name-taken", file=other)
