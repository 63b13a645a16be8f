"""Every few minutes: what changed in open workspaces and jobs is copied, and what is too old goes."""

from __future__ import annotations

import asyncio
import logging
import tarfile
from contextlib import suppress
from pathlib import Path

from docker.errors import DockerException
from requests.exceptions import RequestException

from governance.access.workspace_entry import PROBE
from governance.refusal import Refusal
from hub_config.copies.folders import Present, WorkFolders
from hub_config.copies.store import CopyStore
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Nodes
from hub_config.settings import HubSettings
from hub_config.work_names import work_of

_LOG = logging.getLogger(__name__)
# Before the first name of a member: no user's begins with a hyphen.
_OF_PROJECT = "-"
_FAULTS = (DockerException, RequestException, OSError, tarfile.TarError, Refusal)


class Copies:
    """`<home>/copies/PROJECT/USER/`, and `-` for what a project's members share."""

    def __init__(self, settings: HubSettings, nodes: Nodes) -> None:
        self._nodes = nodes
        self._image = settings.image
        self._root = settings.copies
        self._most = settings.copies_bytes
        self._seconds = settings.copies_seconds
        self._installation = settings.installation
        self._since: dict[str, float] = {}
        # Of the passes alone, which write: those that are asked for read anew.
        self._writing: dict[Path, CopyStore] = {}
        self._open: dict[str, set[tuple[str, str]]] = {}  # by machine

    def put(self, user: str, project: str, volume: str, folder: str, name: str, content: bytes) -> None:
        """As `WorkFolders.put`, on the machine that has the project's files."""
        try:
            node = self._nodes.of(project)[0]
            self._nodes.make_volumes(node, user, project)
        except Refusal as refusal:
            raise Refusal("copy-not-restored", reason=refusal.code) from refusal
        self._folders(node).put(volume, folder, name, content)

    def stores(self, user: str, project: str) -> dict[str, CopyStore]:
        """By volume: her own, and the project's."""
        work = work_of(self._installation, user, project)
        return {work.own: self._store(project, user), work.project: self._store(project, _OF_PROJECT)}

    async def keep_taking(self) -> None:
        for node in self._nodes.all():
            with suppress(*_FAULTS), node.asking():  # an engine is away: the next start does it
                await asyncio.to_thread(self._folders(node).remove_left)
        while True:
            try:
                await asyncio.to_thread(self.take)
            except OSError as fault:
                _LOG.warning("no copies of notebooks were taken: %s", fault)
            await asyncio.sleep(self._seconds)

    def take(self) -> None:
        """One pass."""
        for node in self._nodes.all():
            try:
                with node.asking():
                    self._take_of(node)
            except _FAULTS as fault:
                _LOG.warning("no copies of notebooks on %s were taken: %s", node.name, fault)
        for folder in self._root.glob("*/*"):
            self._writing.setdefault(folder, CopyStore(folder, self._most)).expire()

    def _take_of(self, node: Node) -> None:
        """Who closed since the last pass is looked at again, unless another machine may want her files."""
        folders = self._folders(node)
        now_open = folders.open()
        looked_at = now_open if node.shares else now_open | self._open.get(node.name, set())
        for project in sorted({project for _, project in looked_at}):
            users = {user for user, of in looked_at if of == project and user != PROBE}
            try:
                self._take(folders, project, users)
            except (DockerException, OSError, tarfile.TarError) as fault:
                # Of one project: a volume that was deleted, a disk that is full.
                _LOG.warning("no copies of notebooks of %s were taken: %s", project, fault)
        self._open[node.name] = now_open

    def _take(self, folders: WorkFolders, project: str, users: set[str]) -> None:
        there = folders.volumes()
        stores = {
            volume: self._writing.setdefault(store.folder, store)
            for user in users
            for volume, store in self.stores(user, project).items()
            if volume in there
        }
        if not stores:
            return
        for found in folders.changed({volume: self._since.get(volume, 0.0) for volume in stores}):
            if isinstance(found, Present):
                stores[found.volume].see(found.notebooks)
            else:
                stores[found.volume].keep(found.notebook, found.content)
                self._since[found.volume] = found.at

    def _folders(self, node: Node) -> WorkFolders:
        return WorkFolders(self._installation, self._image, node.engine)

    def _store(self, project: str, user: str) -> CopyStore:
        return CopyStore(self._root / project / user, self._most)
