"""Every few minutes: what changed in open workspaces and jobs is copied, and what is too old goes."""

from __future__ import annotations

import asyncio
import logging
import tarfile
from contextlib import suppress
from pathlib import Path

from docker.errors import DockerException

from governance.access.workspace_entry import PROBE
from hub_config.copies.folders import Present, WorkFolders
from hub_config.copies.store import CopyStore
from hub_config.settings import HubSettings
from hub_config.work_volumes import work_of

_LOG = logging.getLogger(__name__)
# Before the first name of a member: no user's begins with a hyphen.
_OF_PROJECT = "-"


class Copies:
    """`<home>/copies/PROJECT/USER/`, and `-` for what a project's members share."""

    def __init__(self, settings: HubSettings, folders: WorkFolders) -> None:
        self.folders = folders
        self._root = settings.copies
        self._most = settings.copies_bytes
        self._seconds = settings.copies_seconds
        self._installation = settings.installation
        self._since: dict[str, float] = {}
        # Of the passes alone, which write: those that are asked for read anew.
        self._writing: dict[Path, CopyStore] = {}
        self._open: set[tuple[str, str]] = set()

    def stores(self, user: str, project: str) -> dict[str, CopyStore]:
        """By volume: her own, and the project's."""
        work = work_of(self._installation, user, project)
        return {work.own: self._store(project, user), work.project: self._store(project, _OF_PROJECT)}

    async def keep_taking(self) -> None:
        with suppress(DockerException):  # the engine is away: the next start does it
            await asyncio.to_thread(self.folders.remove_left)
        while True:
            try:
                await asyncio.to_thread(self.take)
            except (DockerException, OSError, tarfile.TarError) as fault:
                _LOG.warning("no copies of notebooks were taken: %s", fault)
            await asyncio.sleep(self._seconds)

    def take(self) -> None:
        """One pass. Who closed since the last one is looked at once more."""
        now_open = self.folders.open()
        for project in sorted({project for _, project in now_open | self._open}):
            users = {user for user, of in now_open | self._open if of == project and user != PROBE}
            try:
                self._take(project, users)
            except (DockerException, OSError, tarfile.TarError) as fault:
                # Of one project: a volume that was deleted, a disk that is full.
                _LOG.warning("no copies of notebooks of %s were taken: %s", project, fault)
        self._open = now_open
        for folder in self._root.glob("*/*"):
            self._writing.setdefault(folder, CopyStore(folder, self._most)).expire()

    def _take(self, project: str, users: set[str]) -> None:
        there = self.folders.volumes()
        stores = {
            volume: self._writing.setdefault(store.folder, store)
            for user in users
            for volume, store in self.stores(user, project).items()
            if volume in there
        }
        if not stores:
            return
        for found in self.folders.changed({volume: self._since.get(volume, 0.0) for volume in stores}):
            if isinstance(found, Present):
                stores[found.volume].see(found.notebooks)
            else:
                stores[found.volume].keep(found.notebook, found.content)
                self._since[found.volume] = found.at

    def _store(self, project: str, user: str) -> CopyStore:
        return CopyStore(self._root / project / user, self._most)
