"""Between the immutable model and the rows that keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from d2h_sdk.wire import Evidence
from governance.projects.project import StatisticalRules
from output_checking.findings import Finding
from output_checking.model import Package, ReleaseRequest, Revocation, Turn
from output_checking.opinions import Choice, Comment, Vote
from output_checking.request_files import ExceptionRequest, FileGroup, FileRole, RequestFile
from output_checking.states import State

Rows = list[dict[str, Any]]


def request_row(request: ReleaseRequest) -> dict[str, Any]:
    package, revocation = request.package, request.revocation
    return {
        "id": request.id,
        "project": request.project,
        "author": request.author,
        "title": request.title,
        "context": request.context,
        "state": request.state.value,
        "turn": request.turn,
        "votes_required": request.votes_required,
        "threshold": request.threshold,
        "created_at": request.created_at,
        "package": package and {**asdict(package), "released_at": package.released_at.isoformat()},
        "revocation": revocation and {**asdict(revocation), "revoked_at": revocation.revoked_at.isoformat()},
        "version": request.version,
        "explained": [asdict(one) for one in request.explained],
        "files_deleted_at": request.files_deleted_at,
        "exceptions": [asdict(one) for one in request.exceptions],
        "policy": {
            "sites_required": list(request.sites_required),
            "fast_lane": request.fast_lane,
            "rules": request.rules.model_dump(mode="json", exclude_none=True),
        },
        "same_site": request.same_site,
    }


def file_rows(request: ReleaseRequest) -> Rows:
    return [
        {
            "request_id": request.id,
            "name": one.name,
            "position": position,
            "group_name": one.group,
            "role": one.role.value,
            "supports": one.supports,
            "sha256": one.sha256,
            "size": one.size,
            "evidence": one.evidence.model_dump(mode="json") if one.evidence else None,
            "findings": [finding.document() for finding in one.findings],
        }
        for position, one in enumerate(request.files)
    ]


def turn_rows(request: ReleaseRequest) -> Rows:
    return [
        {
            "request_id": request.id,
            "number": turn.number,
            "submitted_at": turn.submitted_at,
            "files": dict(turn.files),
            "permits": dict(turn.permits),
            "outcome": turn.outcome and turn.outcome.value,
            "decided_at": turn.decided_at,
        }
        for turn in request.turns
    ]


def vote_rows(request: ReleaseRequest) -> Rows:
    return [
        {
            "request_id": request.id,
            "turn": vote.turn,
            "reviewer": vote.reviewer,
            "choice": vote.choice.value,
            "comments": [asdict(comment) for comment in vote.comments],
            "cast_at": vote.cast_at,
            "round": vote.round,
            "site": vote.site,
            "approved": dict(vote.approved),
        }
        for vote in request.votes
    ]


def request(
    row: Row[Any], files: Iterable[Row[Any]], turns: Iterable[Row[Any]], votes: Iterable[Row[Any]]
) -> ReleaseRequest:
    return ReleaseRequest(
        id=row.id,
        project=row.project,
        author=row.author,
        title=row.title,
        context=row.context,
        votes_required=row.votes_required,
        threshold=row.threshold,
        created_at=row.created_at,
        state=State(row.state),
        turn=row.turn,
        files=tuple(_file(one) for one in files),
        turns=tuple(_turn(one) for one in turns),
        votes=tuple(_vote(one) for one in votes),
        package=_package(row.package),
        revocation=_revocation(row.revocation),
        version=row.version,
        files_deleted_at=row.files_deleted_at,
        explained=tuple(FileGroup(**one) for one in row.explained),
        exceptions=tuple(ExceptionRequest(**one) for one in row.exceptions),
        sites_required=tuple(row.policy.get("sites_required", ())),
        same_site=row.same_site,
        fast_lane=row.policy.get("fast_lane", False),
        rules=StatisticalRules.model_validate(row.policy.get("rules", {})),
    )


def _file(row: Row[Any]) -> RequestFile:
    return RequestFile(
        name=row.name,
        group=row.group_name,
        role=FileRole(row.role),
        sha256=row.sha256,
        size=row.size,
        supports=row.supports,
        evidence=Evidence.model_validate(row.evidence) if row.evidence else None,
        findings=tuple(Finding.of(document) for document in row.findings),
    )


def _turn(row: Row[Any]) -> Turn:
    outcome = State(row.outcome) if row.outcome else None
    return Turn(row.number, row.submitted_at, row.files, row.permits, outcome, row.decided_at)


def _vote(row: Row[Any]) -> Vote:
    comments = tuple(Comment(**comment) for comment in row.comments)
    return Vote(
        row.reviewer, row.turn, Choice(row.choice), row.cast_at, comments, row.round, row.site, row.approved
    )


def _package(document: dict[str, Any] | None) -> Package | None:
    if document is None:
        return None
    return Package(**{**document, "released_at": datetime.fromisoformat(document["released_at"])})


def _revocation(document: dict[str, Any] | None) -> Revocation | None:
    if document is None:
        return None
    return Revocation(**{**document, "revoked_at": datetime.fromisoformat(document["revoked_at"])})
