"""Which comparison fits a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from output_checking.checks.encodings import is_printable, read_text
from output_checking.replay.comparison.notebooks import notebook_differences
from output_checking.replay.comparison.pictures import picture_differences
from output_checking.replay.comparison.tables import is_table, table_differences
from output_checking.replay.comparison.values import same_text, shown
from output_checking.replay.model import ComparedFile, Difference, Verdict

_SHOWN, _MOST = 20, 10_000


def compare(name: str, submitted: bytes, replayed: bytes) -> ComparedFile:
    """By content where a reader knows it, else by its bytes. Never raises: what cannot be read is told."""
    if submitted == replayed:
        return ComparedFile(name, Verdict.SAME)
    try:
        found = list(islice(_differences(name, submitted, replayed), _MOST))
    except Exception:
        # Both versions come from a notebook that may break any reader: then nobody can say they are the same.
        return ComparedFile(name, Verdict.NOT_COMPARABLE)
    if not found:
        return ComparedFile(name, Verdict.SAME)
    return ComparedFile(name, Verdict.DIFFERS, len(found), tuple(found[:_SHOWN]))


def _differences(name: str, submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    extension = name.rpartition(".")[2].lower()
    if extension == "ipynb":
        yield from notebook_differences(submitted, replayed)
    elif is_table(name):
        yield from table_differences(name, submitted, replayed)
    elif extension in ("png", "jpg", "jpeg"):
        yield from picture_differences(submitted, replayed)
    else:
        yield from _text_differences(submitted, replayed)


def _text_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    left, right = read_text(submitted)[0], read_text(replayed)[0]
    if not (is_printable(left) and is_printable(right)):
        raise ValueError("no text")
    one, other = left.splitlines(), right.splitlines()
    for at in range(max(len(one), len(other))):
        before = one[at] if at < len(one) else ""
        after = other[at] if at < len(other) else ""
        if not same_text(before, after):
            yield Difference({"line": str(at + 1)}, shown(before), shown(after))
