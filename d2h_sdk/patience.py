"""Questions that change nothing are asked again while a service, or the relay to it, starts anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from d2h_sdk.errors import D2HError

PAUSES = (0.3, 1.0)  # seconds before the second and third attempts
Answer = TypeVar("Answer")


def patiently(ask: Callable[[], Answer], may_pass: Callable[[D2HError], bool]) -> Answer:
    """What `ask` answers at the first attempt that succeeds; raises what the last one raises, or the first
    error of which `may_pass` says no."""
    for pause in PAUSES:
        try:
            return ask()
        except D2HError as error:
            if not may_pass(error):
                raise
        time.sleep(pause)
    return ask()
