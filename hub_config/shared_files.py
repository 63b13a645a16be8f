"""A folder that several machines see under one path, with the files of projects that may work on any of them.

Each volume is a file system in a file there. One machine mounts it at a time: the kernel sees to that by what
it writes into the file every few seconds (multi-mount protection of ext4).
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

import docker
from docker.errors import DockerException
from pydantic import BaseModel, ConfigDict, Field

from governance.refusal import Refusal
from hub_config.loop_images import IMAGE, can_make_images
from hub_config.mapped_users import first_user

_MARK = "d2h-storage"


class SharedFiles(BaseModel):
    """`mark`: what stands in a file of the folder, so that a machine that has not mounted it is found out;
    `first_user`: who root in a container is on each of these machines."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    mark: str = Field(pattern=r"^[0-9a-f]{32}$")
    first_user: int = 0

    @classmethod
    def begin(cls, folder: Path) -> SharedFiles:
        """Marked now where it was not. Raises Refusal `shared-folder-unfit`, with the reason."""
        first = _first_user_where_fit(folder)
        try:
            with suppress(FileExistsError), (folder / _MARK).open("x", encoding="ascii") as file:
                file.write(secrets.token_hex(16))
            return cls(folder=folder, mark=(folder / _MARK).read_text("ascii"), first_user=first)
        except (OSError, ValueError) as fault:
            raise Refusal("shared-folder-unfit", folder=str(folder), reason="write") from fault

    def check(self) -> None:
        """That this machine can have volumes there; raises as `begin` and `image`."""
        if _first_user_where_fit(self.folder) != self.first_user:
            raise Refusal("shared-folder-unfit", folder=str(self.folder), reason="users")
        self.image("")

    def image(self, volume: str) -> Path:
        """Where the volume's file system is, or would be. Raises Refusal `shared-folder-away`."""
        try:
            seen = (self.folder / _MARK).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            seen = ""
        if seen != self.mark:
            raise Refusal("shared-folder-away", folder=str(self.folder))
        return self.folder / f"{volume}.{IMAGE}"

    def has(self, volume: str) -> bool:
        """Raises as `image`."""
        return self.image(volume).exists()

    def delete(self, volume: str) -> None:
        """Nothing where there is none; raises as `image`."""
        self.image(volume).unlink(missing_ok=True)

    def volumes(self, beginning: str) -> tuple[str, ...]:
        """Their names, those that begin so; raises as `image`."""
        folder, ending = self.image("").parent, f".{IMAGE}"
        return tuple(sorted(one.name.removesuffix(ending) for one in folder.glob(f"{beginning}*{ending}")))


def _first_user_where_fit(folder: Path) -> int:
    """As `first_user` of this machine's engine."""
    if not folder.is_absolute() or not folder.is_dir():
        raise Refusal("shared-folder-unfit", folder=str(folder), reason="missing")
    if not can_make_images():
        raise Refusal("shared-folder-unfit", folder=str(folder), reason="quota")
    try:
        return first_user(docker.from_env(timeout=60).info())
    except DockerException as fault:
        raise Refusal("shared-folder-unfit", folder=str(folder), reason="engine") from fault
