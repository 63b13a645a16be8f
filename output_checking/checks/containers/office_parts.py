"""The parts of office files that no page and no sheet shows: their words are read, the rest is refused."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from PIL import Image

from output_checking.checks.identifiers import check_passage
from output_checking.checks.pictures import picture_findings
from output_checking.checks.registry import CheckedFile, Context, run_checks
from output_checking.findings import Finding

# Thumbnails and settings of a printer in the empty documents of python-docx and python-pptx, by SHA-256.
_OF_EMPTY_DOCUMENTS = {
    "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead",
    "116f9aa8ea038e39ef47ee99a23592ab569cf77feafecd0a30e222369e931d25",
    "d7768f87e07d29634782e448ece1cddd05a52b9499254222b1190bc8f6dc579e",
}
# A larger picture of a page can be read.
_THUMBNAIL_SIDE = 256  # pixels
_COMMENT = re.compile(rb"<!--|<\?(?!xml\s)")
# Where something stands on its page: numbers without a person behind them.
_PLACES = {
    "posOffset",
    "pctWidth",
    "pctHeight",
    "pctPosHOffset",
    "pctPosVOffset",
    "align",
    "col",
    "colOff",
    "row",
    "rowOff",
    "v",
    "f",
    "formatCode",
}
_DESCRIPTIONS = ("descr", "title")
_OF_DRAWING = ("style", "path", "points")
# So many numbers in one text are a column of values, whatever stands between them: a list to choose from.
_NUMBER, _MANY = re.compile(r"(?<![\w.$])\d+(?:\.\d+)?(?![\w.])"), 20
_ROW_IN_ATTRIBUTE = re.compile(r"[^,;|\t]+(?:[,;|\t][^,;|\t]*){2,}")


def is_known_part(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() in _OF_EMPTY_DOCUMENTS


def has_comments(content: bytes) -> bool:
    """Comments and instructions of XML: no program shows them, and none writes them into its parts."""
    plain = content.replace(b"\0", b"") if b"\0" in content[:200] else content
    return _COMMENT.search(plain) is not None


def has_words(root: Element) -> bool:
    """Whether any text stands in the part, as in none that only says how things look."""
    return any(text for element in root.iter() for text in _texts(element))


def unshown_words(file: CheckedFile, root: Element, context: Context, *, part: str) -> Iterator[Finding]:
    """All words of a part but those in its paragraphs and cells, which are judged where they are shown."""
    shown = {
        id(text)
        for one in root.iter()
        if _tag(one) in ("p", "si", "is")
        for text in one.iter()
        if _tag(text) == "t"
    }
    read: list[str] = []
    other: dict[str, None] = {}
    for element in root.iter():
        tag = _tag(element)
        if id(element) not in shown:
            texts = dict.fromkeys(_texts(element))
            (other.update if tag in _PLACES else read.extend)(texts)
            for text in texts:
                read += _values(text)
        for name, value in element.attrib.items():
            if name in _DESCRIPTIONS or (name not in _OF_DRAWING and _ROW_IN_ATTRIBUTE.fullmatch(value)):
                read += value.splitlines()
            else:
                other[value] = None
                read += () if name in _OF_DRAWING else _values(value)
    if read:
        yield from run_checks(file.passage("\n".join(read), part=part), context)
    if other:
        yield from check_passage(file.passage("\n".join(other), part=part), context)


def _values(text: str) -> list[str]:
    found = _NUMBER.findall(text)
    return found if len(found) >= _MANY else []


def thumbnail_findings(
    file: CheckedFile, content: bytes, context: Context, *, part: str
) -> Iterator[Finding] | None:
    """None for what is no picture, or one in which words could be read."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            small = max(picture.size) <= _THUMBNAIL_SIDE
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return picture_findings(file, content, context, part=part) if small else None


def _texts(element: Element) -> Iterator[str]:
    for text in (element.text, element.tail):
        if text and text.strip():
            yield text.strip()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
