"""Word and PowerPoint files: text and tables are judged; comments, changes, hidden text and parts block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from governance.refusal import Refusal
from output_checking.checks.containers.grids import blocks
from output_checking.checks.containers.office_parts import (
    has_comments,
    has_words,
    is_known_part,
    thumbnail_findings,
    unshown_words,
)
from output_checking.checks.containers.unpacking import open_zip, read_member, read_xml
from output_checking.checks.judging import judge_table
from output_checking.checks.pictures import has_data, picture_findings
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.findings import Finding, Severity

RULE = "document.content"
_BODY = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"
)
# Parts that say how things look: no word stands in them.
_BARE = re.compile(
    r"word/(styles|settings|webSettings|fontTable|numbering|stylesWithEffects)\.xml|(word|ppt)/theme/theme\d+\.xml"
    r"|ppt/(presentation|presProps|viewProps|tableStyles)\.xml"
    # What python-docx and python-pptx bring with their empty document.
    r"|customXml/item1\.xml|customXml/itemProps1\.xml"
)
# Parts whose words are not on the pages, or only behind them.
_BEHIND = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/(app|core)\.xml"
    r"|ppt/(slideLayouts|slideMasters|notesMasters|handoutMasters)/\w+\.xml"
)
_THUMBNAIL = re.compile(r"docProps/thumbnail\.\w+")
_PRINTER = re.compile(r"ppt/printerSettings/[^/]+\.bin")
_PICTURE = re.compile(r"(word|ppt)/media/[^/]+\.(png|jpe?g)")
_DELETED = ("del", "moveFrom", "delText")
_AUTHORS = {"", "python-docx", "python-pptx", "PowerPoint Presentation", "Steve Canny", "1"}
_LONGEST_CUSTOM_XML = 1_000


@register(RULE, Kind.DOCUMENT)
def check_document(file: CheckedFile, context: Context) -> Iterator[Finding]:
    try:
        with open_zip(file.content) as archive:
            for name in archive.namelist():
                yield from _part(file, name, read_member(archive, name), context)
    except Refusal as refusal:
        yield Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, file.where())
        return
    yield Finding(RULE, Severity.REVIEW, "text-to-read", {}, file.where())


def _part(file: CheckedFile, name: str, content: bytes, context: Context) -> Iterator[Finding]:
    inside = context.inside()
    if name.endswith((".xml", ".rels")):
        root = read_xml(content)
        if has_comments(content):
            yield _block(file, "document-hidden-part", part=name[:80])
        if name.endswith(".rels"):
            yield from _relations(file, root)
        elif _BODY.fullmatch(name):
            yield from _body(file, root, name, inside)
        elif name == "docProps/core.xml":
            yield from _properties(file, root, inside)
        if not (_BODY.fullmatch(name) or _BEHIND.fullmatch(name) or _is_bare(name, root, content)):
            yield _block(file, "document-hidden-part", part=name[:80])
        yield from unshown_words(file, root, inside, part=name)
        if _BEHIND.fullmatch(name):
            yield from _paragraphs(file, root, inside, part=name)
    elif _PICTURE.fullmatch(name):
        if not has_data(file.name, context):
            yield _block(file, "document-picture", part=name)
        yield from picture_findings(file, content, context, part=name)
    elif _THUMBNAIL.fullmatch(name) and (found := thumbnail_findings(file, content, context, part=name)):
        yield from () if is_known_part(content) else found
    elif not _is_harmless(name, content):
        yield _block(file, "document-hidden-part", part=name[:80])


def _is_bare(name: str, root: Element, content: bytes) -> bool:
    too_long = name.startswith("customXml/") and len(content) > _LONGEST_CUSTOM_XML
    return _BARE.fullmatch(name) is not None and not too_long and not has_words(root)


def _is_harmless(name: str, content: bytes) -> bool:
    """A folder, or settings of a printer: without content, or with that of an empty document."""
    if _THUMBNAIL.fullmatch(name) or _PRINTER.fullmatch(name):
        return not content or is_known_part(content)
    return name.endswith("/") and not content


def _body(file: CheckedFile, root: Element, part: str, context: Context) -> Iterator[Finding]:
    place = {"part": part}
    for element in root.iter():
        tag = _tag(element)
        if tag in _DELETED:
            yield _block(file, "document-changes", part=part)
            break
    if any(_tag(one) == "vanish" for one in root.iter()) or root.get("show") == "0":
        yield _block(file, "document-hidden-text", part=part)
    if any(_tag(one) in ("instrText", "fldSimple") and "DDE" in (one.text or "") for one in root.iter()):
        yield _block(file, "document-reaching", part=part)
    yield from _paragraphs(file, root, context, part=part)
    for number, table in enumerate((one for one in root.iter() if _tag(one) == "tbl"), start=1):
        lines = [
            [_text(cell) for cell in row if _tag(cell) == "tc"] for row in table.iter() if _tag(row) == "tr"
        ]
        for block in blocks(lines):
            yield from judge_table(file.table_part(block.table, table=number, **place), context)


def _paragraphs(file: CheckedFile, root: Element, context: Context, *, part: str) -> Iterator[Finding]:
    paragraphs = [_text(one) for one in root.iter() if _tag(one) == "p"]
    yield from run_checks(file.passage("\n".join(paragraphs), part=part), context)


def _properties(file: CheckedFile, root: Element, context: Context) -> Iterator[Finding]:
    for element in root:
        value = (element.text or "").strip()
        key = _tag(element)
        if key in ("created", "modified", "revision", "lastPrinted") or value in _AUTHORS:
            continue
        if value == "generated by python-docx":
            continue
        yield Finding(RULE, Severity.REVIEW, "document-metadata", {"key": key}, file.where())
        yield from run_checks(file.passage(value, key=key), context)


def _relations(file: CheckedFile, root: Element) -> Iterator[Finding]:
    """Links to the outside: a web page is only an address, anything else is fetched on opening."""
    for element in root:
        kind = element.get("Type", "").rpartition("/")[2]
        if element.get("TargetMode") == "External" and kind != "hyperlink":
            yield _block(file, "document-reaching", part=kind[:60])


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter() if _tag(one) == "t")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _block(file: CheckedFile, code: str, *, part: str) -> Finding:
    return Finding(RULE, Severity.BLOCK, code, {"part": part}, file.where())
