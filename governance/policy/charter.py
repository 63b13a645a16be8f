"""The charter, signed by each member for each project before her first workspace opens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from governance.people.today import person_today
from governance.policy.in_force import policy_in_force
from governance.policy.policy import Charter
from governance.refusal import Refusal
from governance.storage.tables import CharterRow, MemberRow
from governance.storage.unit_of_work import UnitOfWork


def unsigned_charter(uow: UnitOfWork, username: str, project: str) -> Charter | None:
    """The charter in force, where this person has not signed it for this project."""
    charter = policy_in_force(uow).charter
    if charter is None:
        return None
    signed = uow.session.get(CharterRow, (project, username, charter.version))
    return charter if signed is None else None


def require_charter(uow: UnitOfWork, username: str, project: str) -> None:
    """Raises Refusal `charter-unsigned`."""
    if unsigned_charter(uow, username, project):
        raise Refusal("charter-unsigned", project=project)


def sign_charter(
    uow: UnitOfWork, username: str, project: str, version: str, language: Literal["fr", "en"]
) -> None:
    """`version`: of the text that was shown. Twice changes nothing; audited as `charter.signed`. The caller
    commits.

    Raises Refusal `not-a-member`, or `charter-changed` where another one came into force meanwhile.
    """
    member = uow.session.get(MemberRow, (project, username))
    if member is None or person_today(uow, username) is None:
        raise Refusal("not-a-member", user=username, project=project)
    charter = policy_in_force(uow).charter
    if charter is None or charter.version != version:
        raise Refusal("charter-changed")
    if unsigned_charter(uow, username, project) is None:
        return
    now = datetime.now(UTC)
    uow.session.add(
        CharterRow(project=project, username=username, version=version, language=language, signed_at=now)
    )
    uow.audit.append(
        actor=username,
        event="charter.signed",
        subject=f"{project}/{username}",
        details={"project": project, "version": version, "language": language},
    )
    uow.session.flush()
