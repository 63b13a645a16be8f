"""From the airlock's model to the messages that the SDK reads."""

from __future__ import annotations

from d2h_sdk.wire import FindingMessage, OutputFileMessage, ReleaseRequestMessage
from output_checking.model import RequestFile
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
    )


def _file(one: RequestFile) -> OutputFileMessage:
    return OutputFileMessage(
        name=one.name,
        group=one.group,
        role=one.role.value,
        supports=one.supports,
        size=one.size,
        sha256=one.sha256,
        evidence=one.evidence,
        findings=tuple(
            FindingMessage(
                rule=finding.rule,
                severity=finding.severity.value,
                params=dict(finding.params),
                where=dict(finding.where),
                explanation=finding.explanation,
            )
            for finding in one.findings
        ),
    )
