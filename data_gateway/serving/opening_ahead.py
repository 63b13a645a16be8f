"""Permits opened before anybody reads: when they are signed, and anew when what they open has changed."""

from __future__ import annotations

import logging
import threading
import weakref
from datetime import date

from data_gateway.engines.open_permits import Key, OpenPermits
from data_gateway.permits.store import PermitStore, SignedPermit
from governance.refusal import Refusal

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds
# Of the places for open permits, those that permits which nobody has read with yet may take.
SHARE = 4


class OpeningAhead:
    """Looks every few seconds, in a thread that ends with this object.

    Each state of a permit is opened once: one whose place another project took is not fought for.
    """

    def __init__(self, permits: PermitStore, opened: OpenPermits, places: int) -> None:
        self._permits = permits
        self._opened = opened
        self._unread = max(1, places // SHARE)
        self._done: set[Key] = set()
        self._as_of: tuple[int, date] | None = None
        self._found: dict[str, SignedPermit] = {}
        threading.Thread(target=_look_again, args=(weakref.ref(self),), daemon=True).start()

    def look(self) -> None:
        """In the order of their use, that it stays the same; then what was never read, the newest first."""
        valid = self._valid()
        self._opened.keep_only(valid)
        known = self._opened.known()
        unread = sorted(valid.keys() - set(known), key=self._permits.signed_at, reverse=True)
        seen: set[Key] = set()
        for digest in [*known, *unread[: max(0, self._unread - len(known))]]:
            if digest not in valid:
                continue
            try:
                state = self._opened.state(valid[digest])
            except Refusal:
                continue  # told to who reads
            if state not in self._done:
                self._opened.open_ahead(valid[digest])
            seen.add(state)
        self._done = seen

    def _valid(self) -> dict[str, SignedPermit]:
        """By digest, read anew when one came or went, or the day has turned."""
        as_of = (self._permits.changed_at, date.today())
        if as_of != self._as_of:
            self._found = {
                permit.digest: permit
                for permit in self._permits.all()
                if permit.document.valid_from <= as_of[1] <= permit.document.valid_until
            }
            self._as_of = as_of
        return self._found


def _look_again(looking: weakref.ref[OpeningAhead]) -> None:
    pause = threading.Event()
    while True:
        ahead = looking()
        if ahead is None:
            return
        try:
            ahead.look()
        except Exception as fault:  # its text may quote data
            log.error("no permit is opened ahead: %s", type(fault).__name__)
        del ahead
        pause.wait(EVERY)
