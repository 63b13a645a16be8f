"""Which machine a project works on. One has its files at a time, so all its workspaces are there."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from governance.refusal import Refusal
from hub_config.nodes.node import Node
from hub_config.work_names import Work

Fit = Callable[[Node], bool]

_log = logging.getLogger(__name__)


class Homes:
    """`<folder>/<project>`: the name of the machine that has the project's files, written once, or anew when
    they are where others see them too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, project: str) -> str | None:
        with suppress(FileNotFoundError):
            return (self._folder / project).read_text(encoding="utf-8")
        return None

    def on(self, node: str) -> list[str]:
        """The projects whose files that machine has."""
        return sorted(one.name for one in self._folder.glob("[!.]*") if self.of(one.name) == node)

    def settle(self, project: str, node: str) -> str:
        """The machine that has them from now on: `node`, or where another start was faster."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = self._folder / f".{project}.{node}"
        new.write_text(node, encoding="utf-8")
        with suppress(FileExistsError):
            (self._folder / project).hardlink_to(new)
        new.unlink(missing_ok=True)
        return self.of(project) or node

    def move(self, project: str, before: str, after: str) -> str:
        """The machine that has them from now on: `after`, or where another start was faster."""
        with (self._folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (now := self.of(project)) != before:
                return now or after
            new = self._folder / f".{project}.{after}"
            new.write_text(after, encoding="utf-8")
            new.replace(self._folder / project)
        return after

    def forget(self, project: str) -> None:
        """Its files are nowhere any more."""
        (self._folder / project).unlink(missing_ok=True)


class Nodes:
    """The hub's own machine, and its workers by name. `drained`: the names of those that take nothing;
    `shared`: whether a project's files are where several machines see them; `begun_here`: whether the hub's
    machine alone has some of a project that no home is written down for."""

    def __init__(
        self,
        here: Node,
        workers: Mapping[str, Node],
        homes: Homes,
        drained: Callable[[], Collection[str]],
        shared: Callable[[str], bool],
        begun_here: Callable[[str], bool],
    ) -> None:
        self.here = here
        self._workers = workers
        self._homes = homes
        self._drained = drained
        self._shared = shared
        self._begun_here = begun_here

    def __deepcopy__(self, _: object) -> Nodes:
        """Itself: JupyterHub copies what its configuration names, and a machine cannot be."""
        return self

    def all(self) -> tuple[Node, ...]:
        """The hub's own machine first."""
        return (self.here, *self._workers.values())

    def of(self, project: str) -> tuple[Node, ...]:
        """The machine that has its files, or where it may begin. Raises Refusal `node-unknown`."""
        home = self._home(project)
        return (self.named(home),) if home else self.all()

    def on(self, node: str) -> list[str]:
        """The projects whose files that machine has, as far as they are written down."""
        return self._homes.on(node)

    def named(self, name: str) -> Node:
        """Raises Refusal `node-unknown`."""
        if name == self.here.name:
            return self.here
        try:
            return self._workers[name]
        except KeyError as fault:
            raise Refusal("node-unknown", node=name) from fault

    def image(self, node: Node, name: str) -> str:
        """Its id, the same as on the hub's machine. Raises docker's ImageNotFound where that has none,
        Refusal `node-image` where `node` has not the same."""
        id_ = str(self.here.engine.images.get(name).id)
        if node is not self.here and id_ not in {str(one["Id"]) for one in node.engine.api.images(name)}:
            raise Refusal("node-image", node=node.name, image=name)
        return id_

    def make_volumes(self, node: Node, user: str, project: str) -> Work:
        """As `Node.make_volumes`."""
        try:
            return node.make_volumes(user, project)
        except Refusal as refusal:
            if refusal.code != "files-in-use":
                raise
            # A machine that is back may still run what was given up.
            self.clear_away()
            return node.make_volumes(user, project)

    def is_drained(self, node: Node) -> bool:
        return node.name in self._drained()

    def is_closed_to(self, project: str) -> bool:
        """Whether every machine on which it could start now is drained. Raises Refusal `node-unknown`."""
        nodes, drained = self.of(project), self._drained()
        if self._shared(project):
            nodes = (*nodes, *(node for node in self.all() if node.shares))
        return all(node.name in drained for node in nodes)

    def for_start(self, project: str, memory: int, fits: Sequence[Fit] = ()) -> Node:
        """Where its files are; for the first start of all, the hub's own machine while it has room for
        `memory` bytes, then the worker with most. Where that machine does not answer or is drained, another
        one that sees the files, if any. Of machines to choose from, only those that fit one of `fits`, which
        come in order. Raises Refusal `node-unknown`, `node-away`, `shared-folder-away`,
        `gpu-machines-full`."""
        if not self._workers:
            return self.here
        home = self._home(project)
        if home is None:
            home = self._homes.settle(project, self._first_of_all(memory, fits).name)
        node, away = self.named(home), None
        try:
            node.room()
        except Refusal as refusal:
            away = refusal
        if away or home in self._drained():
            other = self._other(project, node, memory, fits)
            if other is not None:
                return self.named(self._homes.move(project, home, other.name))
        if away:
            raise away
        return node

    def _home(self, project: str) -> str | None:
        """None before its first start of all. What began before there were workers stays where it is."""
        if not self._workers:
            return self.here.name
        home = self._homes.of(project)
        if home is None and self._begun_here(project):
            return self._homes.settle(project, self.here.name)
        return home

    def clear_away(self) -> None:
        """What was given up, of machines that are back: its files may be wanted elsewhere."""
        for worker in self._workers.values():
            with suppress(Refusal):
                worker.clear_away()

    def _first_of_all(self, memory: int, fits: Sequence[Fit]) -> Node:
        chosen = self._roomiest(memory, fits)
        if chosen is None and fits:  # its files would stay where it never gets what it asks for
            raise Refusal("gpu-machines-full")
        return chosen or self.here

    def _other(self, project: str, node: Node, memory: int, fits: Sequence[Fit]) -> Node | None:
        """That sees its files, while nobody works on them where they were."""
        if not self._shared(project) or any(one.endswith(f"--{project}") for one in node.holders()):
            return None
        return self._roomiest(memory, fits, lambda one: one.shares and one is not node)

    def _roomiest(self, memory: int, fits: Sequence[Fit], may: Fit = lambda _: True) -> Node | None:
        drained = self._drained()
        rooms = [(room, node) for node, room in self._rooms(drained) if room >= memory and may(node)]
        here = self.here.name not in drained and may(self.here) and self.here.room().memory >= memory
        for fit in fits or (lambda _: True,):
            if here and fit(self.here):
                return self.here
            fitting = [one for one in rooms if fit(one[1])]
            if fitting:
                return max(fitting, key=lambda one: one[0])[1]
        return None

    def _rooms(self, drained: Collection[str]) -> Iterator[tuple[Node, int]]:
        for name, node in self._workers.items():
            if name in drained:
                continue
            try:
                yield node, node.room().memory
            except Refusal as refusal:
                _log.warning("The worker %s is passed by: %s", name, refusal)
