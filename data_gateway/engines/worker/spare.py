"""A worker that has loaded its program before anybody needs it: that takes longer than all else of a first
answer."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from pathlib import Path

from data_gateway.engines.worker.process import Worker

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds in which who took one has the processors for herself


class SpareWorkers:
    """At most one waits, which knows of no permit yet. Every worker has a folder of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._spare: Worker | None = None
        self._closed = False

    def keep_one(self) -> None:
        """From now on one is there, but for a pause after each that is taken."""
        try:
            with self._lock:
                if self._spare is None and not self._closed:
                    self._spare = self._started()
        except OSError as fault:
            log.error("no worker can be started ahead: %s", type(fault).__name__)

    def taken(self) -> Worker:
        """The spare one where it is there, else one that begins to load its program now."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is None:
            return self._started()
        later = threading.Timer(PAUSE, self.keep_one)
        later.daemon = True
        later.start()
        if spare.alive:
            return spare
        spare.end()
        return self._started()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            spare, self._spare = self._spare, None
        if spare is not None:
            spare.end()

    def _started(self) -> Worker:
        return started(self._folder)


def started(folder: Path, *, connected: bool = False) -> Worker:
    """A worker with a new folder of its own in `folder`, see `Worker`."""
    place = Path(tempfile.mkdtemp(prefix="permit-", dir=folder))
    try:
        return Worker(place, connected=connected)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
