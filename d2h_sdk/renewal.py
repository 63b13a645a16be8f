"""Keeps access while batches come: a site cuts off a stream whose reader shows no new token in time."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType

from d2h_sdk.connection import Connection
from d2h_sdk.errors import D2HError

EVERY = 2.0  # seconds; shorter than what is left of a token when the next one is asked for


class Renewal:
    """While open, shows each new token to the sites. What fails here shows in the stream itself."""

    def __init__(self, connection: Connection, sites: Iterable[str]) -> None:
        self._connection = connection
        self._sites = tuple(sites)
        self._over = threading.Event()

    def __enter__(self) -> Renewal:
        threading.Thread(target=self._run, daemon=True, name="d2h-renewal").start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def _run(self) -> None:
        shown = ""
        while not self._over.wait(EVERY):
            with suppress(D2HError):
                token = self._connection.session.access.current()
                if token != shown:
                    for site in self._sites:
                        with suppress(D2HError):
                            self._connection.gateway(site).renew()
                    shown = token
