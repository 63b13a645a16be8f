"""Terminals on the researcher's side: the server holds the near end of each, and starts no shell itself."""

from __future__ import annotations

import codecs
import os
import signal
from collections import deque
from typing import Any

from jupyter_server_terminals.terminalmanager import TerminalManager
from ptyprocess import PtyProcessUnicode
from terminado.management import PtyWithClients

from d2h_server.remote import RemoteProcess

_SIZE = (25, 80)


class RemoteTerminal(PtyProcessUnicode):  # type: ignore[misc]  # ptyprocess has no types
    """The near end, and the process that is not this side's child."""

    def __init__(self, argv: list[str], env: dict[str, str], cwd: str) -> None:
        self._process = RemoteProcess(argv, env=env, cwd=cwd, size=_SIZE)
        super().__init__(self._process.pid, self._process.terminal)
        self.closed: bool
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def isalive(self) -> bool:
        return self._process.poll() is None

    def kill(self, sig: int) -> None:
        self._process.send_signal(sig)

    def close(self, force: bool = True) -> None:
        if not self.closed:
            self.fileobj.close()
            self._process.send_signal(signal.SIGHUP)
            self.fd, self.closed = -1, True


class RemoteTerminalWithClients(PtyWithClients):
    def __init__(self, argv: list[str], env: dict[str, str], cwd: str) -> None:
        self.clients: list[Any] = []
        self.read_buffer: deque[str] = deque(maxlen=1000)
        self.ptyproc = RemoteTerminal(argv, env, cwd)

    def killpg(self, sig: int = signal.SIGTERM) -> None:
        self.ptyproc.kill(sig)


class ResearcherTerminals(TerminalManager):
    def new_terminal(self, **kwargs: Any) -> PtyWithClients:
        environment = {"TERM": "xterm-256color", "JUPYTER_SERVER_ROOT": os.environ["HOME"] + "/work"}
        cwd = str(kwargs.get("cwd") or environment["JUPYTER_SERVER_ROOT"])
        return RemoteTerminalWithClients(list(self.shell_command), environment, cwd)
