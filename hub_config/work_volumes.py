"""Volumes of work, each member's own in a project and the one that its members share: they hold no more than
they may, by what this machine offers to count them."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, NotFound

from governance.access.workspace_entry import PROBE
from governance.refusal import Refusal
from hub_config.labels import LABEL
from hub_config.loop_images import IMAGE, can_make_images, detach_deleted, make, show, try_mount
from hub_config.mapped_users import first_user
from hub_config.shared_files import SharedFiles
from hub_config.work_names import Work, project_volume, work_of

# Whose devices stand here, their files are seen by several machines.
SHARED_DEVICES = "shared"


class Quota(StrEnum):
    """ENGINE: its file system counts by project (xfs or ext4 with `prjquota`); IMAGES: each volume is a file
    system in a file; NONE: the machine's disk is the limit."""

    ENGINE = "engine"
    IMAGES = "images"
    NONE = "none"


@dataclass(frozen=True)
class Usage:
    """In bytes."""

    used: int
    all: int

    @property
    def percent(self) -> int:
        return 100 * self.used // self.all if self.all else 0


class WorkVolumes:
    """Of one installation; `devices` is a folder that stays. A member's volume may hold `own` bytes, her
    project's `project`. `shared`: where those of projects are that may work on several machines, and with
    `begin_shared` those of every project that is new here.

    A volume keeps what it was made with. Raises Refusal `work-volume`, `shared-folder-away`, or
    `files-in-use` where another machine has them.
    """

    def __init__(
        self,
        installation: str,
        devices: Path,
        *,
        own: int,
        project: int,
        shared: SharedFiles | None = None,
        begin_shared: bool = False,
    ) -> None:
        self._installation = installation
        self._devices = devices.absolute()
        self._own = own
        self._project = project
        self._shared = shared
        self._begin_shared = begin_shared

    def make(self, user: str, project: str) -> Work:
        """Both, ready to be mounted; nothing is done to those that are."""
        work = work_of(self._installation, user, project)
        sizes = {work.own: self._own, work.project: self._project}
        shared = self._sharing(work.project) if user != PROBE else None
        if shared:
            self._make_shared(shared, sizes)
        with self._alone():
            for name, size in () if shared else sizes.items():
                self._make(name, size)
            if self.quota == Quota.IMAGES or self._shared:
                detach_deleted()
        return work

    def show(self, name: str) -> None:
        """As `make` leaves a volume that is there, of whichever project; the machine may have been started
        anew since."""
        volume = self._found(name)
        if volume is not None and self._is_image(volume):
            with self._alone():
                self._show(self._image(volume), self._devices / name)
        elif volume is not None and self._is_shared(volume) and self._shared is not None:
            with self._alone(name):
                self._show(self._shared.image(name), self._shared_device(name), guarded=True)

    def _sharing(self, project_volume: str) -> SharedFiles | None:
        """Where this project's volumes are shared; one that is on this machine alone stays as it is."""
        if self._shared is None or self._is_of_this_machine(project_volume):
            return None
        return self._shared if self._begin_shared or self._shared.has(project_volume) else None

    def _is_of_this_machine(self, name: str) -> bool:
        volume = self._found(name)
        return volume is not None and not self._is_shared(volume)

    def _make_shared(self, shared: SharedFiles, sizes: Mapping[str, int]) -> None:
        with ThreadPoolExecutor(len(sizes)) as pool:
            list(pool.map(lambda one: self._make_one_shared(shared, *one), sizes.items()))

    def _make_one_shared(self, shared: SharedFiles, name: str, size: int) -> None:
        image, device = shared.image(name), self._shared_device(name)
        # Apart from other volumes: it may wait for a sign of life of another machine.
        with self._alone(name):
            volume = self._found(name) or self._created_image(name, device)
            if not self._is_shared(volume):
                raise Refusal("work-volume", reason=f"{name}: this machine has a volume of that name")
            with _telling_why():
                if not image.exists():
                    make(image, size, first_user=self._first_user, guarded=True)
            self._show(image, device, guarded=True)
            if not Path(volume.attrs["Mountpoint"]).is_mount():
                with _telling_why():
                    try_mount(device)

    def make_again(self, name: str, least: int) -> None:
        """One of a backup, by its name, with room for `least` bytes whatever its kind may have."""
        of_project = name.startswith(project_volume(self._installation, ""))
        with self._alone():
            self._make(name, max(self._project if of_project else self._own, least))

    def _make(self, name: str, size: int) -> None:
        volume = self._found(name) or self._created(name, size)
        if self._is_image(volume):
            image = self._image(volume)
            with _telling_why():
                if not image.exists():
                    make(image, size, first_user=self._first_user)
            self._show(image, self._devices / name)

    def _show(self, image: Path, device: Path, *, guarded: bool = False) -> None:
        with _telling_why():
            show(image, device, guarded=guarded)

    def usage(self, name: str) -> Usage | None:
        """Of a volume that is mounted now; None for one without a limit of its own."""
        volume = self._found(name)
        if volume is None or not (volume.attrs["Options"] or {}):
            return None
        place = Path(volume.attrs["Mountpoint"])
        try:
            if (self._is_image(volume) or self._is_shared(volume)) and not place.is_mount():
                return None
            told = os.statvfs(place)
        except OSError:
            return None
        return Usage((told.f_blocks - told.f_bfree) * told.f_frsize, told.f_blocks * told.f_frsize)

    @cached_property
    def quota(self) -> Quota:
        """The first that works here."""
        probe = f"{self._installation}--quota-probe"
        with suppress(APIError):
            self._engine.volumes.create(probe, driver="local", driver_opts={"size": "1048576"}).remove()
            return Quota.ENGINE
        return Quota.IMAGES if can_make_images() else Quota.NONE

    @cached_property
    def _first_user(self) -> int:
        return first_user(self._engine.info())

    @cached_property
    def _engine(self) -> docker.DockerClient:
        return docker.from_env(timeout=60)

    def _found(self, name: str) -> Any:
        try:
            return self._engine.volumes.get(name)
        except NotFound:
            return None

    def _created(self, name: str, size: int) -> Any:
        if self.quota == Quota.IMAGES:
            return self._created_image(name, self._devices / name)
        return self._create(name, {"size": str(size)} if self.quota == Quota.ENGINE else {})

    def _created_image(self, name: str, device: Path) -> Any:
        return self._create(name, {"type": "ext4", "device": str(device), "o": "nosuid,nodev"})

    def _create(self, name: str, options: dict[str, str]) -> Any:
        label = {LABEL: self._installation}
        return self._engine.volumes.create(name, driver="local", driver_opts=options, labels=label)

    def _is_image(self, volume: Any) -> bool:
        return (volume.attrs["Options"] or {}).get("device") == str(self._devices / volume.name)

    def _is_shared(self, volume: Any) -> bool:
        return (volume.attrs["Options"] or {}).get("device") == str(self._shared_device(volume.name))

    def _shared_device(self, name: str) -> Path:
        """Apart: who knows of no shared files would take the volume for an empty one of this machine."""
        return self._devices / SHARED_DEVICES / name

    def _image(self, volume: Any) -> Path:
        return Path(volume.attrs["Mountpoint"]).parent / IMAGE

    @contextmanager
    def _alone(self, shared_volume: str = "") -> Iterator[None]:
        """The hub and the worker of jobs may both want a volume for the first time."""
        (self._devices / SHARED_DEVICES).mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._devices / f"{shared_volume}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def _telling_why() -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.SubprocessError) as fault:
        said = str(getattr(fault, "stderr", None) or fault).strip()
        if "already mounted or mount point busy" in said:
            raise Refusal("files-in-use") from fault
        raise Refusal("work-volume", reason=said[:200]) from fault
