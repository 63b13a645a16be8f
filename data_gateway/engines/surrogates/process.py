"""The gateway's end: starts the process for one worker, with which it ends."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

from data_gateway.engines.surrogates.messages import MakerOpening

PROGRAM = "data_gateway.engines.surrogates"
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}  # nothing of the gateway's


def start_maker(worker: socket.socket, opening: MakerOpening) -> None:
    """For the worker at the other end of `worker`. Raises OSError."""
    process = subprocess.Popen(  # noqa: S603 our own module
        [sys.executable, "-I", "-m", PROGRAM, str(worker.fileno())],
        pass_fds=(worker.fileno(),),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    told = opening.model_dump_json().encode()
    # It loads its program before it reads.
    threading.Thread(target=process.communicate, args=(told,), daemon=True).start()
