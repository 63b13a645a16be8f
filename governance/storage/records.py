"""Between rows and the model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from governance.catalogue.site_card import SiteCard
from governance.people.person import Person, Role
from governance.permits.document import PermitDocument
from governance.permits.life import LIVE, Permit, PermitState
from governance.projects.algorithm import Algorithm
from governance.projects.project import Member, MemberRole, OutputRules, ProjectState, ProjectView
from governance.projects.step_record import StepRecord, TakenStep
from governance.projects.steps import Basis, Step
from governance.storage.tables import MemberRow, PermitRow, PersonRow, ProjectRow, SiteRow, StepRow


def person(row: PersonRow | sa.Row[Any]) -> Person:
    return Person(
        username=row.username,
        full_name=row.full_name,
        site=row.site,
        roles=frozenset(Role(role) for role in row.roles),
        language="fr" if row.language == "fr" else "en",
        email=row.email,
    )


def site_cards(session: Session) -> dict[str, SiteCard]:
    """Every registered site by id."""
    return {row.id: SiteCard.model_validate(row.card) for row in session.scalars(sa.select(SiteRow))}


def permit(row: PermitRow) -> Permit:
    return Permit(PermitDocument.model_validate(row.document), PermitState(row.state), row.signed)


def project_view(row: ProjectRow) -> ProjectView:
    return project_with(row, row.members, (permit.site for permit in row.permits if permit.state in LIVE))


def project_with(
    row: ProjectRow | sa.Row[Any], members: Iterable[MemberRow | sa.Row[Any]], sites: Iterable[str]
) -> ProjectView:
    return ProjectView(
        id=row.id,
        title=row.title,
        purpose=row.purpose,
        state=ProjectState(row.state),
        starts=row.starts,
        ends=row.ends,
        members=tuple(Member(user=m.user, role=MemberRole(m.role)) for m in members),
        sites=tuple(sites),
        output_rules=OutputRules.model_validate(row.outputs),
    )


def algorithms(row: ProjectRow) -> tuple[Algorithm, ...]:
    return tuple(map(Algorithm.model_validate, row.algorithms))


def taken_steps(row: ProjectRow) -> tuple[TakenStep, ...]:
    return tuple(map(taken_step, row.steps))


def taken_step(row: StepRow | sa.Row[Any]) -> TakenStep:
    # What was kept is read as it was, also where today's rules of writing would refuse it.
    record = StepRecord.model_construct(
        by=row.given_by,
        given=row.given,
        until=row.until,
        reference=row.reference,
        document=row.document,
        kind=Basis(row.kind) if row.kind else None,
    )
    at = row.recorded_at if row.recorded_at.tzinfo else row.recorded_at.replace(tzinfo=UTC)
    return TakenStep(Step(row.step), record, row.recorded_by, at)
