"""The processes that answer at an address: one, or several that share it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.web.logins import Logins, kept_for_others, logins_kept_at
from governance.words import governance_words, preferred_language

_USUAL: Mapping[str, Any] = {
    "http": "h11",
    "ws": "none",
    "timeout_graceful_shutdown": 5,
    "proxy_headers": False,
    "server_header": False,
    "access_log": False,  # addresses hold what people look for
    "log_config": None,
}
_SILENT_SECONDS = 120  # after which a process that says nothing is killed: starting one takes its time


def serve(make: Callable[[], FastAPI], **listening: Any) -> int:
    """The process's exit status; 1, with a line that says why, where `make` raises Refusal. `listening`:
    uvicorn's settings."""
    log_as_json()
    app = _made(make)
    if app is None:
        return 1
    uvicorn.run(app, **_USUAL, **listening)
    return 0


def serve_together(make: Callable[[Logins], FastAPI], processes: int, **listening: Any) -> int:
    """As `serve`, by so many processes, which `make` an application each, and logins that this one keeps. One
    that ends is started again; all end with this one. `make` is sent to them: a function of a module."""
    log_as_json()
    keeper = kept_for_others()
    Thread(target=keeper.serve_forever, name="logins", daemon=True).start()
    config = uvicorn.Config(
        _Shared(make, str(keeper.address)),
        factory=True,
        workers=processes,
        timeout_worker_healthcheck=_SILENT_SECONDS,
        **_USUAL,
        **listening,
    )
    together = Multiprocess(config, [config.bind_socket()])
    together.run()
    return int(any(one.exitcode == STARTUP_FAILURE for one in together.processes))


@dataclass(frozen=True)
class _Shared:
    """Makes the application, in each of several processes."""

    make: Callable[[Logins], FastAPI]
    logins: str

    def __call__(self) -> FastAPI:
        log_as_json()
        Thread(target=_end_with_parent, name="parent", daemon=True).start()
        app = _made(lambda: self.make(logins_kept_at(self.logins)))
        if app is None:
            sys.exit(STARTUP_FAILURE)
        return app


def _made(make: Callable[[], FastAPI]) -> FastAPI | None:
    try:
        app = make()
    except Refusal as refusal:
        print(governance_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return None
    # What has been loaded stays for good: no collection of an answer's garbage need look at it again.
    gc.collect()
    gc.freeze()
    return app


def _end_with_parent() -> None:
    """One that was killed ends none of its children, and nobody else would end them."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
