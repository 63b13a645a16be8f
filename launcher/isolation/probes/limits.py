"""More of the machine than the project was given."""

from __future__ import annotations


def fork_many(count: int) -> list[object]:
    """How many children could be started, and why not one more."""
    import os
    import signal

    children, fault = [], 0
    try:
        for _ in range(count):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    except OSError as refused:
        fault = refused.errno or -1
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return [len(children), fault]


def allocate(gigabytes: int) -> int:
    held = []
    for _ in range(gigabytes * 16):
        held.append(b"x" * (64 << 20))
    return len(held)


def reserve(folder: str, size: int) -> str | int:
    """0 when a file of `size` bytes could be had in `folder`, or the error's number."""
    import os

    path = os.path.join(folder, "d2h-reserve")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        os.posix_fallocate(handle, 0, size)
    except OSError as fault:
        return fault.errno or str(fault)
    finally:
        os.close(handle)
        os.unlink(path)
    return 0


def spin(processes: int, seconds: float) -> float:
    """Processors' time that so many busy processes got, per second of the clock."""
    import os
    import time

    begin = time.monotonic()
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            while time.monotonic() - begin < seconds:
                pass
            os._exit(0)
        children.append(child)
    used = 0.0
    for child in children:
        usage = os.wait4(child, 0)[2]
        used += usage.ru_utime + usage.ru_stime
    return round(used / (time.monotonic() - begin), 2)
