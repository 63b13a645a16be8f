"""A program on the researcher's side: the part of `subprocess.Popen` that Jupyter uses."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

ADDRESS = "/run/d2h/kernels/launcher.sock"
_ANSWER_SECONDS = 10.0
_AGAIN_SECONDS = 0.05
_LONGEST_ANSWER = 1 << 16
# As a shell tells it of a program that was killed: the other side went away with it.
_LOST = -signal.SIGKILL


class RemoteProcess:
    """Runs while its connection stands. `terminal` is its pty's other end where a `size` was asked for."""

    stdin = stdout = stderr = None

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str,
        files: Mapping[str, str] | None = None,
        size: tuple[int, int] | None = None,
        address: str = ADDRESS,
    ) -> None:
        """Starts it there; `files` (path -> text) are written before. Raises OSError."""
        self.returncode: int | None = None
        self._said = b""
        self._connection = _connect(address)
        asked = {"argv": list(argv), "env": dict(env), "cwd": cwd, "files": dict(files or {}), "size": size}
        try:
            self._connection.sendall(json.dumps(asked).encode() + b"\n")
            answer, descriptors = self._answer()
        except OSError:
            self._connection.close()
            raise
        if "pid" not in answer or bool(size) != (len(descriptors) == 1):
            for descriptor in descriptors:
                os.close(descriptor)
            self._connection.close()
            raise OSError(str(answer.get("fault", "no program was started"))[:500])
        self.pid = int(answer["pid"])
        self.terminal = descriptors[0] if descriptors else None
        self._connection.setblocking(False)

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                try:
                    piece = self._connection.recv(_LONGEST_ANSWER)
                except ConnectionError:
                    piece = b""
                self._said += piece
                if not piece or b"\n" in self._said:
                    self.returncode = _code(self._said)
                    self._connection.close()
        return self.returncode

    def wait(self) -> int:
        while (code := self.poll()) is None:
            time.sleep(_AGAIN_SECONDS)
        return code

    def send_signal(self, signum: int) -> None:
        """To the whole process group."""
        if self.poll() is None:
            with suppress(OSError):
                self._connection.sendall(json.dumps({"signal": int(signum)}).encode() + b"\n")

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _answer(self) -> tuple[dict[str, Any], list[int]]:
        said, descriptors = b"", []
        while b"\n" not in said and len(said) < _LONGEST_ANSWER:
            piece, given, _, _ = socket.recv_fds(self._connection, _LONGEST_ANSWER, 1)
            descriptors += given
            if not piece:
                raise ConnectionError("the researcher's side went away")
            said += piece
        line, _, self._said = said.partition(b"\n")
        answer = json.loads(line)
        return (answer if isinstance(answer, dict) else {}), descriptors


def _connect(address: str) -> socket.socket:
    """Its container may be starting still."""
    end = time.monotonic() + _ANSWER_SECONDS
    while True:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(address)
            return connection
        except OSError:
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(_AGAIN_SECONDS)


def _code(said: bytes) -> int:
    try:
        return int(json.loads(said.partition(b"\n")[0])["ended"])
    except (ValueError, KeyError, TypeError):
        return _LOST
