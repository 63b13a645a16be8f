"""Starts kernels and terminals for the server of the other container. Standard library only.

One connection is one program. The server asks `{"argv", "env", "cwd", "files", "size"}`, is answered
`{"pid"}` or `{"fault"}`, sends `{"signal"}` as often as it likes, and is told `{"ended"}`. With a `size`
(rows and columns) the program gets a terminal, whose other end travels with the answer. A connection that
closes ends its program.
"""

from __future__ import annotations

import array
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import termios
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

ADDRESS = Path("/run/d2h/kernels/launcher.sock")
# Where memory ends, a kernel goes before the process that could start it again.
_FIRST_TO_GO = "500"


def main() -> None:
    ADDRESS.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(ADDRESS))
        listener.listen()
        while True:
            connection, _ = listener.accept()
            try:
                threading.Thread(target=_serve, args=(connection,), daemon=True).start()
            except RuntimeError:  # her processes leave no room for another; those that run go on
                connection.close()


def _serve(connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as lines:
        try:
            process, terminal = _start(json.loads(lines.readline()))
        except (OSError, ValueError, KeyError) as fault:
            _say(connection, {"fault": f"{type(fault).__name__}: {fault}"})
            return
        _say(connection, {"pid": process.pid}, terminal)
        with suppress(RuntimeError):  # no room for the thread that would tell its end: it ends at once
            threading.Thread(target=_tell_end, args=(process, connection), daemon=True).start()
            for line in lines:
                with suppress(OSError, ValueError, KeyError):
                    os.killpg(process.pid, int(json.loads(line)["signal"]))
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _start(asked: dict[str, Any]) -> tuple[subprocess.Popen[bytes], int | None]:
    for name, text in asked["files"].items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    environment = {**os.environ, **asked["env"]}
    if not asked["size"]:
        process = subprocess.Popen(  # noqa: S603 - what it is for
            asked["argv"],
            env=environment,
            cwd=asked["cwd"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        terminal = None
    else:
        terminal, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", *asked["size"], 0, 0))
        try:
            process = subprocess.Popen(  # noqa: S603
                ["/usr/bin/setsid", "--ctty", *asked["argv"]],
                env=environment,
                cwd=asked["cwd"],
                stdin=inner,
                stdout=inner,
                stderr=inner,
            )
        except OSError:
            os.close(terminal)
            raise
        finally:
            os.close(inner)
    with suppress(OSError):
        Path(f"/proc/{process.pid}/oom_score_adj").write_text(_FIRST_TO_GO)
    return process, terminal


def _say(connection: socket.socket, answer: dict[str, Any], descriptor: int | None = None) -> None:
    line = json.dumps(answer).encode() + b"\n"
    with suppress(OSError):
        if descriptor is None:
            connection.sendall(line)
        else:
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))
            connection.sendmsg([line], [rights])
    if descriptor is not None:
        os.close(descriptor)


def _tell_end(process: subprocess.Popen[bytes], connection: socket.socket) -> None:
    code = process.wait()
    _say(connection, {"ended": code})
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
