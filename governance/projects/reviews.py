"""Whose access is to be looked at again, and by when: every project that goes on, once a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from governance.actor import Actor
from governance.projects.life import known_project, review_access
from governance.projects.project import MemberRole, ProjectState
from governance.projects.standing import review_due
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import PersonRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ReviewedMember:
    """`left`: the platform, though the project's file still names her."""

    user: str
    full_name: str
    role: MemberRole
    left: bool


@dataclass(frozen=True)
class AccessReview:
    """`due`: the last day on which access holds without another one."""

    project: str
    title: Mapping[str, str]
    due: date
    members: tuple[ReviewedMember, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(member.user for member in self.members)


def access_reviews(uow: UnitOfWork) -> tuple[AccessReview, ...]:
    """Of every project that is active or suspended, the one that is due first at the top."""
    people = {
        row.username: row
        for row in uow.session.execute(sa.select(PersonRow.username, PersonRow.full_name, PersonRow.left_at))
    }
    started = sa.select(ProjectRow).where(
        ProjectRow.state.in_([ProjectState.ACTIVE.value, ProjectState.SUSPENDED.value])
    )
    found = []
    for row in uow.session.scalars(started):
        due = review_due(records.taken_steps(row))
        if due is not None:
            members = tuple(
                ReviewedMember(
                    member.user,
                    people[member.user].full_name,
                    MemberRole(member.role),
                    people[member.user].left_at is not None,
                )
                for member in row.members
            )
            found.append(AccessReview(row.id, row.title, due, members))
    return tuple(sorted(found, key=lambda review: (review.due, review.project)))


def confirm_access(
    uow: UnitOfWork, project: str, shown: Collection[str], actor: Actor, *, today: date | None = None
) -> None:
    """As `review_access`, by somebody who was `shown` these members.

    Raises Refusal `members-changed` where the project has others now. The caller commits.
    """
    if {member.user for member in known_project(uow, project).members} != set(shown):
        raise Refusal("members-changed", project=project)
    review_access(uow, project, actor, today=today)
