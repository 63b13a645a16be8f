"""Start a release request, or change the words that explain it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.project_rules import threshold_of
from output_checking.states import Action
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.use_cases.changing import Event, change_request
from output_checking.written_words import TITLE, require_words


def draft_request(airlock: Airlock, *, actor: str, project: str, title: str, context: str) -> ReleaseRequest:
    """Raises Refusal `project-unknown`, `not-a-member`, or one of written_words.py."""
    view = airlock.directory.project(project)
    if actor not in {member.user for member in view.members}:
        raise Refusal("not-a-member", user=actor, project=project)
    title, context = require_words(title, longest=TITLE), require_words(context)
    request = ReleaseRequest(
        id=f"r{secrets.token_hex(6)}",
        project=project,
        author=actor,
        title=title,
        context=context,
        votes_required=view.output_rules.votes,
        threshold=threshold_of(airlock.profile, view.output_rules.threshold),
        rules=view.output_rules.rules,
        created_at=datetime.now(UTC),
    )

    def work(unit: UnitOfWork) -> ReleaseRequest:
        unit.requests.add(request)
        unit.audit.append(
            actor=actor,
            event="request.drafted",
            subject=request.id,
            details={"project": project, "title": title},
        )
        return request

    return transaction(airlock.open_unit, work)


def describe_request(
    airlock: Airlock, *, actor: str, request_id: str, title: str, context: str
) -> ReleaseRequest:
    """Raises Refusal as `draft_request` does."""
    title, context = require_words(title, longest=TITLE), require_words(context)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        return replace(request, title=title, context=context), (Event("request.described", {"title": title}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)
