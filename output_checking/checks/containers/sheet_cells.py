"""The XML around and between the cells of a worksheet, which no reader of workbooks hands on.

ECMA-376 part 1, 18.3.1 (CT_Row, CT_Cell, CT_CellFormula): rows and cells have these attributes and no others.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from output_checking.checks.containers.unpacking import read_xml

_NUMBER = r"-?\d{1,5}(?:\.\d{1,8})?"
_FLAG = r"0|1|true|false"
_PLACE = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_ROW = {
    "r": r"\d{1,7}",
    "spans": r"\d{1,5}:\d{1,5}",
    **dict.fromkeys(("s", "ht", "outlineLevel", "x14ac:dyDescent"), _NUMBER),
    **dict.fromkeys(
        ("customFormat", "hidden", "customHeight", "collapsed", "thickTop", "thickBot", "ph"), _FLAG
    ),
}
_CELL = {
    "r": _PLACE,
    "t": "b|d|n|e|s|str|inlineStr",
    **dict.fromkeys(("s", "cm", "vm"), _NUMBER),
    "ph": _FLAG,
}
_FORMULA = {
    "t": "normal|array|dataTable|shared",
    "ref": f"{_PLACE}(?::{_PLACE})?",
    "si": _NUMBER,
    **dict.fromkeys(("aca", "dt2D", "dtr", "del1", "del2", "ca", "bx"), _FLAG),
    **dict.fromkeys(("r1", "r2"), _PLACE),
}
_TEXT = {"xml:space": "preserve"}
_KNOWN = {"row": _ROW, "c": _CELL, "f": _FORMULA, "v": _TEXT, "is": {}, "t": _TEXT}
# Within a text of several fonts: looks, each told by a word or a short number.
_LOOKS = r"(?:<rPr>(?:<\w{1,12}(?: \w{1,10}=\"[\w .#-]{0,40}\")*/>)*</rPr>)?"
# Of a format of numbers: literal texts and colours, and what stands for a digit, a text or a part of a date.
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.I)
_SHOWN = re.compile(r"[0#?@ymdhsEG]", re.I)
_DATA = re.compile(rb"<sheetData>(.*?)</sheetData>", re.S)


def around_cells(content: bytes) -> Element:
    """A worksheet without its cells, which are read one by one as a table."""
    found = _DATA.search(content)
    return read_xml(content[: found.start()] + content[found.end() :] if found else content)


def holds_more_than_cells(content: bytes) -> bool:
    """Whether anything stands between the cells, or in them beside their values. Raises as `read_xml`."""
    found = _DATA.search(content)
    if found:
        return bool(_PLAIN.sub(b"", found[1]).strip())
    data = next((one for one in read_xml(content).iter() if _tag(one) == "sheetData"), None)
    return data is not None and any(map(_is_strange, data.iter()))


def shows_nothing(cell: Any) -> bool:
    """Whether the look of a cell (of openpyxl) hides its value: by a format without a place for it, or by
    white signs on no other ground."""
    look = str(cell.number_format)
    if look != "General" and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        sections = _QUOTED.sub("", look).split(";")
        at = 1 if cell.value < 0 and len(sections) > 1 else 2 if cell.value == 0 and len(sections) > 2 else 0
        if not _SHOWN.search(sections[at]):
            return True
    elif look == ";;;":
        return True
    colour = cell.font.color.rgb if cell.font.color is not None and cell.font.color.type == "rgb" else ""
    return str(colour).upper().endswith("FFFFFF") and not cell.fill.fill_type


def _tagged(name: str, inside: str = "") -> str:
    """One element with nothing but its own attributes."""
    attributes = "|".join(rf'{key}="(?:{value})"' for key, value in _KNOWN[name].items())
    opened = rf"<{name}(?: (?:{attributes}))*\s?" if attributes else rf"<{name}"
    return rf"{opened}(?:/>|>{inside}</{name}>)"


def _plain_cells() -> re.Pattern[bytes]:
    text = _tagged("t", "[^<]*")
    inline = _tagged("is", rf"(?:{text}|(?:<r>{_LOOKS}{text}</r>)*)")
    cell = _tagged("c", rf"(?:{_tagged('f', '[^<]*')})?(?:{_tagged('v', '[^<]*')}|{inline})?")
    opened = _tagged("row").removesuffix("(?:/>|></row>)")
    return re.compile(rf"{cell}|{opened}/?>|</row>".encode())


_PLAIN = _plain_cells()


def _is_strange(element: Element) -> bool:
    tag = _tag(element)
    if tag == "sheetData":
        return bool((element.text or "").strip())
    if (element.tail or "").strip() or (tag not in ("v", "f", "t") and (element.text or "").strip()):
        return True
    values = [one for one in element if _tag(one) in ("v", "is")]
    strangers = [
        name
        for name, value in element.attrib.items()
        if not re.fullmatch(_KNOWN.get(tag, {}).get(_short(name), "(?!)"), value)
    ]
    return tag not in _KNOWN or bool(strangers) or len(values) > 1


def _short(name: str) -> str:
    """As it is written: ElementTree puts the address of the namespace in front."""
    address, _, plain = name.rpartition("}")
    return (
        plain
        if not address
        else f"xml:{plain}"
        if address.endswith("/XML/1998/namespace")
        else f"x14ac:{plain}"
    )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
