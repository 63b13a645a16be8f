"""Files that were being written when their writer was killed: nothing else knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def remove_unfinished(found: Iterable[Path], before: datetime) -> int:
    """Removes those of `found` that nobody has written to since `before`, and tells how many."""
    removed = 0
    for path in found:
        try:
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:  # its writer put it in its place meanwhile
            continue
    return removed
