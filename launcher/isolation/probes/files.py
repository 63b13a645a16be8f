"""Out through files: the machine's, another project's, a neighbour's, the image's own."""

from __future__ import annotations


def sockets() -> list[str]:
    """Every unix socket that can be seen but the researcher's own."""
    import os
    import stat

    found = []
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if f"{folder}/{name}" not in ("//proc", "//sys")]
        for name in names:
            path = os.path.join(folder, name)
            try:
                if stat.S_ISSOCK(os.lstat(path).st_mode):
                    found.append(path)
            except OSError:
                continue
    own = ("/tmp/", "/home/researcher/", "/dev/shm/", "/run/d2h/kernels/")
    return sorted(path for path in found if not path.startswith(own))


def find(name: str) -> list[str]:
    """Every readable place of a file of this name, the doors of other processes included."""
    import os

    processes = [pid for pid in os.listdir("/proc") if pid.isdigit()]
    roots = ["/", *(os.path.join("/proc", pid, "root", "") for pid in processes)]
    found = []
    for root in roots:
        for folder, folders, names in os.walk(root):
            if folder.rstrip("/") == root.rstrip("/"):
                folders[:] = [entry for entry in folders if entry not in ("proc", "sys")]
            if name in names:
                found.append(os.path.join(folder, name))
    return found


def present(names: list[str]) -> list[str]:
    """Every place, in the whole file tree, of a file that bears one of `names`."""
    import os

    found = []
    for folder, folders, entries in os.walk("/"):
        if folder == "/":
            folders[:] = [entry for entry in folders if entry not in ("proc", "sys")]
        found += [os.path.join(folder, name) for name in set(names) & {*entries, *folders}]
    return sorted(found)


def write(path: str) -> str | int:
    try:
        with open(path, "a") as file:
            file.write("x")
    except OSError as fault:
        return fault.errno or str(fault)
    return "written"


def writable(paths: list[str]) -> list[str]:
    """Those of `paths` that open for writing; nothing is written."""
    import os

    found = []
    for path in paths:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
        except OSError:
            continue
        found.append(path)
    return found


def readable(paths: list[str]) -> list[str]:
    """Those of `paths` of which a first byte is read."""
    import os

    found = []
    for path in paths:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            try:
                if os.read(handle, 1):
                    found.append(path)
            finally:
                os.close(handle)
        except OSError:
            continue
    return found


def writable_folders() -> list[str]:
    """Every folder that takes a new file, the kernel's own file systems included."""
    import os

    found = []
    for folder, folders, _ in os.walk("/"):
        folders[:] = [name for name in folders if not (folder == "/proc" and name.isdigit())]
        if os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_RDONLY:
            found.append(folder)
            folders[:] = []
    return sorted(found)


def read(path: str) -> str | int:
    try:
        with open(path, "rb") as file:
            return f"read {len(file.read(16))}"
    except OSError as fault:
        return fault.errno or str(fault)


def put(path: str, text: str) -> str:
    with open(path, "w") as file:
        return str(file.write(text))


def mount_points() -> list[str]:
    """Where something is mounted, the kernel's own file systems left out."""
    with open("/proc/self/mountinfo") as file:
        points = {line.split()[4] for line in file}
    return sorted(point for point in points if not f"{point}/".startswith(("/proc/", "/sys/", "/dev/")))


def mounted_of(names: list[str]) -> list[str]:
    """Those of `names` that stand in the table of mounts."""
    with open("/proc/self/mountinfo") as file:
        table = file.read()
    return sorted(name for name in names if f"/{name}/" in table or f"/{name} " in table)


def devices() -> list[str]:
    """Every device that can be seen."""
    import os
    import stat

    found = []
    for folder, _, names in os.walk("/dev"):
        for name in names:
            mode = os.lstat(os.path.join(folder, name)).st_mode
            if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                found.append(os.path.join(folder, name))
    return sorted(found)
