"""A letter with its marks, as a page of a notebook and as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from d2h_sdk.text.marks import Kind, Mark
from d2h_sdk.text.qualifiers import Scope
from d2h_sdk.words import say

_COLOURS = {
    Kind.PROBLEM: "#fde2e4",
    Kind.DRUG: "#dbeafe",
    Kind.ALLERGY: "#fecaca",
    Kind.RESULT: "#e5e7eb",
    Kind.FOLLOW_UP: "#fde68a",
    Kind.DATE: "#ede9fe",
}
_PAGE = "white-space:pre-wrap;line-height:1.75;border:1px solid #d4d4d8;padding:1em"
_ENDS = re.compile(r"[.;!?]\s|\n")
_REACH = 200
_SHOWN = 100_000
"""Characters that a page shows: a hostile letter of a million would make forty megabytes of markup."""
_QUALITIES = ("negated", "suspected", "family", "past")


@dataclass(frozen=True)
class HighlightedLetter:
    """`marks` in the order of the letter; `scopes` say which characters are negated, suspected and so on."""

    text: str
    marks: tuple[Mark, ...]
    scopes: tuple[Scope, ...]

    def of(self, kind: Kind | str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == kind]

    @property
    def time_line(self) -> list[tuple[str, str]]:
        """Each day of the letter with the sentence it stands in, the earliest first."""
        return self._days(len(self.text))

    def _days(self, end: int) -> list[tuple[str, str]]:
        """Those that stand before `end`."""
        found = [mark for mark in self.of(Kind.DATE) if mark.end <= end]
        return sorted((mark.details["day"], self._sentence(mark)) for mark in found)

    def _sentence(self, mark: Mark) -> str:
        before = self.text[max(0, mark.start - _REACH) : mark.start]
        after = self.text[mark.end : mark.end + _REACH]
        return f"{_ENDS.split(before)[-1]}{mark.text}{_ENDS.split(after, maxsplit=1)[0]}".strip()

    def as_dict(self) -> dict[str, Any]:
        """For many letters: marks, scopes and the time line, as JSON can hold them."""
        return {
            "marks": [mark.as_dict() for mark in self.marks],
            "scopes": [
                {"start": scope.start, "end": scope.end, "quality": scope.quality} for scope in self.scopes
            ],
            "time_line": [{"day": day, "sentence": sentence} for day, sentence in self.time_line],
        }

    def to_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False)

    def _repr_html_(self) -> str:
        """Every text is escaped: a letter never becomes markup."""
        legend = " ".join(
            f'<span style="background:{colour};color:#111;padding:.1em .45em;border-radius:3px">'
            f"{escape(say(f'text-{kind.value}'))}</span>"
            for kind, colour in _COLOURS.items()
        )
        days = "".join(
            f"<li><b>{escape(day)}</b> {escape(sentence)}</li>" for day, sentence in self._days(_SHOWN)
        )
        line = (
            f"<details><summary>{escape(say('text-time-line'))}</summary><ul>{days}</ul></details>"
            if days
            else ""
        )
        cut = escape(say("text-page-cut", shown=_SHOWN)) if len(self.text) > _SHOWN else ""
        return (
            f'<div style="max-width:60em"><p>{legend}</p>'
            f'<div style="{_PAGE}">{self._marked()}</div><p>{cut}</p>'
            f'{line}<p style="opacity:.75">{escape(say("text-helps"))}</p></div>'
        )

    def _marked(self) -> str:
        parts, at = [], 0
        for mark in self.marks:
            if mark.start < at or mark.end > _SHOWN:
                continue
            parts += [escape(self.text[at : mark.start]), _marked(mark)]
            at = mark.end
        return "".join([*parts, escape(self.text[at:_SHOWN])])


def _marked(mark: Mark) -> str:
    qualities = [say(f"text-{quality}") for quality in _QUALITIES if getattr(mark, quality)]
    told = [f"{mark.system} {mark.code}"] if mark.code else []
    told += [say(f"text-{mark.details[key]}") for key in ("change", "abnormal") if key in mark.details]
    told += [mark.details[key] for key in ("dose", "limits") if key in mark.details] + qualities
    abnormal = "abnormal" in mark.details
    style = f"background:{_COLOURS[mark.kind]};color:#111;padding:.05em .2em;border-radius:3px"
    style += ";text-decoration:line-through" if mark.negated else ""
    style += ";border-bottom:2px dashed #92400e" if mark.suspected else ""
    style += ";font-weight:700;border-bottom:2px solid #b91c1c" if abnormal else ""
    # Paler, it would be harder to read on a dark page.
    style += ";font-style:italic;border-left:3px double #52525b" if mark.family or mark.past else ""
    note = f'<sub style="opacity:.8">&nbsp;{escape(" · ".join(told))}</sub>' if told else ""
    return f'<mark style="{style}" title="{escape(" · ".join(told))}">{escape(mark.text)}</mark>{note}'
