"""What can be done at the airlock. Each function is one transaction with its audit records.

Every function takes the opened `Airlock` first and raises `Refusal` (words in locales/*.ftl).

By the author (`draft_request` by any member of the project):
    draft.draft_request(airlock, *, actor, project, title, context) -> ReleaseRequest
    draft.describe_request(airlock, *, actor, request_id, title, context) -> ReleaseRequest
    add_file.add_file(airlock, *, actor, request_id, upload: Upload, content: BinaryIO) -> ReleaseRequest
    remove_file.remove_file(airlock, *, actor, request_id, name) -> ReleaseRequest
    explain.explain_group(airlock, *, actor, request_id, group, context, controls) -> ReleaseRequest
    explain.request_exception(airlock, *, actor, request_id, file, finding, reason) -> ReleaseRequest
    explain.drop_exception(airlock, *, actor, request_id, file, finding) -> ReleaseRequest
    check.check_now(airlock, *, actor, request_id) -> ReleaseRequest
    submit.submit_request(airlock, *, actor, request_id, permits, replay=False) -> ReleaseRequest
    withdraw.withdraw_request(airlock, *, actor, request_id) -> ReleaseRequest
By reviewers (and `revoke_release` by admins too):
    vote.cast_vote(airlock, *, actor, request_id, turn, choice, comments=(), affected=None) -> ReleaseRequest
        the last vote needed decides in the same transaction (decide.settle: approve, return, reject, differ)
    revoke.revoke_release(airlock, *, actor, request_id, reason) -> ReleaseRequest
By the author or a reviewer, where the installation replays notebooks:
    ask_replay.ask_replay(airlock, *, actor, request_id) -> ReleaseRequest
By the worker:
    record_findings.record_findings(airlock, *, request_id, turn, findings) -> ReleaseRequest
    release.release_request(airlock, *, request_id) -> ReleaseRequest
    carry_on_replay.carry_on_replay(airlock, runner, request, replay) -> None
    tell.remind(airlock, now) -> int
    deliver.deliver(airlock, now=None) -> int
    forget.forget_files(airlock, now) -> tuple[str, ...]
By whoever may see the request:
    consult.list_requests(airlock, *, viewer, project=None) -> tuple[RequestView, ...]
    consult.view_request(airlock, *, viewer, request_id) -> RequestView
    consult.read_file(airlock, *, viewer, request_id, name) -> bytes
    fetch.make_link(airlock, *, viewer, request_id) -> str
    fetch.fetch_by_link(airlock, *, token) -> Fetched

A `RequestView` holds what the viewer may see and do: `request` (votes already filtered), `standings`,
`actions`, `comments`, `voted` (own vote of this turn is in), `files_to_comment`.
"""
