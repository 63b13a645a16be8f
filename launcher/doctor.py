"""`./d2h doctor`: what this machine has and lacks, in words. Standard library alone, any Python from 3.11."""

from __future__ import annotations

import fcntl
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from governance.gpus.runtime import lack_of_nvidia
from hub_config.loop_images import can_make_images
from images.build import GPU_IMAGE
from launcher import engine, packages, systemd
from launcher.figures import figures_at
from launcher.installation import REPOSITORY, Installation
from launcher.words import Words

GIBIBYTE = 1024**3
# The services take 1.5 GiB, the engine 0.3, each running workspace up to its project's limit (2 by default).
MEMORY = 4 * GIBIBYTE
# Python environment 1.5 GiB, image 1.5 (twice while it is built), demo data and caches.
DISK = 8 * GIBIBYTE
CORES = 2
CERTIFICATE_DAYS = 30
REVIEW_DAYS = 3


class Verdict(StrEnum):
    GOOD = "good"
    LATER = "later"  # missing, and `./d2h demo` installs or starts it by itself
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """`key` names the sentence of the finding; `remedy` the one that says what to type."""

    verdict: Verdict
    key: str
    params: dict[str, str | int]
    remedy: str | None = None


def examine(installation: Installation) -> Iterator[Check]:
    units = systemd.units(installation.home)
    yield _system()
    yield _python()
    if units and not installation.has_hub():
        # A site's own machine runs no workspace: it needs neither their engine nor room for them.
        yield _amount("disk", _free_disk(installation.home), DISK)
        yield from services(units)
        yield from certificates(installation)
        return
    yield _amount("memory", _total_memory(), MEMORY)
    yield _amount("disk", _free_disk(installation.home), DISK)
    cores = len(os.sched_getaffinity(0))
    yield Check(
        Verdict.GOOD if cores >= CORES else Verdict.BAD, "doctor-cores", {"have": cores, "need": CORES}
    )
    yield _limits()
    yield from _programs()
    yield _engine()
    yield _apparmor()
    yield _mapped_users()
    yield _gpus()
    yield _work_files()
    yield _socket_folder(installation)
    running = bool(units) or installation.is_running()
    yield _ports(installation, running=running)
    if running:
        yield from services(units) if units else [_jobs(installation)]
        remedy = "doctor-service-remedy-all" if units else "doctor-jobs-remedy"
        yield from site_audits(installation)
        yield from certificates(installation)
        yield from waiting(installation.ports.airlock_metrics, remedy)
        yield from paused(installation.ports.governance_metrics, remedy)


def _system() -> Check:
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


def _python() -> Check:
    have = platform.python_version()
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Check(
        Verdict.GOOD if good else Verdict.BAD,
        "doctor-python",
        {"have": have},
        None if good else "doctor-python-remedy",
    )


