"""A file system of its own for a volume of work: in a sparse file that lies in the volume's own folder, so
that the engine deletes it with the volume. Standard library and the system's programs alone; needs root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

IMAGE = "work.img"
_PROGRAMS = ("mkfs.ext4", "debugfs", "tune2fs", "losetup")
# Of workspaces: the file system is its own.
_USER = 1000
# Nothing of it is written before it is needed.
_OPTIONS = "root_owner={owner}:{owner},lazy_itable_init=1,lazy_journal_init=1,nodiscard"
_SECONDS = 120
# As e2fsck says that it mended.
_MENDED = 1
# EXT4_MMP_SEQ_CLEAN, as debugfs shows it.
_CLEAN = "sequence: ff4d4d50"


def can_make_images() -> bool:
    has_programs = all(shutil.which(program, path=_path()) for program in _PROGRAMS)
    return has_programs and os.geteuid() == 0 and Path("/dev/loop-control").exists()


def make(image: Path, size: int, *, first_user: int = 0, guarded: bool = False) -> None:
    """An empty file system of `size` bytes; `first_user`: who root in a container is outside; `guarded`: that
    one machine at a time can mount. Raises subprocess.SubprocessError or OSError."""
    unfinished = image.with_suffix(".new")
    with unfinished.open("wb") as file:
        file.truncate(size)
    unfinished.chmod(0o600)
    _run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", _OPTIONS.format(owner=first_user + _USER), str(unfinished))
    _run("debugfs", "-w", "-R", "rmdir lost+found", str(unfinished))
    if guarded:
        _run("tune2fs", "-O", "mmp", "-E", "mmp_update_interval=2", "-e", "remount-ro", str(unfinished))
    unfinished.replace(image)


def show(image: Path, device: Path, *, guarded: bool = False) -> None:
    """Let `device` lead to the loop device that shows the image, whose number changes with each start of the
    machine. Raises subprocess.SubprocessError or OSError."""
    loops = _run("losetup", "--associated", str(image), "--noheadings", "--output", "NAME").split()
    if guarded:
        # Its own alone, so that the guard is asked; what another machine wrote since is read from the file.
        loops = [loop for loop in loops if device.is_symlink() and device.readlink() == Path(loop)]
    direct = ["--direct-io=on"] if guarded else []
    shown = loops[0] if loops else _run("losetup", *direct, "--find", "--show", str(image)).strip()
    new = device.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.symlink_to(shown)
    new.replace(device)


def try_mount(device: Path) -> None:
    """Mount it and let it go, once, and mend what a storage that was full left of it. A guarded one waits
    for a sign of life of who had it before, some twenty seconds. Raises subprocess.SubprocessError where
    another machine has it."""
    try:
        _mount_once(device)
    except subprocess.CalledProcessError:
        # Letting go is a sign of life too, and an engine that is done with a volume may do so a little later.
        if not _was_let_go(device):
            raise
        _mount_once(device)
    if "with errors" in _run("dumpe2fs", "-h", str(device)):
        _run("e2fsck", "-p", str(device), fine=_MENDED)


def _mount_once(device: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        _run("mount", "-t", "ext4", "-o", "nosuid,nodev", str(device), place)
        _run("umount", place)


def _was_let_go(device: Path) -> bool:
    """Of a guarded one: whoever mounted it last said so at the end."""
    return _CLEAN in _run("debugfs", "-R", "dump_mmp", str(device))


def detach_deleted() -> None:
    """Loop devices whose volume was deleted: until then its bytes stay on the disk."""
    listed = _run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE").splitlines()
    for line in listed:
        name, _, file = line.strip().partition(" ")
        if file.strip().endswith((f"/{IMAGE} (deleted)", f".{IMAGE} (deleted)")):
            _run("losetup", "--detach", name)


def free_deleted_images() -> None:
    """As `detach_deleted`, where this machine can have any."""
    if can_make_images():
        detach_deleted()


def _run(*command: str, fine: int = 0) -> str:
    """`fine`: a status besides 0 that is no failure."""
    done = subprocess.run(  # noqa: S603 - our own command
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
        env={"PATH": _path(), "LC_ALL": "C"},
    )
    if done.returncode != fine:
        done.check_returncode()
    return done.stdout


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
