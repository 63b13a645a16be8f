"""What workspaces and jobs have on the file system of the machine they run on."""

from __future__ import annotations

from pathlib import Path

from hub_config.jobs.folder import JobFolder, job_doors
from hub_config.nodes.node import JobPlaces, JobTold, Places, Told
from hub_config.sockets import WorkspaceSockets


class WorkspaceFolders:
    """`sockets`: where the machine's doors are; `imports`: what the airlock let in, a folder per project;
    `jobs`: what jobs read, a folder per set of doors."""

    def __init__(self, sockets: Path, imports: Path, jobs: Path) -> None:
        self._sockets = sockets
        self._imports = imports
        self._jobs = jobs

    def prepare(self, name: str, doors: int, project: str, told: Told) -> Places:
        """`name` is the workspace's here, `doors` the number of its set. Raises Refusal
        `socket-folder-unusable`."""
        own = self.of(name)
        own.prepare(told.session, told.relays, told.server_relays)
        return Places(
            server=own.server,
            relays=own.relays,
            session=own.session,
            imports=readable_folder(self._imports / project),
            hub_door=self._sockets / "doors" / "hub",
            doors=self._sockets / "doors" / str(doors),
        )

    def prepare_job(self, doors: int, project: str, told: JobTold) -> JobPlaces:
        """`doors` is the number of its set."""
        imports = readable_folder(self._imports / project)
        return self.of_job(doors).prepare(told, imports, self._sockets / "doors" / str(doors))

    def of_job(self, doors: int) -> JobFolder:
        return JobFolder(self._jobs, job_doors(self._sockets), doors)

    def of(self, name: str) -> WorkspaceSockets:
        return WorkspaceSockets(self._sockets, name)


def readable_folder(folder: Path) -> Path:
    """The folder, made where it is missing, open to the container's user whatever the hub's umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder
