"""Volumes of work that hold no more than they may, by what this machine offers to count them."""

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
    """Of one installation, whose `label` they carry; `devices` is a folder that stays, `size` bytes of each.

    A volume keeps what it was made with. Raises Refusal `work-volume`.
    """

    def __init__(self, label: dict[str, str], devices: Path, size: int) -> None:
        self._label = label
        self._devices = devices.absolute()
        self._size = size

    def make(self, name: str) -> None:
        """The volume, ready to be mounted; nothing where it is."""
        with self._alone():
            volume = self._found(name) or self._created(name)
            if self._is_image(volume):
                try:
                    image = self._image(volume)
                    if not image.exists():
                        make(image, self._size)
                    show(image, self._devices / name)
                    detach_deleted()
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
        probe = f"{next(iter(self._label.values()))}--quota-probe"
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

    def _created(self, name: str) -> Any:
        options: dict[str, str] = {}
        if self.quota == Quota.ENGINE:
            options = {"size": str(self._size)}
        elif self.quota == Quota.IMAGES:
            options = {"type": "ext4", "device": str(self._devices / name), "o": "nosuid,nodev"}
        return self._engine.volumes.create(name, driver="local", driver_opts=options, labels=self._label)

    def _is_image(self, volume: Any) -> bool:
        return (volume.attrs["Options"] or {}).get("device") == str(self._devices / volume.name)

    def _image(self, volume: Any) -> Path:
        return Path(volume.attrs["Mountpoint"]).parent / IMAGE

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The hub and the worker of jobs may both want a person's volume for the first time."""
        self._devices.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._devices / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
