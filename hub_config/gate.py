"""What the hub asks governance: may this person enter this project's workspace, and may she stay."""

from __future__ import annotations

from collections.abc import Callable

from governance.access.replay import ReplayTicket, check_replay, enter_replay
from governance.access.workspace_entry import (
    PROBE,
    WorkspaceGrant,
    check_entry,
    enter_to_probe,
    enter_workspace,
)
from governance.directory import Person, ProjectCard, find_person, projects_of
from governance.display.showing import close_session, require_display
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance


class Gate:
    """Every answer is read from governance's database at the moment it is asked; nothing is remembered."""

    def __init__(self, settings: GovernanceSettings) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)

    def enter(self, user: str, project: str, image: str, bill: str) -> WorkspaceGrant:
        """Record the opening with the digests of the image and of its bill of materials. Raises the Refusal
        of governance."""
        with self._write() as work:
            probed = user == PROBE
            grant = enter_to_probe(work, project) if probed else enter_workspace(work, user, project)
            work.audit.append(
                actor=user,
                event="workspace.image",
                subject=f"{project}/{user}",
                details={"image": image, "bill_of_materials": bill},
            )
            work.commit()
        return grant

    def leave(self, user: str, project: str) -> None:
        """Record that the workspace is gone, and how much it showed."""
        with self._write() as work:
            close_session(work, user, project)
            work.commit()

    def display_pause(self, project: str) -> Refusal | None:
        """Why the workspaces of the project show nothing now, or None."""
        try:
            with self._read() as work:
                require_display(work, project)
        except Refusal as refusal:
            return refusal
        return None

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

    def replay(self, ticket: ReplayTicket, image: str) -> WorkspaceGrant:
        """Record the replay with the image's digest. Raises the Refusal of governance."""
        with self._write() as work:
            grant = enter_replay(work, ticket, image)
            work.commit()
        return grant

    def refusal_to_replay(self, ticket: ReplayTicket) -> Refusal | None:
        """Why a replay under way must stop now, or None; nothing is recorded."""
        try:
            with self._read() as work:
                check_replay(work, ticket)
        except Refusal as refusal:
            return refusal
        return None

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
