"""The steps that make an installation, or bring an existing one up to date and start it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from images.build import BASE, GPU_IMAGE, IMAGE, PACKAGES, BuildFailed, build_gpu_workspace, build_workspace
from launcher import apparmor, engine, packages, supervision
from launcher.commands import run_python
from launcher.digest import digest_of
from launcher.errors import InstallationError
from launcher.front import write_front
from launcher.health import wait_until_healthy
from launcher.installation import REPOSITORY, Installation
from launcher.processes import processes_of
from launcher.progress import Report, Step
from launcher.settings import read_settings, write_settings

CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
IMAGES = (GPU_IMAGE, IMAGE, BASE)
PROXY = REPOSITORY / "hub_config" / "proxy"


def engine_steps(installation: Installation) -> list[Step]:
    """What everything else stands on: Debian's packages, a running engine, the workspace image."""
    log = installation.log

    def install_packages(report: Report) -> None:
        packages.install(packages.missing(packages.RUNTIME), log / "apt.log")
        apparmor.load()

    def start_engine(report: Report) -> None:
        engine.start(installation.home / "dockerd.pid", log / "dockerd.log")

    def build_image(report: Report) -> None:
        _told(build_workspace, installation, report)

    return [
        Step("step-packages", install_packages),
        Step("step-engine", start_engine, after=("step-packages",)),
        Step("step-image", build_image, after=("step-engine",)),
    ]


def service_steps(installation: Installation) -> list[Step]:
    """The proxy, the databases; then the services, once every other step has ended."""

    def install_proxy(report: Report) -> None:
        _install_proxy(installation)

    def prepare_databases(report: Report) -> None:
        run_python(installation, "governance.migrate")
        run_python(installation, "output_checking.migrate")

    return [
        Step("step-proxy", install_proxy, inputs=digest_of([PROXY])),
        Step("step-governance", prepare_databases),
    ]


def start_step(installation: Installation, after: Iterable[Step]) -> Step:
    def start_services(report: Report) -> None:
        start(installation, report)

    return Step("step-services", start_services, after=tuple(step.key for step in after))


def prepare_step(installation: Installation, after: Iterable[Step]) -> Step:
    """In place of `start_step` where systemd starts the services, each by `d2h service run NAME`."""

    def prepare_services(report: Report) -> None:
        write_settings(installation)
        write_front(installation)

    return Step("step-prepared", prepare_services, after=tuple(step.key for step in after))


def start(installation: Installation, report: Report) -> None:
    """Start every service anew with the present settings and wait until each answers."""
    settings = write_settings(installation)
    write_front(installation)
    processes = processes_of(installation, settings)
    supervision.start(installation, supervision.write_configuration(installation, processes))
    wait_until_healthy(installation, processes, report)


def build_gpu_image(installation: Installation, report: Report) -> None:
    """What researchers run in workspaces with a GPU. Raises InstallationError."""
    _told(build_gpu_workspace, installation, report)


def _told(build: Callable[..., str], installation: Installation, report: Report) -> None:
    try:
        build(report, packages=read_settings(installation).get(PACKAGES, ""))
    except BuildFailed as fault:
        raise InstallationError("image-failed", reason=str(fault)) from fault


def _install_proxy(installation: Installation) -> None:
    folder = installation.home / "proxy"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PROXY / name, folder / name)
    finished = subprocess.run(
        [
            Path(sys.executable).parent / "npm",
            "ci",
            "--omit=dev",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ],
        cwd=folder,
        env=_node_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise InstallationError("proxy-failed", reason=finished.stderr.strip()[-1000:])


def _node_environment() -> dict[str, str]:
    """npm from our own environment, trusting the authorities that the machine trusts."""
    folder = Path(sys.executable).parent
    trusted = {"NODE_EXTRA_CA_CERTS": str(CA_BUNDLE)} if CA_BUNDLE.is_file() else {}
    return {**trusted, **os.environ, "PATH": f"{folder}:{os.environ.get('PATH', os.defpath)}"}
