"""Whether the files of a data set are still what was loaded.

Parquet as engines write it has no sums of its own: one bit that a disk loses is another value, or another
patient's row, and nobody is told.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from pathlib import Path

from data_gateway.catalogue.dataset import Dataset

State = tuple[str, int, int, int]


def sum_of(path: Path) -> str:
    """SHA-256, hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class FileSums:
    """Reads each file once, and again when it is another one by then; any thread may ask."""

    def __init__(self) -> None:
        self._sums: dict[State, str] = {}
        self._reading: defaultdict[State, threading.Lock] = defaultdict(threading.Lock)

    def damaged(self, dataset: Dataset) -> frozenset[str]:
        """The tables that are no longer what was loaded. A version from before sums were kept has none."""
        return frozenset(
            name
            for name, table in dataset.tables.items()
            for file, expected in zip(dataset.paths(name), table.sums, strict=False)
            if self._sum(Path(file)) != expected
        )

    def _sum(self, path: Path) -> str:
        try:
            state = _state(path)
            with self._reading[state]:
                if state not in self._sums:
                    self._sums[state] = sum_of(path)
                return self._sums[state]
        except OSError:
            return ""


def _state(path: Path) -> State:
    told = path.stat()
    return str(path), told.st_ino, told.st_size, told.st_ctime_ns
