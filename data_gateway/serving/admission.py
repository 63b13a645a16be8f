"""How many calls and reads run at once: a project that makes many slows only itself."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from governance.refusal import Refusal


class Calls:
    """Of any kind, each of which holds a thread of the gateway."""

    def __init__(self, per_project: int) -> None:
        self._per_project = per_project
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def running(self, project: str) -> Iterator[None]:
        """Raises Refusal `gateway-busy`."""
        with self._lock:
            if self._running[project] >= self._per_project:
                raise Refusal("gateway-busy", limit=self._per_project)
            self._running[project] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[project] -= 1
                if not self._running[project]:
                    del self._running[project]


class Admission:
    """Readers past the limits wait their turn, first come first served where their project has a place.

    At most `waiting` wait at once: each holds a thread of the gateway. `of_project` has the places of
    projects that have not `per_project`.
    """

    def __init__(
        self,
        *,
        in_all: int,
        per_project: int,
        of_project: Mapping[str, int] | None = None,
        wait_seconds: float = 0,
        waiting: int = 0,
    ) -> None:
        self._in_all = in_all
        self._per_project = per_project
        self._of_project = of_project or {}
        self._wait_seconds = wait_seconds
        self._most_waiting = waiting
        self._running: Counter[str] = Counter()
        self._queue: deque[tuple[str, object]] = deque()
        self._closed = False
        self._changed = threading.Condition()

    def enter(self, project: str) -> None:
        """Raises Refusal `gateway-busy` after `wait_seconds`, or at once; otherwise `leave` must follow."""
        with self._changed:
            if self._closed:
                raise self._busy(project)
            if self._free(project) and not self._before(project, None):
                self._running[project] += 1
                return
            if len(self._queue) >= self._most_waiting:
                raise self._busy(project)
            mine = (project, object())
            self._queue.append(mine)
            end = time.monotonic() + self._wait_seconds
            try:
                while not self._free(project) or self._before(project, mine):
                    left = end - time.monotonic()
                    if left <= 0 or not self._changed.wait(left) or self._closed:
                        raise self._busy(project)
            finally:
                self._queue.remove(mine)
                self._changed.notify_all()
            self._running[project] += 1

    def leave(self, project: str) -> None:
        with self._changed:
            self._running[project] -= 1
            if not self._running[project]:
                del self._running[project]
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody enters any more, nor waits for it."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _free(self, project: str) -> bool:
        return self._running[project] < self._places(project) and self._running.total() < self._in_all

    def _before(self, project: str, mine: tuple[str, object] | None) -> bool:
        """Whether somebody who came earlier could take the place; `mine` is None for who comes now."""
        for waiting in self._queue:
            if waiting is mine:
                return False
            if self._running[waiting[0]] < self._places(waiting[0]):
                return True
        return False

    def _busy(self, project: str) -> Refusal:
        places = self._places(project)
        full = self._running[project] >= places
        return Refusal("gateway-busy", limit=places if full else self._in_all)

    def _places(self, project: str) -> int:
        return self._of_project.get(project, self._per_project)
