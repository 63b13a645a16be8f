"""One step of a replay: start it, look how far it is, compare what it made. Run until it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from d2h_sdk.wire import ReplayedMessage
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.replay.comparison.apart import compare_apart
from output_checking.replay.model import ComparedFile, Replay, ReplayState, Verdict
from output_checking.replay.notebook import given_files, notebook_of
from output_checking.replay.runner import Order, ReplayRunner
from output_checking.states import State
from output_checking.use_cases.record_replay import record_end, record_start

# Whoever waits for the runner, or for its answer, waits no longer than this.
PATIENCE = timedelta(hours=2)
# The runner cannot be asked now: it will be again.
_LATER = frozenset({"replay-busy", "replay-engine", "replay-unreachable", "node-drained"})


def carry_on_replay(airlock: Airlock, runner: ReplayRunner, request: ReleaseRequest, replay: Replay) -> None:
    """Every outcome is recorded first and the container removed after: a step that is repeated harms nothing.

    Raises Refusal `store-altered` when a stored file is no longer what was submitted.
    """
    if replay.turn != request.turn or request.state not in (State.CHECKING, State.SUBMITTED):
        _close(airlock, runner, request, _failed(replay, "replay-dropped"))
    elif request.state is State.CHECKING:
        return  # what is blocked is not worth a container
    elif replay.state is ReplayState.ASKED:
        _start(airlock, runner, request, replay)
    else:
        _follow(airlock, runner, request, replay)


def _start(airlock: Airlock, runner: ReplayRunner, request: ReleaseRequest, replay: Replay) -> None:
    order = Order(
        user=request.author,
        project=request.project,
        permits=request.turns[-1].permits,
        notebook=notebook_of(request).name,
        files={one.name: airlock.files.read(one.sha256) for one in given_files(request)},
        outputs=tuple(one.name for one in request.outputs()),
    )
    try:
        started = runner.start(replay.id, order)
    except Refusal as refusal:
        if refusal.code not in _LATER:
            _close(airlock, runner, request, _failed(replay, refusal.code, refusal.params))
        elif _waited(replay.asked_at):
            _close(airlock, runner, request, _failed(replay, "replay-not-started"))
        return
    record_start(airlock, request.id, replay, started.image)


def _follow(airlock: Airlock, runner: ReplayRunner, request: ReleaseRequest, replay: Replay) -> None:
    try:
        status = runner.status(replay.id)
        answer = runner.answer(replay.id) if status.state == "ended" and not status.stopped else None
    except Refusal as refusal:
        lost = refusal.code == "replay-unknown" or _waited(replay.started_at or replay.asked_at)
        if lost:
            _close(airlock, runner, request, _failed(replay, "replay-lost"))
        return
    if status.state == "running":
        return
    if status.stopped:
        words = {"seconds": status.seconds}
        _close(airlock, runner, request, _failed(replay, f"replay-stopped-{status.stopped}", words))
    else:
        _close(airlock, runner, request, _judged(airlock, request, replay, answer))


def _judged(
    airlock: Airlock, request: ReleaseRequest, replay: Replay, answer: ReplayedMessage | None
) -> Replay:
    if answer is None:
        return _failed(replay, "replay-unreadable")
    if answer.too_large:
        return _failed(replay, "replay-too-large")
    compared = replace(replay, files=_compared(airlock, request, answer))
    if answer.fault is not None:
        words: dict[str, str | int] = {"cell": answer.fault.cell, "error": answer.fault.name}
        return _failed(compared, "replay-notebook-fault", words)
    return replace(compared, state=ReplayState.DONE)


def _compared(airlock: Airlock, request: ReleaseRequest, answer: ReplayedMessage) -> tuple[ComparedFile, ...]:
    """Every output file, and the supporting ones that the notebook makes anew."""
    made: dict[str, bytes] = {**answer.files, notebook_of(request).name: answer.notebook}
    found = []
    for one in request.files:
        if made.get(one.name):
            submitted = airlock.files.read(one.sha256)
            found.append(compare_apart(one.name, submitted, made[one.name], airlock.profile.reader))
        elif one in request.outputs():
            found.append(ComparedFile(one.name, Verdict.MISSING))
    return tuple(found)


def _close(airlock: Airlock, runner: ReplayRunner, request: ReleaseRequest, ended: Replay) -> None:
    record_end(airlock, request.id, ended)
    with suppress(Refusal):  # then the runner forgets it by itself
        runner.remove(ended.id)


def _failed(replay: Replay, reason: str, params: Mapping[str, str | int] | None = None) -> Replay:
    return replace(replay, state=ReplayState.FAILED, reason=reason, params=dict(params or {}))


def _waited(since: datetime) -> bool:
    return datetime.now(UTC) - since > PATIENCE
