"""What PostgreSQL says went wrong, as a code: its own words may quote a value."""

from __future__ import annotations

import logging

from governance.refusal import Refusal

log = logging.getLogger(__name__)
_AWAY = ("08", "57P", "53300", "XX000")  # connection lost, shutting down, no connection left, broken
_TOO_LARGE = ("53", "54")
_REFUSED = ("28", "42501", "3D000")  # login, privilege, data base
_CHANGED = ("42P01", "42703", "42883", "3F000")
_CANCELLED = "57014"


def refusal(fault: Exception, dataset: str, seconds: float) -> Refusal:
    """`seconds`: how long one statement may take."""
    state = getattr(fault, "sqlstate", None) or ""
    if state == _CANCELLED:
        return Refusal("query-too-long", seconds=round(seconds))
    # Without a state it is libpq that speaks: nobody answers at the other end.
    if not state or state.startswith(_AWAY):
        return Refusal("source-away", dataset=dataset)
    log.error("PostgreSQL failed with SQLSTATE %s", state)
    if state.startswith(_REFUSED):
        return Refusal("source-refused", dataset=dataset)
    if state.startswith(_CHANGED):
        return Refusal("source-changed", dataset=dataset, table="–")
    return Refusal("query-too-large") if state.startswith(_TOO_LARGE) else Refusal("gateway-fault")
