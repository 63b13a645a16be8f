"""Jobs as containers of the engine: those of a workspace's own code, with a notebook to run instead of a
server to wait for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from docker.errors import APIError, ImageNotFound, NotFound

from governance.access.workspace_entry import WorkspaceGrant
from governance.jobs.job import Job
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.jobs.folder import JobFolder, holder
from hub_config.nodes.folders import readable_folder
from hub_config.nodes.here import NodeHere
from hub_config.nodes.placement import Homes
from hub_config.researcher_side import groups_of, own_code
from hub_config.sealing import HOME
from hub_config.session import DOORS, JOB_DOORS, job_relays, session_message
from hub_config.settings import HubSettings
from hub_config.spawner import IMAGE_LABEL
from hub_config.work_volumes import LABEL

JOB_LABEL = "org.d2h.job"
GIVEN = "/run/d2h/given"
_NOTEBOOK_FAILED = 3  # d2h_sdk.batch says so


@dataclass(frozen=True)
class Running:
    seconds: float  # since it started


@dataclass(frozen=True)
class Ended:
    """`reason`: of a job that did not finish."""

    reason: Literal["", "error", "memory", "broken"]


class JobContainers:
    """Raises Refusal `job-engine`, `job-image`, or `files-elsewhere` for a project that works on a worker."""

    def __init__(self, settings: HubSettings) -> None:
        self._settings = settings
        self._node = NodeHere(settings)
        self._sets = DoorSets(settings.sockets)

    def image(self, *, gpu: bool) -> str:
        name = self._settings.gpu_image if gpu else self._settings.image
        try:
            return str(self._node.engine.images.get(name).id)
        except ImageNotFound as fault:
            raise Refusal("job-image", image=name) from fault

    def create(self, job: Job, grant: WorkspaceGrant, notebook: bytes, image: str) -> None:
        """Make it, not started: what its folder held before is gone, and a container that never ran too."""
        if Homes(self._settings.homes).of(job.project) not in (None, self._settings.node):
            raise Refusal("files-elsewhere")
        self.remove(job.id)
        sites = [site.id for site in grant.sites]
        session = session_message(grant, self._settings.airlock_page_url).model_dump_json()
        folder = self.folder(job.id)
        folder.prepare(job, notebook, session, job_relays(sites))
        try:
            work = self._node.make_volumes(job.reader, job.project)
            self._node.engine.containers.create(
                image,
                ["python", "-m", "d2h_sdk.batch", GIVEN],
                name=self._name(job.id),
                **own_code(
                    self._node.engine,
                    grant,
                    work,
                    self._readable(folder, grant, self._doors(job.id, sites)),
                    {
                        LABEL: self._settings.installation,
                        IMAGE_LABEL: image,
                        JOB_LABEL: str(job.id),
                        "org.d2h.user": job.user,
                        "org.d2h.project": job.project,
                    },
                    groups_of(self._node, grant),
                ),
            )
        except APIError as fault:
            self._sets.give_back(holder(job.id))
            raise Refusal("job-engine", reason=str(fault.explanation)[:200]) from fault
        except Refusal:
            self._sets.give_back(holder(job.id))
            raise

    def start(self, job: int) -> None:
        try:
            self._node.engine.containers.get(self._name(job)).start()
        except APIError as fault:
            raise Refusal("job-engine", reason=str(fault.explanation)[:200]) from fault

    def status(self, job: int) -> Literal["created", "gone"] | Running | Ended:
        try:
            container = self._node.engine.containers.get(self._name(job))
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

    def standing(self) -> tuple[int, ...]:
        """The jobs that have a container, in whatever state."""
        labels = [f"{LABEL}={self._settings.installation}", JOB_LABEL]
        found = self._node.engine.containers.list(all=True, filters={"label": labels}, ignore_removed=True)
        return tuple(sorted(int(one.labels[JOB_LABEL]) for one in found))

    def remove(self, job: int) -> None:
        with suppress(NotFound):
            self._node.engine.containers.get(self._name(job)).remove(force=True, v=True)
        self._sets.give_back(holder(job))
        self.folder(job).remove()

    def folder(self, job: int) -> JobFolder:
        return JobFolder(self._settings.jobs, self._settings.job_doors, job)

    def _doors(self, job: int, sites: list[str]) -> Mapping[str, Path]:
        """The folder of each, but of access, which is the job's own."""
        number = self._sets.take(holder(job))
        return {door: self._sets.folder(number, door) for door in (*JOB_DOORS, *sites) if door != "access"}

    def _readable(
        self, folder: JobFolder, grant: WorkspaceGrant, doors: Mapping[str, Path]
    ) -> Mapping[Path, str]:
        return {
            folder.session.absolute(): "/run/d2h/session",
            folder.given.absolute(): GIVEN,
            folder.access.absolute(): f"{DOORS}/access",
            readable_folder(self._settings.imports / grant.project): f"{HOME}/imports",
            **{place: f"{DOORS}/{door}" for door, place in doors.items()},
        }

    def _name(self, job: int) -> str:
        return f"{self._settings.installation}-job-{job}"


def _reason(state: dict[str, Any]) -> Literal["", "error", "memory", "broken"]:
    if state["ExitCode"] == 0:
        return ""
    if state["OOMKilled"]:
        return "memory"
    return "error" if state["ExitCode"] == _NOTEBOOK_FAILED else "broken"
