"""What an installation holds of one project outside the databases: workspaces, volumes, imported files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hub_config.loop_images import free_deleted_images
from hub_config.nodes.declared import shared_of
from hub_config.work_names import project_volume
from launcher.backup.volumes import volumes_of
from launcher.engine import LABEL
from launcher.errors import InstallationError
from launcher.installation import Installation


class Holdings:
    """Read anew at each question. No user name and no project has two hyphens: names say whose they are."""

    def __init__(self, installation: Installation, project: str) -> None:
        self._installation = installation
        self._project = project
        self.imports: Path = installation.home / "imports" / project
        self._shared = shared_of(installation.home)
        self._copies: Path = installation.home / "copies" / project

    def volumes(self) -> dict[str, str]:
        """User -> the volume of her work in the project."""
        return {user: name for name in volumes_of(self._installation) if (user := self._user(name))}

    def folder(self) -> tuple[str, ...]:
        """The volume that its members share, where there is one."""
        shared = project_volume(self._installation.container_prefix, self._project)
        return tuple(name for name in volumes_of(self._installation) if name == shared)

    def all_volumes(self) -> tuple[str, ...]:
        return (*self.volumes().values(), *self.folder())

    def shared(self) -> tuple[str, ...]:
        """Volumes whose files lie where several machines see them."""
        if self._shared is None:
            return ()
        ours = self._shared.volumes(f"{self._installation.container_prefix}-")
        folder = project_volume(self._installation.container_prefix, self._project)
        return tuple(name for name in ours if name == folder or self._user(name))

    def sharers(self) -> tuple[str, ...]:
        """The members with such a volume, whichever machine they worked on."""
        return tuple(user for name in self.shared() if (user := self._user(name)))

    def containers(self) -> list[str]:
        label = f"label={LABEL}={self._installation.container_prefix}"
        names = _docker("container", "ls", "--all", "--format", "{{.Names}}", "--filter", label).split()
        return [name for name in names if self._user(name.removesuffix("--server"))]

    def close(self) -> None:
        """Remove the running workspaces; the work in the volumes stays."""
        if names := self.containers():
            _docker("container", "rm", "--force", *names)

    def delete(self) -> None:
        """Remove workspaces, volumes, copies of notebooks and imported files, what is gone already passed
        over."""
        self.close()
        if names := self.all_volumes():
            _docker("volume", "rm", "--force", *names)
        if self._shared is not None:
            for name in self.shared():
                self._shared.delete(name)
        free_deleted_images()
        for folder in (self.imports, self._copies):
            if folder.is_dir():
                shutil.rmtree(folder)

    def is_empty(self) -> bool:
        return not (self.containers() or self.all_volumes() or self.shared()) and not (
            self.imports.exists() or self._copies.exists()
        )

    def _user(self, name: str) -> str:
        own = name.removeprefix(f"{self._installation.container_prefix}-")
        user, _, project = own.rpartition("--")
        return user if own != name and project == self._project else ""


def _docker(*words: str) -> str:
    finished = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise InstallationError("backup-volume", reason=finished.stderr.strip()[-500:])
    return finished.stdout
