"""What the machine has, before anything of an installation is there."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from governance.gpus.runtime import lack_of_nvidia
from hub_config.apparmor import PROFILE, profile_where
from hub_config.loop_images import can_make_images
from images.build import GPU_IMAGE
from launcher import apparmor, engine, packages
from launcher.doctor.finding import Check, Verdict
from launcher.free_port import is_free
from launcher.installation import Installation

GIBIBYTE = 1024**3
# The services take 1.5 GiB, the engine 0.3, each running workspace up to its project's limit (2 by default).
MEMORY = 4 * GIBIBYTE
# Python environment 1.5 GiB, image 1.5 (twice while it is built), demo data and caches.
DISK = 8 * GIBIBYTE
CORES = 2
# Of volumes, before a line is too long to read.
_NAMED = 10


def system() -> Check:
    names = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    params: dict[str, str | int] = {
        "name": names.get("PRETTY_NAME", platform.system()).strip('"'),
        "machine": platform.machine(),
    }
    if packages.on_debian():
        return Check(Verdict.GOOD, "doctor-system", params)
    return Check(Verdict.GOOD, "doctor-system-other", params)


def python() -> Check:
    have = platform.python_version()
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Check(
        Verdict.GOOD if good else Verdict.BAD,
        "doctor-python",
        {"have": have},
        None if good else "doctor-python-remedy",
    )


def memory() -> Check:
    return _amount("memory", os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), MEMORY)


def disk(home: Path) -> Check:
    """The least of what is free where the installation and where the engine keep their files."""
    places = [home, Path("/var/lib/docker"), Path("/var/lib")]
    standing = [next(folder for folder in (place, *place.parents) if folder.is_dir()) for place in places]
    return _amount("disk", min(shutil.disk_usage(folder).free for folder in standing), DISK)


def cores() -> Check:
    have = len(os.sched_getaffinity(0))
    return Check(
        Verdict.GOOD if have >= CORES else Verdict.BAD, "doctor-cores", {"have": have, "need": CORES}
    )


def _amount(what: str, have: int, need: int) -> Check:
    params: dict[str, str | int] = {"have": f"{have / GIBIBYTE:.1f}", "need": need // GIBIBYTE}
    if have >= need:
        return Check(Verdict.GOOD, f"doctor-{what}", params)
    return Check(Verdict.BAD, f"doctor-{what}", params, f"doctor-{what}-remedy")


def limits() -> Check:
    """Memory, processor and process limits of a container need these kernel controllers."""
    unified = Path("/sys/fs/cgroup/cgroup.controllers")
    if unified.is_file():
        have = set(unified.read_text().split())
    else:
        have = {name for name in ("memory", "cpu", "pids") if Path("/sys/fs/cgroup", name).is_dir()}
    lacking = sorted({"memory", "cpu", "pids"} - have)
    if not lacking:
        return Check(Verdict.GOOD, "doctor-cgroups", {})
    return Check(
        Verdict.BAD, "doctor-cgroups-missing", {"names": ", ".join(lacking)}, "doctor-cgroups-remedy"
    )


def programs() -> Iterator[Check]:
    lacking = packages.missing(packages.RUNTIME)
    for package in packages.RUNTIME:
        if package not in lacking:
            yield Check(Verdict.GOOD, "doctor-package", {"package": package})
        elif packages.is_root() and packages.on_debian():
            yield Check(Verdict.LATER, "doctor-package-later", {"package": package})
        else:
            yield Check(Verdict.BAD, "doctor-package-missing", {"package": package}, "doctor-package-remedy")


def engine_found() -> Check:
    params: dict[str, str | int] = {"socket": str(engine.engine_socket())}
    try:
        if engine.is_reachable():
            return Check(Verdict.GOOD, "doctor-engine", params)
    except PermissionError:
        return Check(Verdict.BAD, "doctor-engine-forbidden", params, "type-docker-group")
    if packages.is_root():
        return Check(Verdict.LATER, "doctor-engine-later", params)
    return Check(Verdict.BAD, "doctor-engine-silent", params, "type-start-docker")


def apparmor_profile() -> Check:
    """Whether workspaces are held by our profile too; what the engine does not hold them by is said."""
    if not apparmor.is_on():
        return Check(Verdict.GOOD, "doctor-apparmor-none", {})
    if not apparmor.is_installed():
        if packages.is_root():
            return Check(Verdict.LATER, "doctor-apparmor-later", {})
        remedy: dict[str, str | int] = {"command": apparmor.command()}
        return Check(Verdict.BAD, "doctor-apparmor-missing", remedy, "doctor-apparmor-remedy")
    told = engine.security_options()
    if told and not profile_where(told):
        return Check(Verdict.BAD, "doctor-apparmor-unused", {}, "doctor-apparmor-engine-remedy")
    return Check(Verdict.GOOD, "doctor-apparmor", {"profile": PROFILE})


def mapped_users() -> Check:
    """Whether root inside a container is nobody outside: further walls where they are, none that must be."""
    if "name=userns" in engine.security_options():
        return Check(Verdict.GOOD, "doctor-users-mapped", {})
    offered = Path("/proc/sys/user/max_user_namespaces")
    can = offered.is_file() and int(offered.read_text()) > 0
    return Check(Verdict.GOOD, "doctor-users-unmapped" if can else "doctor-users-none", {})


def gpus() -> Check:
    """Whether workspaces can be given NVIDIA's devices, and what they would run; nothing that must be."""
    lack = lack_of_nvidia()
    if lack is not None:
        remedy = None if lack == "driver" else "doctor-gpu-toolkit-remedy"
        return Check(Verdict.GOOD, f"doctor-gpu-{lack}", {}, remedy)
    if not engine.has_image(GPU_IMAGE):
        return Check(Verdict.GOOD, "doctor-gpu-image", {}, "doctor-gpu-image-remedy")
    return Check(Verdict.GOOD, "doctor-gpu", {})


