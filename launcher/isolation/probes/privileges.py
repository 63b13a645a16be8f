"""Out by becoming somebody else, or by asking the kernel for what it gives to its masters."""

from __future__ import annotations


def status() -> dict[str, str]:
    with open("/proc/self/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def status_line(name: str) -> str:
    with open("/proc/self/status") as file:
        return next(" ".join(line.split()[1:]) for line in file if line.startswith(f"{name}:"))


def confinement() -> str:
    """The profile by which AppArmor holds this program, and how strictly."""
    with open("/proc/self/attr/current") as file:
        return file.read().strip("\0\n")


def own_root_outside() -> int:
    """Which user of the machine root in here would be."""
    with open("/proc/self/uid_map") as file:
        return int(file.readline().split()[1])


def system_call(name: str, *arguments: int | str | None) -> int:
    """0, or the error's number of a C library call."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    given = [value.encode() if isinstance(value, str) else value for value in arguments]
    return ctypes.get_errno() if getattr(library, name)(*given) == -1 else 0


def raw_call(number: int, *arguments: int) -> int:
    """0, or the error's number of a system call that the C library has no function for."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(value) for value in arguments]
    return ctypes.get_errno() if library.syscall(ctypes.c_long(number), *given) == -1 else 0


def clone_with(flag: int, number: int) -> int:
    """0 when a child began in a new namespace, or the error's number."""
    import ctypes
    import os

    library = ctypes.CDLL(None, use_errno=True)
    child = library.syscall(ctypes.c_long(number), ctypes.c_long(flag | 17), 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return ctypes.get_errno() if child == -1 else 0


def run_setuid_copy() -> list[str]:
    """A copy of `id` with the setuid bit, in the volume that allows programs: who it is when it runs."""
    import os
    import shutil
    import stat
    import subprocess

    path = "/home/researcher/work/id"
    shutil.copy("/usr/bin/id", path)
    os.chmod(path, 0o4755)
    bit = bool(os.stat(path).st_mode & stat.S_ISUID)
    return [str(bit), subprocess.run([path, "-u"], capture_output=True, text=True).stdout.strip()]


def setuid_programs() -> list[str]:
    """Programs of the image that would run as somebody else."""
    import os
    import stat

    found = []
    for top in ("/usr", "/opt", "/bin", "/sbin", "/etc"):
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                mode = os.lstat(path).st_mode
                if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                    found.append(path)
    return sorted(found)


def change_owner() -> str | int:
    import os

    path = "/home/researcher/work/mine"
    open(path, "w").close()
    try:
        os.chown(path, 0, 0)
    except OSError as fault:
        return fault.errno or str(fault)
    return 0


def processes() -> list[str]:
    """Programs that run here and are none of the workspace's own."""
    import os

    own = ("tini", "sh", "bash", "haproxy", "jupyter", "python", "d2h-workspace", "docker-init")
    names = []
    for pid in os.listdir("/proc"):
        if pid.isdigit():
            try:
                with open(f"/proc/{pid}/comm") as file:
                    names.append(file.read().strip())
            except OSError:
                continue
    return sorted({name for name in names if not name.startswith(own)})


def user() -> int:
    import os

    return os.getuid()
