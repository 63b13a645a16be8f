"""What a program reads in a picture, told to the output checker: an aid that lets nothing pass.

Sources: OpenSAFELY and the German research data centres ask for the numbers behind a figure; that they be
compared with what is drawn is reasoned by D2H. A reading may be wrong, so nothing found by it is final.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from PIL import Image

from output_checking.checks.digits import beside_axes, not_among, numbers, small
from output_checking.checks.identifiers import all_identifiers
from output_checking.checks.picture_text import Word, certain
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "picture.digits"
_TOLD = 20  # numbers in one finding
_LONGEST = 6  # digits; a longer number may be an identifier, and is told by its length alone


@register(RULE, Kind.PICTURE)
def check_digits(file: CheckedFile, context: Context) -> Iterator[Finding]:
    if context.role is not FileRole.OUTPUT:
        return
    words = _words(file, context)
    if words is None:
        yield Finding(RULE, Severity.REVIEW, "picture-digits-unread", {}, file.where())
        return
    for kind in sorted(_identifiers(words, context)):
        yield Finding(RULE, Severity.BLOCK, f"identifier-{kind}", {}, file.where())
    # Level ones alone: what is level looks like digits too when it is turned.
    level = [one for one in words if not one.upright]
    read = [one.text for one in beside_axes(numbers(certain(level)))]
    context.numbers.add(read)
    few = small(read, context.threshold)
    if few:
        told: dict[str, str | int | float] = {"numbers": _listed(few), "threshold": context.threshold}
        yield Finding(RULE, Severity.REVIEW, "picture-digits-small", told, file.where())


@register("picture.shown", Kind.TABLE)
def collect_numbers(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Says nothing itself: the numbers are compared with those of the picture that shows this table."""
    if context.shown_in_picture:
        cells = (cell.strip() for row in file.table.rows for cell in row)
        context.numbers.add(cell for cell in cells if 0 < len(cell) <= 24 and any(map(str.isdigit, cell)))
    yield from ()


def compared(name: str, read: Iterable[str], held: Iterable[str]) -> Finding | None:
    """What is to be said of the numbers of a picture once those of its tables are known."""
    shown = list(dict.fromkeys(read))
    if not shown:
        return None
    others = not_among(shown, held)
    if not others:
        return Finding(RULE, Severity.PASS, "picture-digits-held", {"count": len(shown)}, {"file": name})
    words: dict[str, str | int | float] = {"numbers": _listed(others), "count": len(others)}
    return Finding(RULE, Severity.REVIEW, "picture-digits-others", words, {"file": name})


def _words(file: CheckedFile, context: Context) -> tuple[Word, ...] | None:
    if context.picture_reader is None:
        return None
    try:
        return context.picture_reader.words(file.content)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return (
            None  # no whole picture, which the check of its content tells, or one too large to be drawn anew
        )


def _identifiers(words: Iterable[Word], context: Context) -> set[str]:
    """Also in what is read less surely: identifiers have a form. Without telephone numbers: five labels of an
    axis look like one."""
    lines = (" ".join(word.text for word in line) for _, line in groupby(words, key=lambda word: word.line))
    return {one.kind for text in lines for one in all_identifiers(text, context)} - {"phone"}


def _listed(texts: list[str]) -> str:
    shown = ["#" * len(text) if sum(map(str.isdigit, text)) > _LONGEST else text for text in texts[:_TOLD]]
    return ", ".join(shown) + (" …" if len(texts) > _TOLD else "")
