"""Ports for servers that tests start: never the same twice in a run, none that another test process takes."""

from __future__ import annotations

import os
from itertools import count

from launcher.free_port import is_free

# Between the ports of installations under test and those the system lends to whoever asks for any.
_FIRST, _OF_A_PROCESS = 26_100, 2_000
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_asked = count(os.getpid() % _OF_A_PROCESS)


def free_port() -> int:
    """A server may start on it long after: nobody else is told of it meanwhile."""
    for _ in range(_OF_A_PROCESS):
        port = _FIRST + _process * _OF_A_PROCESS + next(_asked) % _OF_A_PROCESS
        if is_free(port):
            return port
    raise RuntimeError("no free port is left")
