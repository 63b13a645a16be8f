"""A file that was just added to a request."""

from __future__ import annotations

from collections.abc import Sequence

from d2h_sdk import words
from d2h_sdk.rendering import html_note
from d2h_sdk.wire import OutputFileMessage


class AddedFile:
    """What was just added, shown as it will leave."""

    def __init__(self, file: OutputFileMessage, content: bytes, left_out: Sequence[str] = ()) -> None:
        self.file = file
        self._content = content
        self._left_out = left_out

    def without(self, parts: Sequence[str]) -> AddedFile:
        """Tells also which parts of a picture were not added."""
        return AddedFile(self.file, self._content, parts)

    def __repr__(self) -> str:
        added = words.say("file-added", name=self.file.name, kilobytes=f"{self.file.size / 1000:.1f}")
        if not self._left_out:
            return added
        return f"{added} {words.say('picture-stripped', parts=', '.join(self._left_out))}"

    def _repr_html_(self) -> str:
        return html_note(f"✓ {self!r}", "good")

    def _repr_png_(self) -> bytes | None:
        return self._content if self.file.name.endswith(".png") else None