def work_files(installation: Installation) -> Iterator[Check]:
    """What keeps one person's files from filling the disk of all, and whose nothing keeps."""
    yield (kept := _kept_to_a_size())
    if kept.remedy is None:
        old = engine.volumes_without_size(f"{engine.LABEL}={installation.container_prefix}")
        if old:
            params: dict[str, str | int] = {"count": len(old), "names": ", ".join(old[:_NAMED])}
            yield Check(Verdict.GOOD, "doctor-work-old", params, "doctor-work-old-remedy")


def _kept_to_a_size() -> Check:
    if engine.counts_volumes():
        return Check(Verdict.GOOD, "doctor-work-engine", {})
    if can_make_images():
        return Check(Verdict.GOOD, "doctor-work-images", {})
    return Check(Verdict.GOOD, "doctor-work-none", {}, "doctor-work-remedy")


def socket_folder(installation: Installation) -> Check:
    folder = installation.sockets
    standing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    params: dict[str, str | int] = {"folder": str(folder)}
    # A socket's address holds 107 bytes, and a workspace's ends in /workspaces/<user>--<project>/srv.sock.
    if not os.access(standing, os.W_OK) or len(str(folder)) > 24 or str(folder) != str(folder).lower():
        return Check(Verdict.BAD, "doctor-sockets-bad", params, "doctor-sockets-remedy")
    return Check(Verdict.GOOD, "doctor-sockets", params)


def ports(installation: Installation, *, running: bool) -> Check:
    params: dict[str, str | int] = {"first": installation.ports.base, "last": installation.ports.last}
    if running:
        return Check(Verdict.GOOD, "doctor-ports-own", params)
    taken = [str(port) for port in installation.ports.all() if not is_free(port)]
    if not taken:
        return Check(Verdict.GOOD, "doctor-ports", params)
    return Check(
        Verdict.BAD, "doctor-ports-taken", params | {"ports": ", ".join(taken)}, "doctor-ports-remedy"
    )
