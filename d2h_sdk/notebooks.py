"""Notebooks that were deleted or overwritten, back within 30 days.

The platform copies the notebooks of open workspaces every few minutes, where no code of one reaches them.
`d2h.notebooks.copies()` shows one's own and the project's; `d2h.notebooks.restore("analysis.ipynb")` lays the
newest of them into the folder `restored`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import overload

from d2h_sdk import words
from d2h_sdk.errors import UsageError
from d2h_sdk.jobs.client import client
from d2h_sdk.jobs.submitting import WORK, path_below_work
from d2h_sdk.rendering import html_table, text_table

_HEADINGS = ("notebook", "kept", "size", "there")


@dataclass(frozen=True)
class NotebookCopy:
    """`notebook`: its path below the work folder; `kept`: when it was copied."""

    id: str
    notebook: str
    kept: datetime
    bytes: int

    @property
    def is_deleted(self) -> bool:
        """Whether nothing is at its place any more."""
        return not (WORK / self.notebook).exists()

    def restore(self) -> Path:
        """A new file in `restored`, of the folder that it was in; what is there is not touched."""
        return WORK / client().restore(self.id)

    def row(self) -> tuple[str, ...]:
        there = words.say("copy-deleted" if self.is_deleted else "copy-there")
        return (
            self.notebook,
            f"{self.kept.astimezone():%Y-%m-%d %H:%M}",
            f"{-(-self.bytes >> 10)} kB",
            there,
        )


class NotebookCopies(Sequence[NotebookCopy]):
    """The newest first; shows itself as a table."""

    def __init__(self, copies: tuple[NotebookCopy, ...], *, full: bool) -> None:
        self._copies = copies
        self._full = full

    @overload
    def __getitem__(self, place: int) -> NotebookCopy: ...
    @overload
    def __getitem__(self, place: slice) -> NotebookCopies: ...
    def __getitem__(self, place: int | slice) -> NotebookCopy | NotebookCopies:
        if isinstance(place, slice):
            return NotebookCopies(self._copies[place], full=self._full)
        return self._copies[place]

    def __len__(self) -> int:
        return len(self._copies)

    @property
    def note(self) -> str:
        """What is to be known besides: that nothing new is kept, or that there is none; else empty."""
        if self._full:
            return words.say("copies-full")
        return "" if self._copies else words.say("copies-none")

    def __repr__(self) -> str:
        table = text_table(_headings(), [copy.row() for copy in self._copies]) if self._copies else ""
        return "\n".join(part for part in (table, self.note) if part)

    def _repr_html_(self) -> str:
        rows = [copy.row() for copy in self._copies]
        return html_table(words.say("copies-title"), _headings(), rows, self.note)


def copies(notebook: str | Path | None = None, *, deleted: bool = False) -> NotebookCopies:
    """Of one notebook, of those that were `deleted`, or all. Raises JobError."""
    told = client().copies()
    found = [
        NotebookCopy(copy.id, copy.notebook, datetime.fromisoformat(copy.kept), copy.bytes)
        for copy in told.copies
    ]
    if notebook is not None:
        path = path_below_work(notebook)
        found = [copy for copy in found if copy.notebook == path]
    if deleted:
        found = [copy for copy in found if copy.is_deleted]
    return NotebookCopies(tuple(found), full=told.full)


def restore(notebook: str | Path) -> Path:
    """The newest copy of the notebook of this name, back as a new file. Raises UsageError `copy-none`."""
    found = copies(notebook)
    if not found:
        raise UsageError("copy-none", path=str(notebook))
    return found[0].restore()


def _headings() -> tuple[str, ...]:
    return tuple(words.say(f"copy-column-{name}") for name in _HEADINGS)
