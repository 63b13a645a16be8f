"""From the airlock's model to the messages that the SDK reads."""

from __future__ import annotations

from d2h_sdk.wire import (
    ExceptionMessage,
    FindingMessage,
    GroupMessage,
    OutputFileMessage,
    ReleaseRequestMessage,
    ReplayedFileMessage,
    ReplayMessage,
    SourceMessage,
)
from output_checking.findings import Finding
from output_checking.replay.model import Replay
from output_checking.request_files import FileGroup, RequestFile
from output_checking.sources import LANGUAGES, bibliography, source_keys
from output_checking.use_cases.consult import RequestView


def request_message(view: RequestView, page_url: str) -> ReleaseRequestMessage:
    """What the view's own person may see; `page` is where a browser outside the workspace finds it."""
    request = view.request
    return ReleaseRequestMessage(
        id=request.id,
        project=request.project,
        author=request.author,
        title=request.title,
        context=request.context,
        state=request.state.value,
        turn=request.turn,
        files=tuple(_file(one) for one in request.files),
        comments=tuple(
            f"{comment.file}: {comment.text}" if comment.file else comment.text for comment in view.comments
        ),
        page=f"{page_url.rstrip('/')}/requests/{request.id}",
        replay=_replay(request.replay_now()),
        groups=tuple(_group(request.group(name)) for name in request.groups()),
        exceptions=tuple(
            ExceptionMessage(file=one.file, finding=one.finding, reason=one.reason)
            for one in request.exceptions_of(*request.files)
        ),
        sources={
            key: SourceMessage(title={one: source.titled(one) for one in LANGUAGES}, link=source.link)
            for key, source in bibliography(
                finding.explanation for file in request.files for finding in file.findings
            ).items()
        },
    )


def _replay(replay: Replay | None) -> ReplayMessage | None:
    """Verdicts only: the values that differ are for those who judge them."""
    if replay is None:
        return None
    files = tuple(
        ReplayedFileMessage(name=one.name, verdict=one.verdict.value, differences=one.count)
        for one in replay.files
    )
    return ReplayMessage(
        state=replay.state.value, reason=replay.reason, params=dict(replay.params), files=files
    )


def _group(group: FileGroup) -> GroupMessage:
    return GroupMessage(group=group.name, context=group.context, controls=group.controls)


def _file(one: RequestFile) -> OutputFileMessage:
    return OutputFileMessage(
        name=one.name,
        group=one.group,
        role=one.role.value,
        supports=one.supports,
        size=one.size,
        sha256=one.sha256,
        evidence=one.evidence,
        findings=tuple(map(finding_message, one.findings)),
    )


def finding_message(finding: Finding) -> FindingMessage:
    return FindingMessage(
        rule=finding.rule,
        severity=finding.severity.value,
        params=dict(finding.params),
        where=dict(finding.where),
        explanation=finding.explanation,
        key=finding.key(),
        sources=source_keys(finding.explanation),
    )
