"""Word and PowerPoint files: the words and the tables of each part, without looks, links or pictures."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from output_checking.checks.containers.grids import blocks
from output_checking.checks.containers.unpacking import open_zip, read_member, read_xml
from output_checking.previews.parts import Form, Part

# Comments and notes too: a reader of the preview sees what would leave, not what the program shows first.
_SHOWN = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml"
    r"|ppt/(slides/slide|notesSlides/notesSlide|comments/\w+)\d*\.xml"
)
_UNSEEN = re.compile(r"comments|notesSlide")


def parts(name: str, content: bytes) -> list[Part]:
    """Raises Refusal as `open_zip` and `read_xml` do."""
    found: list[Part] = []
    with open_zip(content) as archive:
        for member in sorted((one for one in archive.namelist() if _SHOWN.fullmatch(one)), key=_order):
            root = read_xml(read_member(archive, member))
            hidden = bool(_UNSEEN.search(member)) or root.get("show") == "0"
            place = {"part": member}
            lines = [_text(one) for one in root.iter() if _tag(one) == "p"]
            if any(line.strip() for line in lines):
                found.append(Part(Form.TEXT, member, "\n".join(lines), hidden=hidden, place=place))
            for number, table in enumerate((one for one in root.iter() if _tag(one) == "tbl"), start=1):
                rows = [
                    [_text(cell) for cell in row if _tag(cell) == "tc"] for row in table if _tag(row) == "tr"
                ]
                for block in blocks(rows):
                    where = {**place, "table": str(number)}
                    found.append(Part.table_part(block.table, member, hidden=hidden, place=where))
    return found


def _order(member: str) -> tuple[str, int]:
    """Slide 10 after slide 9."""
    digits = re.search(r"(\d+)\.xml$", member)
    return re.sub(r"\d+", "", member), int(digits[1]) if digits else 0


def _text(element: Element) -> str:
    """Deleted text of tracked changes stands in `delText`, and would leave with the file."""
    return "".join(one.text or "" for one in element.iter() if _tag(one) in ("t", "delText"))


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
