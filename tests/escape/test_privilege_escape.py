"""Out by becoming somebody else: more capabilities, another user, more of the machine."""

from __future__ import annotations

import errno

import pytest

from launcher.kernel import KernelError


def status() -> dict[str, str]:
    with open("/proc/self/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def system_call(name: str, *arguments: int | str | None) -> int:
    """0, or the error's number of a C library call."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    given = [value.encode() if isinstance(value, str) else value for value in arguments]
    return ctypes.get_errno() if getattr(library, name)(*given) == -1 else 0


def open_socket(family: int, kind: int, protocol: int) -> str | int:
    import socket

    try:
        socket.socket(family, kind, protocol).close()
    except OSError as fault:
        return fault.errno
    return "open"


def run_setuid_copy() -> list[str]:
    """A copy of `id` with the setuid bit, in the volume that allows programs: who it is when it runs."""
    import shutil
    import stat
    import subprocess

    path = "/home/researcher/work/id"
    shutil.copy("/usr/bin/id", path)
    import os

    os.chmod(path, 0o4755)
    bit = bool(os.stat(path).st_mode & stat.S_ISUID)
    return [str(bit), subprocess.run([path, "-u"], capture_output=True, text=True).stdout.strip()]


def change_owner() -> int:
    import os

    path = "/home/researcher/work/mine"
    open(path, "w").close()
    try:
        os.chown(path, 0, 0)
    except OSError as fault:
        return fault.errno
    return 0


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
        fault = refused.errno
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return [len(children), fault]


def allocate(gigabytes: int) -> int:
    held = []
    for _ in range(gigabytes * 16):
        held.append(b"x" * (64 << 20))
    return len(held)


def user() -> int:
    import os

    return os.getuid()


def test_there_are_no_capabilities_and_none_to_gain(claire):
    said = claire.run(status)

    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(said[kind], 16) == 0, kind
    assert said["NoNewPrivs"] == "1"
    assert said["Seccomp"] == "2"
    assert said["Uid"].split() == ["1000"] * 4


def test_a_setuid_program_of_her_own_gains_nothing(claire):
    assert claire.run(run_setuid_copy) == ["True", "1000"]


def test_a_file_cannot_be_given_to_root(claire):
    assert claire.run(change_owner) == errno.EPERM


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("mount", ("none", "/tmp", "tmpfs", 0, None)),
        ("umount2", ("/run/d2h/session", 2)),
        ("unshare", (0x10000000,)),  # a new user namespace
        ("unshare", (0x00020000,)),  # a new mount namespace
        ("unshare", (0x40000000,)),  # a new network namespace
        ("chroot", ("/tmp",)),
        ("setuid", (0,)),
        ("setgid", (0,)),
        ("sethostname", ("other", 5)),
        ("reboot", (0x01234567,)),
        ("swapon", ("/tmp/x", 0)),
        ("mknod", ("/tmp/disk", 0o060600, 0x0800)),
    ],
)
def test_a_call_that_needs_privilege_is_refused(claire, call, arguments):
    assert claire.run(system_call, call, *arguments) == errno.EPERM


def test_an_ordinary_call_is_not_refused(claire):
    assert claire.run(system_call, "mknod", "/tmp/pipe", 0o010600, 0) == 0


@pytest.mark.parametrize(
    ("family", "kind", "protocol"), [(2, 3, 1), (2, 3, 255), (17, 3, 0x300), (16, 3, 12)]
)
def test_no_raw_socket_is_opened(claire, family, kind, protocol):
    """IPv4 raw and packet sockets; netfilter's netlink opens for anyone but obeys only the privileged."""
    opened = claire.run(open_socket, family, kind, protocol)

    assert opened == errno.EPERM or family == 16
    assert claire.run(open_socket, 2, 1, 0) == "open"


def test_a_flood_of_processes_ends_at_the_workspaces_own_limit(hugo):
    started, fault = hugo.run(fork_many, 2_000)

    assert fault == errno.EAGAIN
    assert 50 < started < 512
    assert hugo.run(user) == 1000


def test_taking_all_memory_ends_the_kernel_and_not_the_machine(installation, hugo):
    with pytest.raises(KernelError, match="died"):
        hugo.run(allocate, 4)

    hugo.container.reload()
    assert hugo.container.status == "running"
    assert hugo.run(user) == 1000
