"""Walls of the operating system around a worker, for the day when the engine's own do not hold.

A worker caps its memory and the size of its files, leaves the network, and keeps of the file system only what
its permit reads. None of it can be undone from inside. Called through the C library: Python has no names for
these calls. Landlock: Linux 5.13 and later, https://docs.kernel.org/userspace-api/landlock.html.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

log = logging.getLogger(__name__)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
# The same numbers on every architecture of Linux.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH, _RULE_PORT = 1, 2
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_REG, _TRUNCATE = 1 << 5, 1 << 8, 1 << 14
_RIGHTS_OF_ABI = {1: 13, 2: 14, 3: 15, 4: 15}  # how many file rights each version knows
_RIGHTS_NEWEST = 16
_NETWORK_SINCE, _NETWORK_RIGHTS, _CONNECT = 4, 0b11, 0b10  # bind and connect TCP
_SCOPES_SINCE, _SCOPES = 6, 0b11  # abstract Unix sockets and signals
_libc = ctypes.CDLL(None, use_errno=True)


def cap(*, memory: int, file_size: int) -> None:
    """`memory`: bytes of data the process may hold in all; `file_size`: of any file it writes."""
    for limit, value in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def leave_network() -> bool:
    """Into a network namespace with nothing in it, not even loopback; False where the system forbids it.

    Must run before any thread starts.
    """
    result: int = _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    return result == 0


def keep_only(*, readable: Iterable[Path], writable: Path | None = None, ports: Iterable[int] = ()) -> bool:
    """Of all files, read those in `readable` (files, or folders whole) and use `writable` as one pleases;
    of the network, where a worker is still in it, connect to `ports` of TCP.

    False where the kernel has no Landlock. Raises OSError when it has, and refuses.
    """
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    abi = _libc.syscall(_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return False
    rights = (1 << _RIGHTS_OF_ABI.get(abi, _RIGHTS_NEWEST)) - 1
    attributes = [
        rights,
        _NETWORK_RIGHTS if abi >= _NETWORK_SINCE else 0,
        _SCOPES if abi >= _SCOPES_SINCE else 0,
    ]
    handled = struct.pack("=QQQ", *attributes)
    ruleset = _must(
        _libc.syscall(
            _CREATE_RULESET,
            handled,
            len(handled) if abi >= _SCOPES_SINCE else 16 if abi >= _NETWORK_SINCE else 8,
            0,
        )
    )
    use = _READ_FILE | _WRITE_FILE | _READ_DIR | _REMOVE_FILE | _MAKE_REG | _TRUNCATE
    if writable:
        _allow(ruleset, writable, use & rights)
    for path in readable:
        _allow(ruleset, path, _READ_FILE | _READ_DIR | _EXECUTE if path.is_dir() else _READ_FILE | _EXECUTE)
    if abi >= _NETWORK_SINCE:
        for port in ports:
            rule = struct.pack("=QQ", _CONNECT, port)
            _must(_libc.syscall(_ADD_RULE, ruleset, _RULE_PORT, rule, 0))
    _must(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    return True


def walls_stand() -> bool:
    """Whether this system gives a process all of them: tried on a child, since they never come down again.

    Raises OSError when none can be started.
    """
    tried = subprocess.run(
        [sys.executable, "-I", "-m", "data_gateway.engines.worker.confinement"],
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode == 0


def _allow(ruleset: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, place)
    _must(_libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0))
    os.close(place)


def _must(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


if __name__ == "__main__":
    sys.exit(0 if leave_network() and keep_only(readable=[], writable=Path.cwd()) else 1)
