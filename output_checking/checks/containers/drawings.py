"""SVG drawings keep every point at full precision: points are counted, words read, hidden parts block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from output_checking.checks.registry import CheckedFile, Context, run_checks
from output_checking.findings import Finding, Severity

RULE = "markup.content"
_UNFIT = {
    "script",
    "foreignObject",
    "image",
    "iframe",
    "animate",
    "set",
    "handler",
    "video",
    "audio",
    "embed",
}
_POINTS = {"circle", "ellipse", "use"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![-\w])opacity\s*:\s*0(?![.\d])", re.I)
# Axes are drawn with the same marks as points.
_AXIS = re.compile(r"(x|y)tick_|matplotlib\.axis|axis|tick|legend", re.I)
_VERTEX = re.compile(r"[MLHVCSQTA]", re.I)
_VERTICES = 500
_SERIES = 60


def drawing_findings(file: CheckedFile, root: Element, context: Context) -> Iterator[Finding]:
    told: set[str] = set()
    for element in root.iter():
        tag = _tag(element)
        if tag in _UNFIT:
            told.add(tag)
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            outside = plain in ("href", "src") and not value.startswith("#")
            if plain.startswith("on") or outside or "url(http" in value:
                told.add(plain)
            if plain == "style" and _HIDDEN.search(value):
                told.add("style")
            if (plain, value) in (("display", "none"), ("visibility", "hidden"), ("opacity", "0")):
                told.add(plain)
            if plain.startswith("data-") and len(value) > 20:
                told.add(plain)
    for tag in sorted(told):
        yield Finding(RULE, Severity.BLOCK, "markup-active", {"tag": tag}, file.where())
    words = [text for one in root.iter() for text in (one.text, one.tail) if text and _tag(one) != "style"]
    words += [value for one in root.iter() for name, value in one.attrib.items() if name.endswith("label")]
    yield from run_checks(file.passage("\n".join(words), place="text"), context)
    points = _points(root)
    if points >= context.threshold:
        yield Finding("figure.points", Severity.BLOCK, "figure-points", {"points": points}, file.where())
    longest = max((len(_VERTEX.findall(one.get("d", ""))) for one in root.iter()), default=0)
    longest = max([longest, *[len(one.get("points", "").split()) for one in root.iter()]])
    if longest > _VERTICES:
        yield Finding("figure.points", Severity.REVIEW, "figure-vertices", {"points": longest}, file.where())


def _points(root: Element) -> int:
    """The most marks of one group that is no axis and no legend."""
    most = 0
    waiting = [root]
    while waiting:
        group = waiting.pop()
        if _AXIS.match(group.get("id", "")) or _tag(group) in ("defs", "clipPath", "symbol"):
            continue
        below = list(group)
        marks = sum(1 for one in below if _tag(one) in _POINTS)
        # matplotlib wraps the marks of one series in a group of their own, several per series.
        wrapped = sum(1 for one in below if _tag(one) == "g" and any(_tag(two) in _POINTS for two in one))
        most = max(most, marks, wrapped)
        # Marks on a line that is drawn too belong to a series, not to persons.
        on_line = any(_tag(one) == "path" and _tag(group) == "g" for one in below)
        waiting += [one for one in below if not (on_line and _is_short_series(one))]
    return most


def _is_short_series(group: Element) -> bool:
    marks = sum(1 for one in group if _tag(one) == "use")
    return 0 < marks <= _SERIES


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
