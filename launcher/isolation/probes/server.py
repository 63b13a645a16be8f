"""Over to the Jupyter server, which holds the workspace's proof at the hub."""

from __future__ import annotations


def own_process_is_seen() -> bool:
    """Whether `/proc` tells of processes here at all."""
    import os

    return str(os.getpid()) in os.listdir("/proc")


def processes_of(words: list[str]) -> list[str]:
    """Command lines of processes that can be seen and name one of `words`."""
    import os

    found = []
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                line = file.read().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        found += [line[:80]] if any(word in line for word in words) else []
    return sorted(found)


def environments_with(word: str) -> list[str]:
    """Processes whose environment can be read and holds `word`."""
    import os

    found = []
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if word.encode() in file.read():
                    found.append(pid)
        except OSError:
            continue
    return found


def signalled_beyond_sight(last: int) -> list[int]:
    """Processes up to number `last` that take a signal from here and cannot be seen."""
    import os

    seen = {int(name) for name in os.listdir("/proc") if name.isdigit()}
    threads = {
        int(task)
        for pid in seen
        if os.path.isdir(f"/proc/{pid}/task")
        for task in os.listdir(f"/proc/{pid}/task")
    }
    found = []
    for pid in range(1, last):
        if pid in seen or pid in threads:
            continue
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        except PermissionError:
            pass
        found.append(pid)
    return found
