"""An anchor that follows its trail some milliseconds behind, so that nobody waits for the disk twice.

What a power cut leaves is a trail longer than its anchor knows, which holds.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.audit.anchor import advance_mark
from governance.audit.chain import Mark


class FollowingAnchor:
    """Moves the anchor of one trail; of marks that come while it writes the last one counts."""

    def __init__(self) -> None:
        # Not a daemon: what was begun is written before the process ends.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="anchor")
        self._lock = threading.Lock()
        self._waiting: Mark | None = None
        self._fault: OSError | None = None

    def advance(self, path: Path, mark: Mark, key: Ed25519PrivateKey) -> None:
        """Soon. Raises the OSError that kept the one before from being written, and tries anew."""
        with self._lock:
            idle, fault, self._fault = self._waiting is None, self._fault, None
            if self._waiting is None or self._waiting.sequence < mark.sequence:
                self._waiting = mark
        if idle:
            self._thread.submit(self._write, path, key)
        if fault is not None:
            raise fault

    def _write(self, path: Path, key: Ed25519PrivateKey) -> None:
        with self._lock:
            mark, self._waiting = self._waiting, None
        try:
            if mark is not None:
                advance_mark(path, mark, key)
        except OSError as fault:
            with self._lock:
                self._fault = fault

    def settle(self) -> None:
        """Waits until what was told before is written."""
        self._thread.submit(int).result()

    def close(self) -> None:
        """No more marks. Waits until all is written."""
        self._thread.shutdown()