def _amount(what: str, have: int, need: int) -> Check:
    params: dict[str, str | int] = {"have": f"{have / GIBIBYTE:.1f}", "need": need // GIBIBYTE}
    if have >= need:
        return Check(Verdict.GOOD, f"doctor-{what}", params)
    return Check(Verdict.BAD, f"doctor-{what}", params, f"doctor-{what}-remedy")


def _total_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _free_disk(home: Path) -> int:
    """The least of what is free where the installation and where the engine keep their files."""
    places = [home, Path("/var/lib/docker"), Path("/var/lib")]
    standing = [next(folder for folder in (place, *place.parents) if folder.is_dir()) for place in places]
    return min(shutil.disk_usage(folder).free for folder in standing)


def _limits() -> Check:
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


def _programs() -> Iterator[Check]:
    lacking = packages.missing(packages.RUNTIME)
    for package in packages.RUNTIME:
        if package not in lacking:
            yield Check(Verdict.GOOD, "doctor-package", {"package": package})
        elif packages.is_root() and packages.on_debian():
            yield Check(Verdict.LATER, "doctor-package-later", {"package": package})
        else:
            yield Check(Verdict.BAD, "doctor-package-missing", {"package": package}, "doctor-package-remedy")


def _engine() -> Check:
    params: dict[str, str | int] = {"socket": str(engine.engine_socket())}
    try:
        if engine.is_reachable():
            return Check(Verdict.GOOD, "doctor-engine", params)
    except PermissionError:
        return Check(Verdict.BAD, "doctor-engine-forbidden", params, "type-docker-group")
    if packages.is_root():
        return Check(Verdict.LATER, "doctor-engine-later", params)
    return Check(Verdict.BAD, "doctor-engine-silent", params, "type-start-docker")


def _apparmor() -> Check:
    switch = Path("/sys/module/apparmor/parameters/enabled")
    on = switch.is_file() and switch.read_text().strip() == "Y"
    return Check(Verdict.GOOD, "doctor-apparmor" if on else "doctor-apparmor-none", {})


def _mapped_users() -> Check:
    """Whether root inside a container is nobody outside: further walls where they are, none that must be."""
    if "name=userns" in engine.security_options():
        return Check(Verdict.GOOD, "doctor-users-mapped", {})
    offered = Path("/proc/sys/user/max_user_namespaces")
    can = offered.is_file() and int(offered.read_text()) > 0
    return Check(Verdict.GOOD, "doctor-users-unmapped" if can else "doctor-users-none", {})


def _gpus() -> Check:
    """Whether workspaces can be given NVIDIA's devices, and what they would run; nothing that must be."""
    lack = lack_of_nvidia()
    if lack is not None:
        remedy = None if lack == "driver" else "doctor-gpu-toolkit-remedy"
        return Check(Verdict.GOOD, f"doctor-gpu-{lack}", {}, remedy)
    if not engine.has_image(GPU_IMAGE):
        return Check(Verdict.GOOD, "doctor-gpu-image", {}, "doctor-gpu-image-remedy")
    return Check(Verdict.GOOD, "doctor-gpu", {})


def _work_files() -> Check:
    """What keeps one person's files from filling the disk of all."""
    if engine.counts_volumes():
        return Check(Verdict.GOOD, "doctor-work-engine", {})
    if can_make_images():
        return Check(Verdict.GOOD, "doctor-work-images", {})
    return Check(Verdict.GOOD, "doctor-work-none", {}, "doctor-work-remedy")


def _socket_folder(installation: Installation) -> Check:
    folder = installation.sockets
    standing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    params: dict[str, str | int] = {"folder": str(folder)}
    # A socket's address holds 107 bytes, and a workspace's ends in /workspaces/<user>--<project>/srv.sock.
    if not os.access(standing, os.W_OK) or len(str(folder)) > 24 or str(folder) != str(folder).lower():
        return Check(Verdict.BAD, "doctor-sockets-bad", params, "doctor-sockets-remedy")
    return Check(Verdict.GOOD, "doctor-sockets", params)


def services(units: list[systemd.Unit]) -> Iterator[Check]:
    """Whether systemd has each service running."""
    for unit in units:
        params: dict[str, str | int] = {"name": unit.name, "state": unit.detail, "restarts": unit.restarts}
        if unit.runs:
            yield Check(Verdict.GOOD, "doctor-service", params)
        else:
            yield Check(Verdict.BAD, "doctor-service-down", params, "doctor-service-remedy")


def _ports(installation: Installation, *, running: bool) -> Check:
    params: dict[str, str | int] = {"first": installation.ports.base, "last": installation.ports.last}
    if running:
        return Check(Verdict.GOOD, "doctor-ports-own", params)
    taken = [str(port) for port in installation.ports.all() if not is_free(port)]
    if not taken:
        return Check(Verdict.GOOD, "doctor-ports", params)
    return Check(
        Verdict.BAD, "doctor-ports-taken", params | {"ports": ", ".join(taken)}, "doctor-ports-remedy"
    )


def _jobs(installation: Installation) -> Check:
    """Whether somebody holds the lock of the one worker that runs batch jobs."""
    log = str(installation.log / "jobs-worker.log")
    try:
        with (installation.home / "hub" / "jobs.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Check(Verdict.GOOD, "doctor-jobs", {})
    except OSError:
        pass  # it has never run here
    return Check(Verdict.BAD, "doctor-jobs-silent", {"log": log}, "doctor-jobs-remedy")


def site_audits(installation: Installation) -> Iterator[Check]:
    """Whether the hub's copy of each site's audit proves itself, and when the site last asked after it."""
    standings = _told_by(installation, "launcher.site_audits")
    if standings is None:
        yield Check(Verdict.BAD, "doctor-audits-unread", {}, "doctor-audit-remedy")
        return
    for standing in standings:
        trouble = standing.pop("trouble")
        if not trouble:
            yield Check(Verdict.GOOD, "doctor-audit", standing)
        elif trouble.startswith("site-audit-"):
            yield Check(Verdict.BAD, trouble, standing)
        else:
            yield Check(Verdict.BAD, "doctor-audit-broken", standing, "doctor-audit-remedy")


def certificates(installation: Installation) -> Iterator[Check]:
    """Whether the certificates of the pages and of the gateways that stand here still hold for a month."""
    for ending in _told_by(installation, "launcher.certificates") or []:
        whose = "doctor-certificate-gateway" if ending["site"] else "doctor-certificate-pages"
        remedy = f"{whose}-remedy"
        if not ending["until"]:
            yield Check(Verdict.BAD, "doctor-certificate-unreadable", ending, remedy)
        elif ending["days"] < CERTIFICATE_DAYS:
            yield Check(Verdict.BAD, whose, ending, remedy)
        else:
            yield Check(Verdict.GOOD, whose, ending)


def waiting(port: int, silent: str = "doctor-jobs-remedy") -> Iterator[Check]:
    """Whether a request waits too long for its opinions, by the figures of the airlock."""
    found = figures_at(port)
    if found is None:
        yield Check(Verdict.BAD, "doctor-figures-silent", {"port": port}, silent)
        return
    asked = {"submitted", "consolidation"}
    oldest = [one for one in found if one.name == "d2h_oldest_request_seconds"]
    days = int(max((one.value for one in oldest if one.labels["state"] in asked), default=0) // 86_400)
    if days >= REVIEW_DAYS:
        yield Check(Verdict.BAD, "doctor-review-waits", {"days": days}, "doctor-review-remedy")
    else:
        yield Check(Verdict.GOOD, "doctor-review", {"days": REVIEW_DAYS})


def paused(port: int, silent: str = "doctor-jobs-remedy") -> Iterator[Check]:
    """The projects whose display budget is spent, by the figures of governance."""
    found = figures_at(port)
    if found is None:
        yield Check(Verdict.BAD, "doctor-figures-silent", {"port": port}, silent)
        return
    for one in found:
        if one.name == "d2h_display_budget_spent":
            key, params = f"doctor-display-{one.labels['window']}", {"project": one.labels["project"]}
            yield Check(Verdict.BAD, key, dict(params), "doctor-display-remedy")


def _told_by(installation: Installation, module: str) -> list[dict[str, Any]] | None:
    """What a module prints that needs more than the standard library; None where it fails."""
    venv = os.environ.get("D2H_VENV") or str(installation.home / "venv")
    try:
        told = subprocess.run(
            [f"{venv}/bin/python", "-m", module],
            cwd=REPOSITORY,
            env=os.environ | {"D2H_HOME": str(installation.home)},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return found


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


MARKS = {Verdict.GOOD: "✓", Verdict.LATER: "…", Verdict.BAD: "✗"}


def report(installation: Installation, words: Words) -> bool:
    """Print every finding with its remedy; whether an installation can go on."""
    checks = list(examine(installation))
    for check in checks:
        print(f" {MARKS[check.verdict]} {words.say(check.key, **check.params)}")
        if check.remedy:
            print(f"   → {words.say(check.remedy, **check.params)}")
    bad = sum(check.verdict is Verdict.BAD for check in checks)
    print(words.say("doctor-good") if not bad else words.say("doctor-bad", count=bad))
    return not bad


if __name__ == "__main__":
    sys.exit(0 if report(Installation.from_environment(), Words()) else 1)
