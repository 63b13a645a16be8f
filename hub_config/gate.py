"""What the hub asks governance: may this person enter this project's workspace, and may she stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from governance.access.workspace_entry import (
    PROBE,
    WorkspaceGrant,
    check_entry,
    enter_to_probe,
    enter_workspace,
    workspace_limits,
)
from governance.announcements import shown_announcements
from governance.directory import Person, ProjectCard, find_person, projects_of
from governance.display.showing import close_session, require_display, shown_now
from governance.gpus.allotment import GpuState, Waiting, allot, gpu_state, leave_queue, reconcile, release
from governance.gpus.device import GpuDevice
from governance.gpus.queue import workspace_holder
from governance.jobs.viewing import SeenJob, jobs_seen_by, stop_job
from governance.nodes import drained_nodes, is_drained, require_open_node
from governance.packages.allowed import allow_package, forbid_package, package_admin
from governance.packages.viewing import SeenPackages, packages_seen_by
from governance.policy.charter import sign_charter, unsigned_charter
from governance.policy.second_factor import require_second_factor
from governance.projects.flavour import Flavour
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance
from governance.words import Words
from governance.workspace_use import record_size, record_standing
from hub_config.notices import Notice, of_announcements, of_display, of_drain, of_end


class Gate:
    """Every answer is read from governance's database at the moment it is asked; nothing is remembered."""

    def __init__(self, settings: GovernanceSettings) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)

    def enter(
        self,
        user: str,
        project: str,
        flavour: Flavour,
        devices: Sequence[GpuDevice],
        *,
        node: str,
        image: str,
        bill: str,
    ) -> WorkspaceGrant:
        """Record the opening on `node` with the digests of the image and of its bill of materials; allot what
        the flavour takes of `devices`. Raises the Refusal of governance, or `gpu-waiting` with the place in
        the queue, which is kept."""
        probed = user == PROBE
        with self._write() as work:
            if not probed:  # the walls of a mended machine are tried before people come back
                require_open_node(work, node)
            gpus = self._allot(work, user, project, flavour, devices, node)
            grant = enter_to_probe(work, project) if probed else enter_workspace(work, user, project)
            work.audit.append(
                actor=user,
                event="workspace.image",
                subject=f"{project}/{user}",
                details={"image": image, "bill_of_materials": bill},
            )
            record_size(
                work,
                user,
                project,
                cpus=flavour.cpus,
                memory_bytes=flavour.memory,
                gpus=len(gpus),
                node=node,
            )
            work.commit()
        return replace(grant, memory_bytes=flavour.memory, cpus=flavour.cpus, gpus=gpus)

    def stands(self, user: str, project: str, files: int | None, shared: int | None) -> None:
        """Record that the workspace is open and how many bytes its two folders hold; not worth a word where
        the database is busy, as it is told again soon."""
        with suppress(SQLAlchemyError), self._write() as work:
            record_standing(work, user, project, files_bytes=files, shared_bytes=shared)
            work.commit()

    def _allot(
        self,
        work: UnitOfWork,
        user: str,
        project: str,
        flavour: Flavour,
        devices: Sequence[GpuDevice],
        node: str,
    ) -> tuple[GpuDevice, ...]:
        if flavour.gpu is None:
            release(work, workspace_holder(user, project), devices, "changed")
            return ()
        check_entry(work, user, project)  # nobody waits for what she may not enter
        got = allot(work, workspace_holder(user, project), flavour.gpu, devices, node=node)
        if isinstance(got, Waiting):
            work.commit()
            raise Refusal("gpu-waiting", position=got.position, kind=flavour.gpu.kind)
        return got

    def require_second_factor(self, user: str, acr: str, amr: Collection[str]) -> None:
        """Raises Refusal `second-factor-missing`."""
        with self._read() as work:
            require_second_factor(work, user, acr, amr)

    def unsigned_charter(self, user: str, project: str) -> dict[str, str] | None:
        """Both texts and the `version` of the charter that this person has yet to sign for the project."""
        with self._read() as work:
            charter = unsigned_charter(work, user, project)
        return {**charter.model_dump(), "version": charter.version} if charter else None

    def sign_charter(self, user: str, project: str, version: str) -> None:
        """Raises the Refusal of governance."""
        with self._write() as work:
            person = find_person(work, user)
            sign_charter(work, user, project, version, person.language if person else "fr")
            work.commit()

    def leave(self, user: str, project: str, devices: Sequence[GpuDevice]) -> None:
        """Record that the workspace is gone, and how much it showed; its devices are free again."""
        with self._write() as work:
            close_session(work, user, project)
            release(work, workspace_holder(user, project), devices, "stopped")
            work.commit()

    def leave_queue(self, user: str, project: str, devices: Sequence[GpuDevice]) -> None:
        with self._write() as work:
            leave_queue(work, workspace_holder(user, project), devices)
            work.commit()

    def reconcile_gpus(self, alive: Collection[str], devices: Sequence[GpuDevice]) -> list[str]:
        """As `governance.gpus.allotment.reconcile` of workspaces, committed."""
        with self._write() as work:
            gone = reconcile(work, "workspace", alive, devices)
            work.commit()
        return gone

    def gpu_state(self) -> GpuState:
        with self._read() as work:
            return gpu_state(work)

    def limits(self, project: str) -> tuple[int, float, int]:
        """Bytes of memory, processors and GPUs that a workspace of the project may have. Raises Refusal
        `project-unknown`."""
        with self._read() as work:
            return workspace_limits(work, project)

    def display_pause(self, project: str) -> Refusal | None:
        """Why the workspaces of the project show nothing now, or None."""
        try:
            with self._read() as work:
                require_display(work, project)
        except Refusal as refusal:
            return refusal
        return None

    def notices(self, words: Words, user: str, project: str, node: str) -> tuple[Notice, ...]:
        """What a workspace of the project on `node` is told now, but for its use; nothing to no member."""
        with self._read() as work:
            card = next((card for card in projects_of(work, user) if card.id == project), None)
            if card is None:
                return ()
            return (
                *of_announcements(words, shown_announcements(work)),
                *of_drain(words, is_drained(work, node)),
                *of_display(words, shown_now(work, project)),
                *of_end(words, card.ends),
            )

    def refusal_to_stay(self, user: str, project: str) -> Refusal | None:
        """Why a running workspace must close now, or None; nothing is recorded."""
        if user == PROBE:  # it reads nothing, and whoever tries the walls ends it
            return None
        try:
            with self._read() as work:
                check_entry(work, user, project)
        except Refusal as refusal:
            return refusal
        return None

    def jobs(self, user: str) -> tuple[SeenJob, ...]:
        """Of all projects of this person."""
        with self._read() as work:
            return jobs_seen_by(work, user)

    def stop_job(self, user: str, job: int) -> None:
        """Raises the Refusal of governance."""
        with self._write() as work:
            stop_job(work, user, job)
            work.commit()

    def packages(self, user: str) -> SeenPackages:
        with self._read() as work:
            return packages_seen_by(work, user)

    def allow_package(self, user: str, name: str, versions: str) -> None:
        """Raises the Refusal of governance."""
        with self._write() as work:
            allow_package(work, name.strip(), versions.strip(), package_admin(work, user))
            work.commit()

    def forbid_package(self, user: str, name: str) -> None:
        """Raises the Refusal of governance."""
        with self._write() as work:
            forbid_package(work, name, package_admin(work, user))
            work.commit()

    def drained(self) -> frozenset[str]:
        """Names of machines that take nothing new."""
        with self._read() as work:
            return frozenset(node.node for node in drained_nodes(work))

    def person(self, user: str) -> Person | None:
        with self._read() as work:
            return find_person(work, user)

    def projects(self, user: str) -> tuple[ProjectCard, ...]:
        with self._read() as work:
            return projects_of(work, user)

    def language(self, user: str | None) -> str:
        """`fr` or `en`; French for someone governance does not know."""
        person = self.person(user) if user else None
        return person.language if person else "fr"
