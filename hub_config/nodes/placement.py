"""Which machine a project works on. Its files are on one, so all its workspaces are there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from governance.refusal import Refusal
from hub_config.nodes.node import Node

_log = logging.getLogger(__name__)


class Homes:
    """`<folder>/<project>`: the name of the machine that has the project's files, written once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, project: str) -> str | None:
        with suppress(FileNotFoundError):
            return (self._folder / project).read_text(encoding="utf-8")
        return None

    def settle(self, project: str, node: str) -> str:
        """The machine that has them from now on: `node`, or where another start was faster."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = self._folder / f".{project}.{node}"
        new.write_text(node, encoding="utf-8")
        with suppress(FileExistsError):
            (self._folder / project).hardlink_to(new)
        new.unlink(missing_ok=True)
        return self.of(project) or node

    def forget(self, project: str) -> None:
        """Its files are nowhere any more."""
        (self._folder / project).unlink(missing_ok=True)


class Nodes:
    """The hub's own machine, and its workers by name. `drained`: the names of those that take nothing."""

    def __init__(
        self, here: Node, workers: Mapping[str, Node], homes: Homes, drained: Callable[[], Collection[str]]
    ) -> None:
        self.here = here
        self._workers = workers
        self._homes = homes
        self._drained = drained

    def named(self, name: str) -> Node:
        """Raises Refusal `node-unknown`."""
        if name == self.here.name:
            return self.here
        try:
            return self._workers[name]
        except KeyError as fault:
            raise Refusal("node-unknown", node=name) from fault

    def for_start(self, project: str, memory: int, *, has_files_here: Callable[[], bool]) -> Node:
        """Where its files are; for the first start of all, the hub's own machine while it has room for
        `memory` bytes, then the worker with most. Raises Refusal `node-unknown`, or `node-away` where the
        machine with the files does not answer."""
        if not self._workers:
            return self.here
        home = self._homes.of(project)
        if home is None:
            chosen = self.here if has_files_here() else self._roomiest(memory)
            home = self._homes.settle(project, chosen.name)
        node = self.named(home)
        if node is not self.here:
            node.room()
        return node

    def _roomiest(self, memory: int) -> Node:
        drained = self._drained()
        if self.here.name not in drained and self.here.room().memory >= memory:
            return self.here
        rooms = [(room, node) for node, room in self._rooms(drained) if room >= memory]
        return max(rooms, key=lambda one: one[0])[1] if rooms else self.here

    def _rooms(self, drained: Collection[str]) -> Iterator[tuple[Node, int]]:
        for name, node in self._workers.items():
            if name in drained:
                continue
            try:
                yield node, node.room().memory
            except Refusal as refusal:
                _log.warning("The worker %s is passed by: %s", name, refusal)
