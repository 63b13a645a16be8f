"""May this person work in this project now? Asked when a workspace opens and at each access token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.doors import NO_DOOR
from governance.access.token import issue_access_token
from governance.catalogue.site_card import SiteCard
from governance.display.showing import open_session, require_display
from governance.gpus.device import GpuDevice
from governance.people.person import Person, Role
from governance.people.today import person_today
from governance.permits.life import Permit, in_force, is_in_force
from governance.policy.charter import require_charter
from governance.projects.project import ProjectState
from governance.projects.standing import lapses
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import ProjectRow, SiteRow
from governance.storage.unit_of_work import UnitOfWork

# In whose name the walls of a workspace are tried. No person can bear it (two hyphens), so nobody logs in
# as it, it is a member of no project, and no access token is ever issued to it.
PROBE = "isolation--probe"


@dataclass(frozen=True)
class GrantedSite:
    """A site whose permit is in force. `certificate`: PEM to trust for its gateway at `host`:`port`."""

    id: str
    title: dict[str, str]
    host: str
    port: int
    certificate: str


@dataclass(frozen=True)
class WorkspaceGrant:
    user: str
    project: str
    title: dict[str, str]
    ends: date
    language: Literal["fr", "en"]
    memory_bytes: int
    cpus: float
    sites: tuple[GrantedSite, ...]
    gpus: tuple[GpuDevice, ...] = ()


def enter_workspace(uow: UnitOfWork, user: str, project: str, *, today: date | None = None) -> WorkspaceGrant:
    """Audited as `workspace.opened`; the caller commits.

    Raises Refusal `project-unknown`, `not-a-member`, `training-lacking`, `project-not-active`,
    `project-not-started`, `project-expired`, `project-step-over`, `access-review-over`, `no-permit-in-force`,
    `charter-unsigned` or `display-budget-spent`.
    """
    person, row, permits = admit(uow, user, project, today)
    require_charter(uow, user, project)
    require_display(uow, project)
    session = open_session(uow, user, project)
    sites = tuple(granted_site(uow, permit) for permit in permits)
    uow.audit.append(
        actor=user,
        event="workspace.opened",
        subject=f"{project}/{user}",
        details={"project": project, "session": session, "permits": digests(permits)},
    )
    return WorkspaceGrant(
        user=user,
        project=project,
        title=dict(row.title),
        ends=row.ends,
        language=person.language,
        memory_bytes=row.memory_bytes,
        cpus=row.cpus,
        sites=sites,
    )


def enter_to_probe(uow: UnitOfWork, project: str, *, today: date | None = None) -> WorkspaceGrant:
    """The workspace a member of `project` would get, for PROBE: the same doors, and no right to read.

    Audited as `workspace.probed`; the caller commits. Raises as `enter_workspace`, but for membership.
    """
    today = today or datetime.now(UTC).date()
    row = _known_project(uow, project)
    _require_open(row, today)
    require_display(uow, project)
    session = open_session(uow, PROBE, project)
    permits = [permit for permit in map(records.permit, row.permits) if is_in_force(permit, today)]
    uow.audit.append(
        actor=PROBE,
        event="workspace.probed",
        subject=f"{project}/{PROBE}",
        details={"project": project, "session": session, "permits": digests(permits)},
    )
    return WorkspaceGrant(
        user=PROBE,
        project=project,
        title=dict(row.title),
        ends=row.ends,
        language="en",
        memory_bytes=row.memory_bytes,
        cpus=row.cpus,
        sites=tuple(granted_site(uow, permit) for permit in permits),
    )


def check_entry(uow: UnitOfWork, user: str, project: str, *, today: date | None = None) -> None:
    """Whether an open workspace may stay open: the refusals of `enter_workspace`, and nothing written.

    A new charter is signed before the next opening; what is open stays so.
    """
    admit(uow, user, project, today)
    require_display(uow, project)


def grant_access(
    uow: UnitOfWork,
    user: str,
    project: str,
    key: Ed25519PrivateKey,
    *,
    door: int = NO_DOOR,
    now: datetime | None = None,
) -> str:
    """An access token naming, per site, the permit in force. Same refusals as `enter_workspace`.

    Not audited: a workspace renews it every minute, and each gateway audits what is read with it.
    """
    _, _, permits = admit(uow, user, project, now.date() if now else None)
    return issue_access_token(key, user=user, project=project, permits=digests(permits), door=door, now=now)


def admit(
    uow: UnitOfWork, user: str, project: str, today: date | None
) -> tuple[Person, ProjectRow, list[Permit]]:
    today = today or datetime.now(UTC).date()
    row = _known_project(uow, project)
    found = person_today(uow, user, today=today)
    if found is None or user not in {member.user for member in row.members}:
        raise Refusal("not-a-member", user=user, project=project)
    if lacking := found.lapsed.get(Role.RESEARCHER):
        raise Refusal("training-lacking", kinds=", ".join(lacking))
    person = found.person
    if Role.RESEARCHER not in person.roles:
        raise Refusal("not-a-member", user=user, project=project)
    _require_open(row, today)
    if row.algorithms:
        return person, row, []  # they read; its members run them, and see what comes out
    permits = in_force(map(records.permit, row.permits), user, today)
    if not permits:
        raise Refusal("no-permit-in-force", project=project)
    return person, row, permits


def workspace_limits(uow: UnitOfWork, project: str) -> tuple[int, float, int]:
    """Bytes of memory, processors and GPUs that a workspace may have. Raises Refusal `project-unknown`."""
    row = _known_project(uow, project)
    return row.memory_bytes, row.cpus, row.gpus


def _known_project(uow: UnitOfWork, project: str) -> ProjectRow:
    row = uow.session.get(ProjectRow, project)
    if row is None:
        raise Refusal("project-unknown", project=project)
    return row


def _require_open(row: ProjectRow, today: date) -> None:
    if row.state != ProjectState.ACTIVE:
        raise Refusal("project-not-active", project=row.id, state=row.state)
    if today < row.starts:
        raise Refusal("project-not-started", project=row.id, starts=row.starts.isoformat())
    if today > row.ends:
        raise Refusal("project-expired", project=row.id, ends=row.ends.isoformat())
    for lapse in lapses(records.taken_steps(row), today):
        raise Refusal(lapse.code, project=row.id, **lapse.params)


def granted_site(uow: UnitOfWork, permit: Permit) -> GrantedSite:
    card = SiteCard.model_validate(uow.session.get_one(SiteRow, permit.document.site).card)
    return GrantedSite(card.id, dict(card.title), card.gateway_host, card.gateway_port, card.certificate)


def digests(permits: list[Permit]) -> dict[str, str]:
    return {permit.document.site: permit.digest for permit in permits}
