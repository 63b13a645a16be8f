"""A token is good for the connection that it was first shown on: on another one it is a copy.

A workspace asks for tokens of its own, one program each, and has a connection of its own to a gateway. So
a gateway can tell a token shown again from elsewhere, also within one workspace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from governance.access.token import AccessClaims
from governance.refusal import Refusal


class ShownTokens:
    """Those that still live; a gateway that is started anew knows of none."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._shown: dict[str, tuple[str, datetime]] = {}
        self._lock = threading.Lock()

    def accept(self, claims: AccessClaims, connection: str) -> None:
        """`connection`: anything that tells it from all others. Raises Refusal `access-replayed`."""
        with self._lock:
            now = self._now()
            self._shown = {known: shown for known, shown in self._shown.items() if shown[1] > now}
            first, _ = self._shown.setdefault(claims.token_id, (connection, claims.expires))
        if first != connection:
            raise Refusal("access-replayed")
