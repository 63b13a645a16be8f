"""Debian packages an installation needs, and installing those that are missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from launcher.errors import InstallationError

# What an installation runs on: package -> a path that shows it is there.
RUNTIME = {
    "age": "age",
    "apparmor": "apparmor_parser",
    "docker.io": "dockerd",
    "haproxy": "haproxy",
    "mmdebstrap": "mmdebstrap",
    "tesseract-ocr": "tesseract",
    "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
}
# What the tests need besides: a real PostgreSQL, Java for a real Spark, a real browser and letters to draw,
# ClamAV and its daemon, what Debian knows of its packages' faults.
TESTING = {
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "default-jre-headless": "java",
    "chromium": "chromium",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "git": "git",
    "clamav": "clamscan",
    "clamav-daemon": "clamd",
    "clamdscan": "clamdscan",
    "debsecan": "debsecan",
}


def is_root() -> bool:
    return os.geteuid() == 0


def on_debian() -> bool:
    return shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def find(program: str) -> str | None:
    """Where a program is, also in the folders that only root has on its path."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin:/usr/local/sbin")


def missing(packages: dict[str, str]) -> list[str]:
    return [package for package, trace in packages.items() if not _is_there(trace)]


def _is_there(trace: str) -> bool:
    if not trace.startswith("/"):
        return find(trace) is not None
    return any(Path("/").glob(trace.lstrip("/")))


def install(packages: Iterable[str], log: Path) -> None:
    """Install from Debian's own archive. Raises InstallationError when this cannot or did not work."""
    wanted = list(packages)
    if not wanted:
        return
    if not (is_root() and on_debian()):
        raise InstallationError("type-apt", packages=" ".join(wanted))
    # Debian 13 splits the client off docker.io.
    if "docker.io" in wanted and find("docker") is None and _known("docker-cli"):
        wanted.append("docker-cli")
    if not _apt_install(wanted, log):
        # A fresh machine has no list of packages, an old one a list that is out of date.
        _apt(["update"], log)
        if "docker.io" in wanted and find("docker") is None and _known("docker-cli"):
            wanted.append("docker-cli")
        if not _apt_install(wanted, log):
            raise InstallationError("apt-failed", packages=" ".join(wanted), log=str(log))


def _known(package: str) -> bool:
    found = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return found.returncode == 0


def _apt_install(packages: list[str], log: Path) -> bool:
    return _apt(["install", "-y", "--no-install-recommends", *dict.fromkeys(packages)], log)


def _apt(arguments: list[str], log: Path) -> bool:
    with log.open("ab") as output:
        finished = subprocess.run(
            ["apt-get", "-o", "DPkg::Lock::Timeout=120", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return finished.returncode == 0
