"""Volumes of work, each member's own in a project and the one that its members share: they hold no more than
they may, by what this machine offers to count them."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, NotFound

from governance.refusal import Refusal
from hub_config.loop_images import IMAGE, can_make_images, detach_deleted, make, show
from hub_config.mapped_users import first_user

LABEL = "org.d2h.installation"


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


def member_volume(installation: str, user: str, project: str) -> str:
    """Its name, which is the one of her workspace's container too."""
    return f"{installation}-{user}--{project}"


def project_volume(installation: str, project: str) -> str:
    """No user's name is empty: it is no member's."""
    return member_volume(installation, "", project)


@dataclass(frozen=True)
class Work:
    """Names of the volumes that a workspace has: its member's own, and her project's."""

    own: str
    project: str


def work_of(installation: str, user: str, project: str) -> Work:
    return Work(member_volume(installation, user, project), project_volume(installation, project))


class WorkVolumes:
    """Of one installation; `devices` is a folder that stays. A member's volume may hold `own` bytes, her
    project's `project`.

    A volume keeps what it was made with. Raises Refusal `work-volume`.
    """

    def __init__(self, installation: str, devices: Path, *, own: int, project: int) -> None:
        self._installation = installation
        self._devices = devices.absolute()
        self._own = own
        self._project = project

    def make(self, user: str, project: str) -> Work:
        """Both, ready to be mounted; nothing is done to those that are."""
        work = work_of(self._installation, user, project)
        with self._alone():
            self._make(work.own, self._own)
            self._make(work.project, self._project)
            if self.quota == Quota.IMAGES:
                detach_deleted()
        return work

    def make_again(self, name: str, least: int) -> None:
        """One of a backup, by its name, with room for `least` bytes whatever its kind may have."""
        of_project = name.startswith(project_volume(self._installation, ""))
        with self._alone():
            self._make(name, max(self._project if of_project else self._own, least))

    def _make(self, name: str, size: int) -> None:
        volume = self._found(name) or self._created(name, size)
        if self._is_image(volume):
            try:
                image = self._image(volume)
                if not image.exists():
                    make(image, size, first_user=first_user(self._engine.info()))
                show(image, self._devices / name)
            except (OSError, subprocess.SubprocessError) as fault:
                raise Refusal("work-volume", reason=str(fault)[:200]) from fault

    def usage(self, name: str) -> Usage | None:
        """Of a volume that is mounted now; None for one without a limit of its own."""
        volume = self._found(name)
        if volume is None or not (volume.attrs["Options"] or {}):
            return None
        place = Path(volume.attrs["Mountpoint"])
        try:
            if self._is_image(volume) and not place.is_mount():
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
    def _engine(self) -> docker.DockerClient:
        return docker.from_env(timeout=60)

    def _found(self, name: str) -> Any:
        try:
            return self._engine.volumes.get(name)
        except NotFound:
            return None

    def _created(self, name: str, size: int) -> Any:
        options: dict[str, str] = {}
        if self.quota == Quota.ENGINE:
            options = {"size": str(size)}
        elif self.quota == Quota.IMAGES:
            options = {"type": "ext4", "device": str(self._devices / name), "o": "nosuid,nodev"}
        label = {LABEL: self._installation}
        return self._engine.volumes.create(name, driver="local", driver_opts=options, labels=label)

    def _is_image(self, volume: Any) -> bool:
        return (volume.attrs["Options"] or {}).get("device") == str(self._devices / volume.name)

    def _image(self, volume: Any) -> Path:
        return Path(volume.attrs["Mountpoint"]).parent / IMAGE

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The hub and the worker of jobs may both want a volume for the first time."""
        self._devices.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._devices / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
