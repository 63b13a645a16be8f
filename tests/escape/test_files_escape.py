"""Out through files: the machine's, another project's, a neighbour's, the image's own."""

from __future__ import annotations

import errno

import pytest


def sockets() -> list[str]:
    """Every unix socket that can be seen."""
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
    return sorted(found)


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


def write(path: str) -> str | int:
    try:
        with open(path, "a") as file:
            file.write("x")
    except OSError as fault:
        return fault.errno
    return "written"


def read(path: str) -> str | int:
    try:
        with open(path, "rb") as file:
            return f"read {len(file.read(16))}"
    except OSError as fault:
        return fault.errno


def put_secret(path: str) -> str:
    with open(path, "w") as file:
        return str(file.write("a neighbour's work"))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/usr/bin/d2h",
        "/usr/local/bin/d2h-workspace",
        "/opt/venv/lib/python3.11/site-packages/d2h_sdk/wire.py",
        "/opt/venv/bin/jupyterhub-singleuser",
        "/run/d2h/session.json",
        "/run/d2h/session/relays.cfg",
        "/run/d2h/doors/hub/other",
        "/proc/sys/kernel/core_pattern",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ],
)
def test_nothing_but_the_home_can_be_written(claire, path):
    assert claire.run(write, path) in (errno.EROFS, errno.EACCES)
    assert claire.run(write, "/home/researcher/work/allowed.txt") == "written"


def test_the_server_puts_no_second_socket_before_the_proxy(claire):
    assert claire.run(write, "/run/d2h/server/srv.sock") == errno.EACCES


def test_no_socket_is_seen_but_the_doors_of_the_project(claire, installation):
    doors = ["access", "airlock", "hub", *installation.installation.sites()]

    seen = [path for path in claire.run(sockets) if not path.startswith(("/tmp/", "/home/researcher/"))]

    assert seen == sorted(f"/run/d2h/doors/{door}/door.sock" for door in doors)


def test_the_engines_socket_is_not_there(claire):
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"):
        assert claire.run(read, path) == errno.ENOENT


def test_a_neighbours_files_of_the_same_project_are_not_seen(claire, neighbour):
    neighbour.run(put_secret, "/home/researcher/work/neighbour-secret.txt")

    assert "/home/researcher/work/neighbour-secret.txt" in neighbour.run(find, "neighbour-secret.txt")
    assert claire.run(find, "neighbour-secret.txt") == []


def test_another_projects_files_of_the_same_person_are_not_seen(hugo, neighbour):
    hugo.run(put_secret, "/home/researcher/work/activity-secret.txt")

    assert "/home/researcher/work/activity-secret.txt" in hugo.run(find, "activity-secret.txt")
    assert neighbour.run(find, "activity-secret.txt") == []


def test_the_installations_secrets_are_not_seen(claire, installation):
    assert (installation.home / "governance" / "key.pem").is_file()

    for name in ("key.pem", "governance.sqlite", "jupyterhub.sqlite", "cookie_secret", "site.toml"):
        assert claire.run(find, name) == []


def test_nothing_mounted_is_more_than_the_project_needs(claire, installation):
    mounts = {
        mount["Destination"]: (mount["Type"], mount["RW"]) for mount in claire.container.attrs["Mounts"]
    }
    doors = ["access", "airlock", "hub", *installation.installation.sites()]

    assert mounts == {
        "/home/researcher/work": ("volume", True),
        "/run/d2h/server": ("bind", True),
        "/run/d2h/session": ("bind", False),
        **{f"/run/d2h/doors/{door}": ("bind", False) for door in doors},
    }


@pytest.mark.parametrize("path", ["/dev/sda", "/dev/vda", "/dev/mem", "/dev/kmsg", "/proc/kcore"])
def test_no_device_of_the_machine_is_read(claire, path):
    assert claire.run(read, path) in (errno.ENOENT, errno.EACCES, errno.EPERM, "read 0")
