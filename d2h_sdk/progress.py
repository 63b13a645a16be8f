"""Rows so far, per site, on one line that notebooks and terminals both show well."""

from __future__ import annotations

import sys
import threading
from typing import Any

from tqdm import tqdm

from d2h_sdk import words

QUIET_FOR = 0.7  # seconds; a quick read draws nothing


class Progress:
    """Counts rows from several threads; use as a context manager."""

    def __init__(self, table: str, show: bool | None = None) -> None:
        wanted = _someone_watches() if show is None else show
        self._rows: dict[str, int] = {}
        self._lock = threading.Lock()
        self._bar: Any = tqdm(
            desc=table,
            unit=f" {words.say('rows')}",
            unit_scale=True,
            disable=not wanted,
            delay=0 if show else QUIET_FOR,
            bar_format="{desc}: {n_fmt}{unit} [{elapsed}, {rate_fmt}]{postfix}",
        )

    def add(self, site: str, rows: int) -> None:
        with self._lock:
            self._rows[site] = self._rows.get(site, 0) + rows
            self._bar.set_postfix_str(" · ".join(f"{s} {n:,}" for s, n in self._rows.items()), refresh=False)
            self._bar.update(rows)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()


def _someone_watches() -> bool:
    return "ipykernel" in sys.modules or sys.stderr.isatty()
