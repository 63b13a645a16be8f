"""How many reads run at once: a project that opens many streams slows only itself."""

from __future__ import annotations

import threading
from collections import Counter

from governance.refusal import Refusal


class Admission:
    def __init__(self, *, in_all: int, per_project: int) -> None:
        self._in_all = in_all
        self._per_project = per_project
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, project: str) -> None:
        """Raises Refusal `gateway-busy`; otherwise `leave` must follow."""
        with self._lock:
            if self._running[project] >= self._per_project:
                raise Refusal("gateway-busy", limit=self._per_project)
            if self._running.total() >= self._in_all:
                raise Refusal("gateway-busy", limit=self._in_all)
            self._running[project] += 1

    def leave(self, project: str) -> None:
        with self._lock:
            self._running[project] -= 1
            if not self._running[project]:
                del self._running[project]
