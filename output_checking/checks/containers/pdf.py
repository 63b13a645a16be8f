"""PDF: its text and its printed tables are judged; scripts, attachments, forms and old versions block."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from output_checking.checks.pictures import has_data
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "pdf.content"
_ACTIVE = (
    "/JS",
    "/JavaScript",
    "/Launch",
    "/EmbeddedFile",
    "/RichMedia",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
)
_KEYS = ("/JS", "/EmbeddedFiles", "/AA", "/XFA", "/AF")
_PAGES, _OBJECTS = 200, 20_000
_INVISIBLE = re.compile(rb"(?<![\d.])3\s+Tr\b")
_DRAWN = re.compile(rb"/(\S+)\s+Do\b")
# Marks of axes are drawn the same way as points, a few dozen at most.
_MARKS = 60
_WRITERS = re.compile(
    r"(?i)matplotlib|reportlab|cairo|latex|tex|quarto|skia|chrom|ghostscript|microsoft|libre|word|pypdf|r \d"
)


@register(RULE, Kind.PDF)
def check_pdf(file: CheckedFile, context: Context) -> Iterator[Finding]:
    try:
        reader = PdfReader(io.BytesIO(file.content), strict=False)
        if reader.is_encrypted:
            yield Finding(RULE, Severity.BLOCK, "archive-encrypted", {}, file.where())
            return
        yield from _objects(file, reader)
        yield from _properties(file, reader, context)
        yield from _pages(file, reader, context)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
    ) as fault:
        yield Finding(RULE, Severity.BLOCK, "pdf-unreadable", {"fault": type(fault).__name__}, file.where())
        return
    ends = file.content.count(b"%%EOF")
    if ends > (2 if b"/Linearized" in file.content[:2048] else 1):
        yield Finding(RULE, Severity.BLOCK, "pdf-versions", {"versions": ends}, file.where())
    rest = file.content[file.content.rfind(b"%%EOF") + 5 :].strip()
    if rest:
        yield Finding(RULE, Severity.BLOCK, "picture-extra-bytes", {"bytes": len(rest)}, file.where())
    if context.role is FileRole.OUTPUT and _draws(reader) and not has_data(file.name, context):
        yield Finding("picture.data", Severity.BLOCK, "picture-data-missing", {}, file.where())
    yield Finding(RULE, Severity.REVIEW, "text-to-read", {}, file.where())


def _objects(file: CheckedFile, reader: PdfReader) -> Iterator[Finding]:
    """Every object of the file, also those that no page refers to."""
    told: set[str] = set()
    numbers = [number for table in reader.xref.values() for number in table] + list(reader.xref_objStm)
    for number in sorted(set(numbers))[:_OBJECTS]:
        for name in _active(reader.get_object(IndirectObject(number, 0, reader))):
            told.add(name)
    for name in sorted(told):
        yield Finding(RULE, Severity.BLOCK, "pdf-active", {"part": name}, file.where())
    if len(set(numbers)) > _OBJECTS or len(reader.pages) > _PAGES:
        yield Finding(RULE, Severity.BLOCK, "pdf-long", {"pages": len(reader.pages)}, file.where())


def _active(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > 12:
        return
    if isinstance(value, DictionaryObject):
        for key, inner in value.items():
            if key in _KEYS:
                yield key
            elif (key in ("/S", "/Subtype", "/Type") and str(inner) in _ACTIVE) or (
                key == "/Subtype"
                and str(inner) in ("/Text", "/FreeText", "/Popup", "/FileAttachment", "/Widget")
            ):
                yield str(inner)
            if not isinstance(inner, IndirectObject | StreamObject):
                yield from _active(inner, depth + 1)
    elif isinstance(value, ArrayObject):
        for inner in value:
            if not isinstance(inner, IndirectObject):
                yield from _active(inner, depth + 1)


def _properties(file: CheckedFile, reader: PdfReader, context: Context) -> Iterator[Finding]:
    for key, value in (reader.metadata or {}).items():
        text = str(value)
        if key in ("/CreationDate", "/ModDate", "/Trapped") or not text or _WRITERS.search(text):
            continue
        words = {"key": key.lstrip("/")[:60]}
        yield Finding(RULE, Severity.REVIEW, "document-metadata", words, file.where())
        yield from run_checks(file.passage(text, key=key), context)


def _pages(file: CheckedFile, reader: PdfReader, context: Context) -> Iterator[Finding]:
    for number, page in enumerate(list(reader.pages)[:_PAGES], start=1):
        yield from run_checks(file.passage(page.extract_text(), page=number), context.inside())
        drawing = _drawing(page)
        if _INVISIBLE.search(drawing):
            yield Finding(RULE, Severity.BLOCK, "document-hidden-text", {"part": f"{number}"}, file.where())
        names = _DRAWN.findall(drawing)
        most = max((names.count(name) for name in set(names)), default=0)
        if most > _MARKS:
            yield Finding(
                "figure.points", Severity.BLOCK, "figure-points", {"points": most}, file.where(page=number)
            )


def _drawing(page: Any) -> bytes:
    content = page.get_contents()
    return bytes(content.get_data()) if content is not None else b""


def _draws(reader: PdfReader) -> bool:
    """A picture, or a page with lines and no running text: a figure."""
    for page in list(reader.pages)[:_PAGES]:
        if len(page.images) or (len(page.extract_text()) < 300 and len(_drawing(page)) > 2_000):
            return True
    return False
