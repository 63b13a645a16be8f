"""Copies of notebooks that the platform keeps for a workspace."""

from __future__ import annotations

from d2h_sdk.wire.message import Message


class NotebookCopyMessage(Message):
    """`notebook`: its path below the work folder, where `project` leads to the project's; `kept`: when, in
    ISO 8601."""

    id: str
    notebook: str
    kept: str
    bytes: int


class NotebookCopiesMessage(Message):
    """The newest first; `full`: no more are kept until the oldest go."""

    copies: tuple[NotebookCopyMessage, ...]
    full: bool


class RestoredMessage(Message):
    """Where the notebook is now, as `NotebookCopyMessage` says it."""

    notebook: str
