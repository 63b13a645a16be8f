"""What the worker does beside requests: letters go out, old and unfinished files go, imports are laid out."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from output_checking.airlock import Airlock
from output_checking.use_cases.bring_in import publish_accepted
from output_checking.use_cases.deliver import deliver
from output_checking.use_cases.forget import forget_files
from output_checking.use_cases.tell import remind, remind_of_ends, tell_of_audits, tell_of_jobs

_LOG = logging.getLogger("output_checking.housekeeping")
_BETWEEN = timedelta(hours=1)
_UNFINISHED_FOR = timedelta(hours=1)  # nobody who lives writes a file so slowly


class Housekeeping:
    """In a thread of its own: a mail server that hangs keeps no request waiting."""

    def __init__(self, airlock: Airlock) -> None:
        self._airlock = airlock
        self._next = datetime.min.replace(tzinfo=UTC)

    def run(self, stop: threading.Event, poll_seconds: float) -> None:
        while not stop.is_set():
            try:
                self.turn(datetime.now(UTC))
            except Exception:
                _LOG.exception("housekeeping failed, and is tried again")
            stop.wait(poll_seconds)

    def turn(self, now: datetime) -> None:
        if now >= self._next:
            self._next = now + _BETWEEN
            remind(self._airlock, now)
            remind_of_ends(self._airlock, now)
            tell_of_audits(self._airlock, now)
            publish_accepted(self._airlock)
            for request in forget_files(self._airlock, now):
                _LOG.info("files of request %s deleted", request)
            for store in (self._airlock.files, self._airlock.tables, self._airlock.imports):
                if removed := store.remove_unfinished(now - _UNFINISHED_FOR):
                    _LOG.info("%d files removed that a killed program had begun", removed)
        tell_of_jobs(self._airlock, now)
        deliver(self._airlock, now)
