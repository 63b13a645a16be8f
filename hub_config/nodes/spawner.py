"""A spawner whose containers stand on one of several machines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from typing import Any, ClassVar

from docker.errors import DockerException
from dockerspawner import DockerSpawner
from requests.exceptions import RequestException

from governance.projects.flavour import Flavour
from governance.refusal import Refusal
from hub_config.nodes.node import Node
from hub_config.nodes.placement import Fit, Nodes
from hub_config.work_names import Work

NODE_OPTION = "node"
_STOOD_ON = "stood_on"
_LOOK_SECONDS = 0.2


class SpawnerOnNode(DockerSpawner):  # type: ignore[misc]  # dockerspawner has no types
    """The machine is chosen at the start of a server, and remembered with its state."""

    nodes: ClassVar[Nodes]
    node_grace_seconds: ClassVar[int]

    _node: Node | None = None
    _away_since: float | None = None
    # The names of machines: where it was open last, and before this start where that was another one.
    _stood_on = ""
    _moved_from: str | None = None

    @property
    def node(self) -> Node:
        """The machine it runs on, or ran on; the hub's own before its first start."""
        return self._node or self.nodes.here

    @property
    def client(self) -> Any:
        return self.node.engine.api

    @property
    def executor(self) -> Executor:
        return self.node.executor

    def get_state(self) -> dict[str, Any]:
        return {**super().get_state(), NODE_OPTION: self.node.name, _STOOD_ON: self._stood_on}

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self._stood_on = state.get(_STOOD_ON, "")
        try:
            self._node = self.nodes.named(state.get(NODE_OPTION, self.nodes.here.name))
        except Refusal as refusal:  # nothing of it is found on the hub's machine, and it is closed
            self.log.warning("The workspace of %s in %s is lost: %s", self.user.name, self.name, refusal)

    def choose_node(self, flavour: Flavour, fits: Sequence[Fit] = ()) -> Node:
        """As `Nodes.for_start`."""
        self._node = self._away_since = self._moved_from = None
        wanted = self.user_options.get(NODE_OPTION)
        if wanted:
            node = self.nodes.named(str(wanted))
        else:
            node = self.nodes.for_start(self.name, flavour.memory, fits)
        self._node = node
        self._moved_from = self._stood_on if self._stood_on != node.name else ""
        return node

    def stands(self) -> None:
        """It is open now, on its machine."""
        self._stood_on = self.node.name

    def make_volumes(self) -> Work:
        """As `Node.make_volumes`."""
        return self.nodes.make_volumes(self.node, self.user.name, self.name)

    @property
    def moved_from(self) -> str:
        """The machine on which it was open last, where this start chose another one."""
        return self._moved_from or ""

    async def placed(self) -> None:
        """Waits until the machine is chosen."""
        while self._moved_from is None:
            await asyncio.sleep(_LOOK_SECONDS)

    async def unless_away(self, poll: Callable[[], Awaitable[Any]], give_up: Callable[[], None]) -> Any:
        """What `poll` says; while the machine does not answer, that all is well, for a grace. Then
        `give_up`, which cannot ask anything there."""
        try:
            status = await poll()
        except (DockerException, RequestException, Refusal) as fault:
            if self.node is self.nodes.here:
                raise
            return await self._missed(fault, give_up)
        self._away_since = None
        return status

    async def _missed(self, fault: Exception, give_up: Callable[[], None]) -> str | None:
        self._away_since = self._away_since or time.monotonic()
        if time.monotonic() - self._away_since < self.node_grace_seconds:
            return None
        who, where = f"{self.user.name} in {self.name}", self.node.name
        self.log.warning("Giving up the workspace of %s: %s is away (%s)", who, where, type(fault).__name__)
        await asyncio.to_thread(give_up)
        return f"closed: {where} is away"
