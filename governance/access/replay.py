"""A replay: the platform runs a member's notebook again, by the permits of its submission and no others."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import AwareDatetime, BaseModel, ConfigDict

from governance.access.workspace_entry import WorkspaceGrant, admit, digests, granted_site
from governance.packages.taking import PackageFile, files_taken
from governance.people.person import Person
from governance.permits.life import Permit
from governance.refusal import Refusal
from governance.signatures import sign
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork

KIND = "d2h-replay"


class ReplayTicket(BaseModel):
    """For whom a replay reads, and until when. `permits`: site -> digest, as the submission named them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replay: str
    user: str
    project: str
    permits: dict[str, str]
    until: AwareDatetime

    def signed(self, key: Ed25519PrivateKey) -> str:
        """What the replay's container exchanges for access tokens; only governance's key makes one."""
        return sign(self.model_dump_json().encode(), key, kind=KIND)


def enter_replay(
    uow: UnitOfWork, ticket: ReplayTicket, image: str
) -> tuple[WorkspaceGrant, tuple[PackageFile, ...]]:
    """What the notebook's container may have: the author's, cut down to the permits of the ticket; and the
    packages that she took from outside, each in the version that she took last.

    Audited as `replay.opened`; the caller commits. Raises the refusals of `enter_workspace`, or Refusal
    `replay-permit-over` when a permit is no longer the one the results were submitted under.
    """
    person, row, permits = admit_replay(uow, ticket, None)
    packages = files_taken(uow, ticket.user, ticket.project)
    taken = {file.name: file.sha256 for file in packages}
    uow.audit.append(
        actor=ticket.user,
        event="replay.opened",
        subject=ticket.replay,
        details={"project": ticket.project, "permits": ticket.permits, "image": image, "packages": taken},
    )
    grant = WorkspaceGrant(
        user=ticket.user,
        project=ticket.project,
        title=dict(row.title),
        ends=row.ends,
        language=person.language,
        memory_bytes=row.memory_bytes,
        cpus=row.cpus,
        sites=tuple(granted_site(uow, permit) for permit in permits),
    )
    return grant, packages


def check_replay(uow: UnitOfWork, ticket: ReplayTicket) -> None:
    """Whether a replay under way may go on: the refusals of `enter_replay`, and nothing written."""
    admit_replay(uow, ticket, None)


def admit_replay(
    uow: UnitOfWork, ticket: ReplayTicket, now: datetime | None
) -> tuple[Person, ProjectRow, list[Permit]]:
    """The author, her project, and the permits of the ticket, all of them still in force."""
    person, row, permits = admit(uow, ticket.user, ticket.project, now.date() if now else None)
    in_force = digests(permits)
    for site, digest in sorted(ticket.permits.items()):
        if in_force.get(site) != digest:
            raise Refusal("replay-permit-over", site=site)
    return person, row, [permit for permit in permits if permit.document.site in ticket.permits]
