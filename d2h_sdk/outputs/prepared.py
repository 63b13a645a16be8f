"""A file made ready in the workspace for the airlock: its bytes, and what is claimed about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from d2h_sdk.errors import UsageError
from d2h_sdk.wire import Evidence


@dataclass(frozen=True)
class PreparedFile:
    """`supports` names the output file that a supporting file stands behind; None for an output file."""

    name: str
    content: bytes
    evidence: Evidence
    supports: str | None = None


def file_name(name: str, suffix: str) -> str:
    """`name` with `suffix`, which it may already have. Raises UsageError `name-suffix` for another one."""
    given = PurePath(name).suffix.lower()
    if given and given != suffix and given[1:].isalpha():
        raise UsageError("name-suffix", name=name, suffix=suffix)
    return name if given == suffix else name + suffix
