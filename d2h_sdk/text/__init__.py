"""What matters in a letter: `d2h.text.highlight(letter)` in a notebook, `.as_dict()` for many letters."""

from __future__ import annotations

from d2h_sdk.text.highlighting import highlight
from d2h_sdk.text.letter import HighlightedLetter
from d2h_sdk.text.marks import Kind, Mark

__all__ = ["HighlightedLetter", "Kind", "Mark", "highlight"]
