"""Replays as containers of the engine, which is their only memory: a runner that starts again finds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docker
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from docker.errors import APIError, ImageNotFound, NotFound

from governance.access.replay import ReplayTicket
from governance.access.workspace_entry import WorkspaceGrant
from governance.packages.names import CRAN
from governance.packages.taking import PackageFile
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.labels import IMAGE_LABEL, LABEL
from hub_config.replays.folder import ReplayFolder
from hub_config.replays.gate import ReplayGate
from hub_config.replays.order import ReplayOrder, ReplayStatus
from hub_config.researcher_side import INSTALLED
from hub_config.sealing import USER, WORK, sealed, threads
from hub_config.session import DOORS, REPLAY_DOORS, replay_relays, session_message
from hub_config.settings import HubSettings

REPLAY_LABEL = "org.d2h.replay"
_RUN = ("python", "-m", "d2h_sdk.replay")
GIVEN, PACKAGES = "/run/d2h/given", "/run/d2h/packages"
# An answer that nobody fetched is not kept for ever.
KEPT = timedelta(hours=1)
# Compiled parts of packages are run from there, as they are from a workspace's volume.
_WORK = "size=1g,exec"
# The log holds one line of base64: a third longer than the outputs, and the engine's frame around it.
_LOG_SHARE = 2


class Replays:
    """Raises Refusal `replay-busy`, `replay-unknown`, `replay-engine` or `replay-image`."""

    def __init__(self, settings: HubSettings, gate: ReplayGate, key: Ed25519PrivateKey) -> None:
        self._settings = settings
        self._gate = gate
        self._key = key
        self._engine = docker.from_env(timeout=30)
        self._doors = DoorSets(settings.sockets, settings.of_workers)

    def start(self, replay: str, order: ReplayOrder) -> ReplayStatus:
        """Starts it, or tells how the one of this id is. Raises also the refusals of governance."""
        if (found := self._find(replay)) is not None:
            if found.status != "created":
                return self.status(replay)
            found.remove(force=True)  # its runner died before it could start it
        if sum(one.status == "running" for one in self._all()) >= self._settings.replays_at_once:
            raise Refusal("replay-busy")
        ticket = ReplayTicket(
            replay=replay,
            user=order.user,
            project=order.project,
            permits=order.permits,
            until=datetime.now(UTC) + timedelta(seconds=self._settings.replay_seconds + 60),
        )
        image = self._image()
        grant, packages = self._gate.enter(ticket, image, self._settings.node)
        sites = [site.id for site in grant.sites]
        folder = self._folder(replay)
        session = session_message(grant, self._settings.airlock_page_url, replay=True)
        kept = {_place(file): self._settings.package_files / file.sha256 for file in packages}
        folder.prepare(order, ticket, session.model_dump_json(), replay_relays(sites), kept)
        self._run(replay, order, ticket, grant, image, folder)
        return self.status(replay)

    def status(self, replay: str) -> ReplayStatus:
        container = self._known(replay)
        state: dict[str, Any] = container.attrs["State"]
        running = state["Status"] not in ("exited", "dead")
        stopped = self._folder(replay).stopped()
        if not running and not stopped and (state["OOMKilled"] or state["ExitCode"] != 0):
            stopped = "memory" if state["OOMKilled"] else "broken"
        return ReplayStatus.model_validate(
            {
                "state": "running" if running else "ended",
                "image": container.labels[IMAGE_LABEL],
                "seconds": int(_ran(state).total_seconds()),
                "stopped": stopped,
            }
        )

    def answer(self, replay: str) -> bytes:
        """The last line the container said, JSON of `ReplayedMessage`; nobody has judged it."""
        container = self._known(replay)
        said = b"".join(container.logs(stdout=True, stderr=False, stream=True)).rstrip(b"\n")
        return bytes(said.rpartition(b"\n")[2])

    def remove(self, replay: str) -> None:
        if (container := self._find(replay)) is not None:
            container.remove(force=True, v=True)
        self._doors.give_back(_holder(replay))
        self._folder(replay).remove()

    def watch(self) -> None:
        """Stops what ran too long or lost its permit, forgets what nobody fetched."""
        for container in self._all():
            replay, state = container.labels[REPLAY_LABEL], container.attrs["State"]
            if container.status == "running":
                reason = self._reason_to_stop(replay, state)
                if reason:
                    self._folder(replay).stop_because(reason)
                    container.kill()
            elif container.status == "exited" and datetime.now(UTC) - _moment(state["FinishedAt"]) > KEPT:
                self.remove(replay)

    def _reason_to_stop(self, replay: str, state: dict[str, Any]) -> str:
        if _ran(state) > timedelta(seconds=self._settings.replay_seconds):
            return "time"
        ticket = self._folder(replay).ticket()
        return "access" if ticket is None or self._gate.refusal_to_stay(ticket) else ""

    def _run(
        self,
        replay: str,
        order: ReplayOrder,
        ticket: ReplayTicket,
        grant: WorkspaceGrant,
        image: str,
        folder: ReplayFolder,
    ) -> None:
        memory = min(grant.memory_bytes, self._settings.replay_memory_bytes)
        limit = self._settings.replay_output_bytes
        names = [*REPLAY_DOORS, *(site.id for site in grant.sites)]
        number = self._doors.take(_holder(replay))
        doors = {name: self._doors.folder(number, name) for name in names}
        mounts: dict[Path, str] = {
            folder.session: "/run/d2h/session",
            folder.given: GIVEN,
            folder.packages: PACKAGES,
            **{folder: f"{DOORS}/{name}" for name, folder in doors.items()},
        }
        try:
            self._engine.containers.run(
                image,
                [*_RUN, GIVEN, PACKAGES, order.notebook, str(limit), *order.outputs],
                name=f"{self._settings.installation}-replay-{replay}",
                detach=True,
                user=USER,
                working_dir=WORK,
                environment={
                    "D2H_LANGUAGE": grant.language,
                    "D2H_REPLAY_TICKET": ticket.signed(self._key),
                    **INSTALLED,
                    **threads(grant.cpus),
                },
                labels={
                    LABEL: self._settings.installation,
                    IMAGE_LABEL: image,
                    REPLAY_LABEL: replay,
                },
                volumes=[f"{source.absolute()}:{target}:ro" for source, target in mounts.items()],
                mem_limit=memory,
                nano_cpus=int(grant.cpus * 1e9),
                log_config=docker.types.LogConfig(
                    type="json-file", config={"max-size": str(limit * _LOG_SHARE), "max-file": "1"}
                ),
                **sealed(self._engine, memory, work=_WORK),
            )
        except APIError as fault:
            self._doors.give_back(_holder(replay))
            raise Refusal("replay-engine", reason=str(fault.explanation)[:200]) from fault

    def _image(self) -> str:
        try:
            return str(self._engine.images.get(self._settings.image).id)
        except ImageNotFound as fault:
            raise Refusal("replay-image", image=self._settings.image) from fault

    def _folder(self, replay: str) -> ReplayFolder:
        return ReplayFolder(self._settings.replays, replay)

    def _all(self) -> list[Any]:
        labels = [f"{LABEL}={self._settings.installation}", REPLAY_LABEL]
        return list(self._engine.containers.list(all=True, filters={"label": labels}, ignore_removed=True))

    def _find(self, replay: str) -> Any | None:
        try:
            return self._engine.containers.get(f"{self._settings.installation}-replay-{replay}")
        except NotFound:
            return None

    def _known(self, replay: str) -> Any:
        found = self._find(replay)
        if found is None:
            raise Refusal("replay-unknown", replay=replay)
        return found


def _place(file: PackageFile) -> str:
    """Among what a replay installs: R's are no matter of pip's."""
    return f"{'r' if file.package.startswith(CRAN) else 'python'}/{file.name}"


def _holder(replay: str) -> str:
    """Of a set of doors: no workspace has such a name, for no person's begins with two hyphens."""
    return f"--replay-{replay}"


def _ran(state: dict[str, Any]) -> timedelta:
    """How long the container runs, or ran."""
    end = datetime.now(UTC) if state["Status"] == "running" else _moment(state["FinishedAt"])
    return max(timedelta(), end - _moment(state["StartedAt"]))


def _moment(text: str) -> datetime:
    """The engine tells nanoseconds, of which Python reads six digits."""
    return datetime.fromisoformat(text[:19] + "+00:00")
