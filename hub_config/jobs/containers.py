"""Jobs as containers of their project's machine: those of a workspace's own code, with a notebook to run
instead of a server to wait for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from docker.errors import APIError, ImageNotFound, NotFound

from governance.access.workspace_entry import WorkspaceGrant
from governance.jobs.job import Job
from governance.refusal import Refusal
from hub_config.jobs.folder import container_of, holder, job_of
from hub_config.labels import IMAGE_LABEL, JOB_LABEL, LABEL, PROJECT_LABEL, USER_LABEL
from hub_config.nodes.node import JobPlaces, JobTold, Node
from hub_config.nodes.placement import Fit, Nodes
from hub_config.researcher_side import groups_of, own_code
from hub_config.sealing import HOME
from hub_config.session import DOORS, JOB_DOORS, job_relays, session_message
from hub_config.settings import HubSettings

GIVEN = "/run/d2h/given"
_NOTEBOOK_FAILED = 3  # d2h_sdk.batch says so
_CONFLICT = 409


@dataclass(frozen=True)
class Running:
    seconds: float  # since it started


@dataclass(frozen=True)
class Ended:
    """`reason`: of a job that did not finish."""

    reason: Literal["", "error", "memory", "broken"]


class JobContainers:
    """Raises Refusal `job-engine`, `node-away` where the project's machine does not answer, `node-unknown`
    where there is none of its name any more."""

    def __init__(self, settings: HubSettings, nodes: Nodes) -> None:
        self._settings = settings
        self._nodes = nodes

    def place(self, job: Job, fits: Sequence[Fit], at_once: int) -> Node:
        """As `Nodes.for_start`; raises Refusal `node-drained`, `node-busy` too, where `at_once` jobs run."""
        node = self._nodes.for_start(job.project, job.memory_bytes, fits)
        if self._nodes.is_drained(node):
            raise Refusal("node-drained", node=node.name)
        others = {job_of(one) for one in node.holders()} - {None, job.id}
        if len(others) >= at_once:
            raise Refusal("node-busy", node=node.name)
        return node

    def projects_on(self, node: str) -> list[str]:
        return self._nodes.on(node)

    def image(self, node: Node, *, gpu: bool) -> str:
        """Raises Refusal `job-image`, `node-image`."""
        name = self._settings.gpu_image if gpu else self._settings.image
        try:
            with node.asking():
                return self._nodes.image(node, name)
        except ImageNotFound as fault:
            raise Refusal("job-image", image=name) from fault

    def create(self, node: Node, job: Job, grant: WorkspaceGrant, notebook: bytes, image: str) -> None:
        """Make it, not started: what its folder held before is gone, and a container that never ran too."""
        self._remove(node, job.id)
        sites = [site.id for site in grant.sites]
        places = node.prepare_job(holder(job.id, job.project), job.project, self._told(job, grant, notebook))
        try:
            work = self._nodes.make_volumes(node, job.reader, job.project)
            with node.asking():
                node.engine.containers.create(
                    image,
                    ["python", "-m", "d2h_sdk.batch", GIVEN],
                    name=self._name(job.id),
                    **own_code(
                        node.engine,
                        grant,
                        work,
                        _readable(places, sites),
                        {
                            LABEL: self._settings.installation,
                            IMAGE_LABEL: image,
                            JOB_LABEL: str(job.id),
                            USER_LABEL: job.user,
                            PROJECT_LABEL: job.project,
                        },
                        groups_of(node, grant),
                    ),
                )
        except APIError as fault:
            raise Refusal("job-engine", reason=str(fault.explanation)[:200]) from fault

    def has_door(self, node: Node, job: Job) -> bool:
        """Whether it could ask for access tokens now."""
        return node.has_job_door(holder(job.id, job.project))

    def start(self, job: Job) -> None:
        node = self._node(job)
        try:
            with node.asking():
                node.engine.containers.get(self._name(job.id)).start()
        except APIError as fault:
            raise Refusal("job-engine", reason=str(fault.explanation)[:200]) from fault

    def status(self, job: Job) -> Literal["created", "gone"] | Running | Ended:
        node = self._node(job)
        if job.id not in map(job_of, node.holders()):
            return "gone"  # without doors it reads nothing, and others may be lent them
        try:
            with node.asking():
                container = node.engine.containers.get(self._name(job.id))
        except NotFound:
            return "gone"
        state: dict[str, Any] = container.attrs["State"]
        match state["Status"]:
            case "created":
                return "created"
            case "exited" | "dead":
                return Ended(_reason(state))
            case _:
                # The engine tells nanoseconds, of which Python reads six digits.
                started = datetime.fromisoformat(state["StartedAt"][:19] + "+00:00")
                return Running((datetime.now(UTC) - started).total_seconds())

    def standing(self) -> Mapping[int, Node]:
        """The jobs that have a container or doors, and on which machine. Of one that does not answer, those
        that have doors."""
        found: dict[int, Node] = {}
        labels = [f"{LABEL}={self._settings.installation}", JOB_LABEL]
        for node in self._nodes.all():
            found |= {job: node for job in map(job_of, node.holders()) if job is not None}
            with suppress(Refusal), node.asking():
                listed = node.engine.containers.list(all=True, filters={"label": labels}, ignore_removed=True)
                found |= {int(one.labels[JOB_LABEL]): node for one in listed}
        return found

    def remove(self, job: Job) -> None:
        """Where its machine does not answer, once it is back."""
        with suppress(Refusal):
            self.remove_from(self._node(job), job.id)

    def remove_from(self, node: Node, job: int) -> None:
        """As `remove`."""
        try:
            self._remove(node, job)
        except Refusal as refusal:
            if refusal.code != "node-away":
                raise
            for one in node.holders():
                if job_of(one) == job:
                    node.give_up(one)

    def clear_away(self) -> None:
        """As `Nodes.clear_away`."""
        self._nodes.clear_away()

    def _remove(self, node: Node, job: int) -> None:
        try:
            with suppress(NotFound), node.asking():
                node.engine.containers.get(self._name(job)).remove(force=True, v=True)
        except APIError as fault:
            if fault.status_code != _CONFLICT:  # it is being removed
                raise
        for one in node.holders():
            if job_of(one) == job:
                node.remove(one)

    def _node(self, job: Job) -> Node:
        """A project does not move while a job of it has doors."""
        return self._nodes.of(job.project)[0]

    def _told(self, job: Job, grant: WorkspaceGrant, notebook: bytes) -> JobTold:
        order = {
            "notebook": job.notebook,
            "parameters": job.parameters,
            "results": job.results,
            "apart": job.reader != job.user,
        }
        session = session_message(grant, self._settings.airlock_page_url).model_dump_json()
        relays = job_relays([site.id for site in grant.sites])
        return JobTold(session, relays, json.dumps(order), notebook)

    def _name(self, job: int) -> str:
        return container_of(self._settings.installation, job)


def _readable(places: JobPlaces, sites: Sequence[str]) -> dict[Path, str]:
    """Of the doors of its set, access is the job's own."""
    shared = (door for door in (*JOB_DOORS, *sites) if door != "access")
    return {
        places.session: "/run/d2h/session",
        places.given: GIVEN,
        places.access: f"{DOORS}/access",
        places.imports: f"{HOME}/imports",
        **{places.doors / door: f"{DOORS}/{door}" for door in shared},
    }


def _reason(state: dict[str, Any]) -> Literal["", "error", "memory", "broken"]:
    if state["ExitCode"] == 0:
        return ""
    if state["OOMKilled"]:
        return "memory"
    return "error" if state["ExitCode"] == _NOTEBOOK_FAILED else "broken"
