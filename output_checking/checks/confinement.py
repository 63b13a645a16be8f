"""What a reading process may not do, whatever a file makes it do: no network, no program, little of the rest.

A seccomp filter needs no privilege and holds in every container; it cannot be taken off again.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct

from output_checking.profile import Reader

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000  # a second numbering of the same calls on x86_64
# By machine: its mark in the filter's data, and the numbers of socket, socketpair, connect, execve, execveat,
# ptrace, process_vm_readv, process_vm_writev and io_uring_setup (which opens sockets by itself).
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 42, 59, 322, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 221, 281, 117, 270, 271, 425)),
}

_STARTING = frozenset((3, 4))  # execve and execveat


class Unconfined(Exception):  # noqa: N818 - the reader stops, and its file is blocked
    """The kernel refused the filter: nothing hostile is read then."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def confine(reader: Reader) -> None:
    """Hard limits that the file's content cannot lift. Raises Unconfined on an unknown machine or kernel."""
    _limit(reader)
    _refuse_calls()


def confine_program(reader: Reader) -> None:
    """The same for a program about to be started: it may start others, which inherit all of this."""
    _limit(reader)
    _refuse_calls(but=_STARTING)


def _limit(reader: Reader) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (reader.memory_bytes, reader.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (reader.seconds, reader.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_calls(but: frozenset[int] = frozenset()) -> None:
    """`but`: places in the list of calls."""
    machine = platform.machine()
    if machine not in _CALLS:
        raise Unconfined(machine)
    mark, calls = _CALLS[machine]
    code = _filter(mark, tuple(call for at, call in enumerate(calls) if at not in but))
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(kept, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0
    ):
        raise Unconfined(os.strerror(ctypes.get_errno()))


def _filter(mark: int, calls: tuple[int, ...]) -> bytes:
    """Classic BPF: another machine's numbering, x32 and the listed calls are refused, all else allowed."""
    end = len(calls) + 5  # where the refusal stands
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 0, end - 2, mark), (_LOAD, 0, 0, 0), (_AT_LEAST, end - 4, 0, _X32)]
    for position, call in enumerate(calls, start=4):
        lines.append((_EQUAL, end - position - 1, 0, call))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
