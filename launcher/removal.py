"""`./d2h down`: takes away everything an installation made, and says what it was."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from governance.refusal import Refusal
from hub_config.loop_images import free_deleted_images
from hub_config.nodes.declared import shared_of, workers_of
from launcher import engine, supervision
from launcher.engine import LABEL
from launcher.installation import Installation
from launcher.node_engine import engine_of_node

SHARED_LABEL = "org.d2h.shared"
_SERVER = "--server"
IMAGE_LABEL = "org.d2h.inputs"

Say = Callable[..., None]


def stop_workspaces(installation: Installation) -> list[str]:
    """Remove the running workspaces; their volumes, with the researchers' files, stay. Gives their names."""
    if containers := _containers(installation):
        _docker("container", "rm", "--force", *containers)
    if shared := _listed("volume", "{{.Name}}", f"{SHARED_LABEL}={installation.container_prefix}"):
        _docker("volume", "rm", "--force", *shared)
    return _without_servers(containers)


def workspaces(installation: Installation) -> list[str]:
    """Names of the workspaces and replays of this installation; the servers of workspaces are not told."""
    return _without_servers(_containers(installation))


def _containers(installation: Installation) -> list[str]:
    return _listed("container", "{{.Names}}", f"{LABEL}={installation.container_prefix}")


def _without_servers(names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(_SERVER)]


def remove(installation: Installation, images: Sequence[str], say: Say, *, everything: bool = False) -> None:
    """Stop and remove all but the Python environment, which goes too with `everything`.

    `images` go unless another installation of this machine has workspaces of them. `say` gets a message and
    its variables. What is already gone is passed over: a removal cut short can be taken up again.
    """
    _remove_from_workers(installation, say)
    if installation.is_running():
        supervision.stop(installation)
        say("removed-services")
    if engine.is_usable():
        _remove_from_engine(installation, images, say)
    if engine.stop_if_ours(installation.home / "dockerd.pid"):
        say("removed-engine")
    if installation.sockets.is_dir():
        shutil.rmtree(installation.sockets)
        say("removed-folder", folder=str(installation.sockets))
    _remove_home(installation.home, everything=everything)
    say("removed-folder" if everything else "removed-home", folder=str(installation.home))


def _remove_from_workers(installation: Installation, say: Say) -> None:
    """What each has; the way to them ends with the services."""
    for worker in workers_of(installation.home):
        try:
            with engine_of_node(installation, worker.name):
                _remove_work(installation, say)
        except (Refusal, subprocess.CalledProcessError):
            say("kept-on-worker", worker=worker.name)
    if (shared := shared_of(installation.home)) is not None:
        try:
            for volume in shared.volumes(f"{installation.container_prefix}-"):
                shared.delete(volume)
        except Refusal:
            say("kept-shared-files", folder=str(shared.folder))


def _remove_from_engine(installation: Installation, images: Sequence[str], say: Say) -> None:
    _remove_work(installation, say)
    if not images:
        return
    if _others(installation):
        say("kept-images", names=", ".join(images))
        return
    # Older builds lost their name to newer ones.
    _docker("image", "prune", "--force", "--filter", f"label={IMAGE_LABEL}")
    if removed := [image for image in images if _docker("image", "rm", image)]:
        say("removed-images", names=", ".join(removed))


def _remove_work(installation: Installation, say: Say) -> None:
    """Workspaces and files, at the engine that docker speaks to."""
    if names := stop_workspaces(installation):
        say("removed-workspaces", names=", ".join(names))
    if volumes := _listed("volume", "{{.Name}}", f"{LABEL}={installation.container_prefix}"):
        _docker("volume", "rm", "--force", *volumes)
        free_deleted_images()
        say("removed-volumes", names=", ".join(volumes))


def _others(installation: Installation) -> bool:
    """Whether another installation of this machine runs, or holds the files of workspaces."""
    running = [path.parent for path in installation.sockets.parent.glob("*/supervisor.sock")]
    return any(folder != installation.sockets for folder in running) or bool(
        _listed("volume", "{{.Name}}", LABEL)
    )


def _remove_home(home: Path, *, everything: bool) -> None:
    if not home.is_dir():
        return
    for path in home.iterdir():
        if path.name == "venv" and not everything:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if everything:
        home.rmdir()


def _listed(kind: str, template: str, label: str) -> list[str]:
    listed = subprocess.run(
        ["docker", kind, "ls", "--format", template, "--filter", f"label={label}"]
        + (["--all"] if kind == "container" else []),
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.split()


def _docker(*arguments: str) -> bool:
    return subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode == 0
