"""Which comparison fits a file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from output_checking.checks.containers.members import members_of
from output_checking.checks.encodings import is_printable, read_text
from output_checking.replay.comparison.markup import drawing_differences, page_differences
from output_checking.replay.comparison.models import (
    array_differences,
    numbered,
    onnx_differences,
    pickle_differences,
)
from output_checking.replay.comparison.notebooks import notebook_differences
from output_checking.replay.comparison.pictures import picture_differences
from output_checking.replay.comparison.tables import is_table, table_differences
from output_checking.replay.comparison.values import same_text, shown
from output_checking.replay.model import ComparedFile, Difference, Verdict

_PICKLES = ("pkl", "pickle", "joblib", "sav")
_ARCHIVES = ("docx", "pptx", "zip", "skops", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz")
_SHOWN, _MOST = 20, 10_000
# When an office file was written, and by which program: no reader of its pages sees it.
_OF_THE_MOMENT = ("docProps/core.xml", "docProps/app.xml")


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
    elif extension == "svg":
        yield from drawing_differences(submitted, replayed)
    elif extension in ("html", "htm"):
        yield from page_differences(read_text(submitted)[0], read_text(replayed)[0])
    elif extension == "pdf":
        # Its library is not small, and a comparison of other files needs none of it.
        from output_checking.replay.comparison.pdf import pdf_differences

        yield from pdf_differences(submitted, replayed)
    elif extension in _PICKLES:
        yield from pickle_differences(submitted, replayed)
    elif extension == "npy":
        yield from array_differences(submitted, replayed)
    elif extension == "onnx":
        yield from onnx_differences(submitted, replayed)
    elif extension in _ARCHIVES:
        yield from _member_differences(name, submitted, replayed)
    else:
        yield from _text_differences(submitted, replayed)


def _member_differences(archive_name: str, submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Of archives, office files and skops models, by member; one that a side lacks has no content there."""
    one, other = (dict(members_of(archive_name, packed)) for packed in (submitted, replayed))
    if archive_name.lower().endswith(".skops"):
        one, other = numbered(one), numbered(other)
    for name in sorted({*one, *other}):
        before, after = one.get(name), other.get(name)
        if before is None or after is None:
            yield Difference(
                {"member": name}, *(shown("" if some is None else name) for some in (before, after))
            )
        elif before != after and name not in _OF_THE_MOMENT:
            found = drawing_differences if name.endswith((".xml", ".rels")) else partial(_differences, name)
            for difference in found(before, after):
                inner = difference.where.get("member")
                where = {**difference.where, "member": f"{name} › {inner}" if inner else name}
                yield Difference(where, difference.submitted, difference.replayed)


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
