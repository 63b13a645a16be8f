"""A replay from the request's side: who asks, what is kept, what happens when the runner fails.

The runner is a small server of our own here; real containers run in tests/integration/hub_config.
"""

from __future__ import annotations

import json
import socketserver
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient

from d2h_sdk.wire import CodeRecord, ReplayedMessage, ReplayFault
from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.package.record import release_record
from output_checking.replay.model import Replay, ReplayState, Verdict
from output_checking.replay.runner import ReplayRunner
from output_checking.states import State
from output_checking.use_cases import carry_on_replay
from output_checking.use_cases.ask_replay import ask_replay
from output_checking.use_cases.consult import view_request
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.withdraw import withdraw_request
from output_checking.web.messages import request_message
from output_checking.worker import Worker
from tests.integration.output_checking.house import CLAIMED, COUNTS, CSRF, PERMITS, House, notebook

TOKEN = "a-token-of-the-service"
CODE = (CodeRecord.of("d2h.read('person')", run=1),)  # as the notebook has it


class Hub:
    """What the runner answers, and what it was asked."""

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.removed: list[str] = []
        self.refuses: tuple[int, str] | None = None
        self.status: dict[str, Any] = {"state": "ended", "image": "sha256:abc", "seconds": 4, "stopped": ""}
        self.answer: bytes = ReplayedMessage().model_dump_json().encode()

    def made(self, **files: bytes) -> None:
        named = {name.replace("_", "."): content for name, content in files.items()}
        message = ReplayedMessage.model_construct(files=named, notebook=notebook(), fault=None)
        self.answer = message.model_dump_json().encode()


@pytest.fixture
def hub(house: House) -> Iterator[Hub]:
    """A runner at the airlock's socket."""
    told = Hub()

    class Answers(BaseHTTPRequestHandler):
        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _handle(self) -> None:
            replay = self.path.split("/")[2]
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            assert self.headers["authorization"] == f"Bearer {TOKEN}"
            if told.refuses:
                self._say(told.refuses[0], json.dumps({"code": told.refuses[1], "params": {}}).encode())
            elif self.command == "DELETE":
                told.removed.append(replay)
                self._say(204, b"")
            elif self.command == "PUT":
                told.orders[replay] = json.loads(sent)
                self._say(200, json.dumps({**told.status, "state": "running"}).encode())
            elif self.path.endswith("/answer"):
                self._say(200, told.answer)
            else:
                self._say(200, json.dumps(told.status).encode())

        do_GET = do_PUT = do_DELETE = _handle  # noqa: N815 - the library's names

        def address_string(self) -> str:
            return "airlock"

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replays.sock"
        with socketserver.ThreadingUnixStreamServer(str(path), Answers) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            house.airlock = replace(house.airlock, replays=ReplayRunner(path, TOKEN))
            house.worker = Worker(house.airlock)
            yield told
            server.shutdown()


def submitted(house: House, *, replay: bool = True) -> ReleaseRequest:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED.model_copy(update={"code": CODE}))
    house.add(request, "study.ipynb", notebook())
    house.add(request, "codes.csv", "code,label\nA,first\nB,second\n", supports="study.ipynb")
    house.explain(request)
    submit_request(house.airlock, actor="claire", request_id=request.id, permits=PERMITS, replay=replay)
    return house.now(request)


def replayed(house: House, request: ReleaseRequest) -> Replay:
    """After three turns of the worker: checked, started, ended."""
    for _ in range(3):
        house.worker.turn()
    found = house.now(request).replay_now()
    assert found is not None
    return found


def test_a_replay_asked_with_the_submission_runs_once_the_checks_have_passed(house: House, hub: Hub) -> None:
    hub.made(deaths_csv=COUNTS.encode())
    request = submitted(house)

    found = replayed(house, request)

    assert found.state is ReplayState.DONE
    assert {one.name: one.verdict for one in found.files} == {
        "deaths.csv": Verdict.SAME,
        "study.ipynb": Verdict.SAME,
    }
    (order,) = hub.orders.values()
    assert (order["user"], order["project"], order["permits"]) == ("claire", "adverse-events", PERMITS)
    assert sorted(order["files"]) == ["codes.csv", "study.ipynb"]
    assert hub.removed == [found.id]


def test_the_grade_of_reproduced_files_is_raised_in_the_signed_record_and_the_audit(
    house: House, hub: Hub
) -> None:
    hub.made(deaths_csv=COUNTS.encode())
    request = submitted(house)
    replayed(house, request)

    graph = json.loads(release_record(house.now(request), house.airlock.profile, {}))["@graph"]
    grades = {one["name"]: one["d2h:evidenceGrade"] for one in graph if "d2h:evidenceGrade" in one}
    assert grades == {"Deaths by ward": "replayed", "deaths.csv": "replayed", "study.ipynb": "replayed"}
    ended = [record for record in house.records() if record.event == "replay.ended"]
    assert ended[0].details["reproduced"] == ["deaths.csv", "study.ipynb"]
    assert ended[0].details["image"] == "sha256:abc"
    assert [event for event in house.events() if event.startswith("replay.")] == [
        "replay.asked",
        "replay.started",
        "replay.ended",
    ]


def test_a_file_that_differs_keeps_its_grade_and_the_audit_holds_no_value(house: House, hub: Hub) -> None:
    hub.made(deaths_csv=COUNTS.replace("54", "54321").encode())
    request = submitted(house)

    found = replayed(house, request)

    (table,) = [one for one in found.files if one.name == "deaths.csv"]
    assert (table.differences[0].submitted, table.differences[0].replayed) == ("54", "54321")
    assert not house.now(request).reproduced("deaths.csv")
    assert "54321" not in json.dumps(
        [record.details for record in house.records() if "replay" in record.event]
    )


def test_a_notebook_that_stops_at_an_error_reproduces_nothing(house: House, hub: Hub) -> None:
    message = ReplayedMessage.model_construct(
        files={"deaths.csv": COUNTS.encode()}, notebook=b"", fault=ReplayFault(cell=7, name="KeyError")
    )
    hub.answer = message.model_dump_json().encode()
    request = submitted(house)

    found = replayed(house, request)

    assert (found.state, found.reason) == (ReplayState.FAILED, "replay-notebook-fault")
    assert found.params == {"cell": 7, "error": "KeyError"}
    assert not house.now(request).reproduced("deaths.csv")


@pytest.mark.parametrize("why", ["time", "memory", "access", "broken"])
def test_a_replay_that_was_stopped_says_why(house: House, hub: Hub, why: str) -> None:
    hub.status["stopped"] = why
    found = replayed(house, submitted(house))
    assert (found.state, found.reason) == (ReplayState.FAILED, f"replay-stopped-{why}")


@pytest.mark.parametrize("answer", [b"", b"{", b'{"files": 3}', b"\xff\xfe"])
def test_an_answer_that_a_notebook_broke_is_no_proof(house: House, hub: Hub, answer: bytes) -> None:
    hub.answer = answer
    found = replayed(house, submitted(house))
    assert (found.state, found.reason) == (ReplayState.FAILED, "replay-unreadable")


def test_a_busy_or_drained_runner_is_asked_again_and_a_lost_replay_is_closed(house: House, hub: Hub) -> None:
    request = submitted(house)
    for later in ("replay-busy", "node-drained"):
        hub.refuses = (503, later)
        assert replayed(house, request).state is ReplayState.ASKED
    hub.refuses = None
    house.worker.turn()
    hub.refuses = (404, "replay-unknown")

    found = replayed(house, request)

    assert (found.state, found.reason) == (ReplayState.FAILED, "replay-lost")


def test_nobody_waits_for_ever_for_a_runner_that_is_away(
    house: House, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.airlock = replace(house.airlock, replays=ReplayRunner(Path("/nowhere/replays.sock"), TOKEN))
    house.worker = Worker(house.airlock)
    request = submitted(house)
    assert replayed(house, request).state is ReplayState.ASKED
    monkeypatch.setattr(carry_on_replay, "PATIENCE", timedelta(0))

    found = replayed(house, request)

    assert (found.state, found.reason) == (ReplayState.FAILED, "replay-not-started")


def test_a_permit_that_is_over_refuses_the_replay_with_its_reason(house: House, hub: Hub) -> None:
    hub.refuses = (403, "no-permit-in-force")
    found = replayed(house, submitted(house))
    assert (found.state, found.reason) == (ReplayState.FAILED, "no-permit-in-force")


def test_a_request_that_is_withdrawn_gives_its_replay_up(house: House, hub: Hub) -> None:
    hub.status["state"] = "running"
    request = submitted(house)
    running = replayed(house, request)
    assert running.state is ReplayState.RUNNING
    withdraw_request(house.airlock, actor="claire", request_id=request.id)

    found = replayed(house, request)

    assert (found.state, found.reason, hub.removed) == (ReplayState.FAILED, "replay-dropped", [running.id])


def test_a_worker_that_starts_again_carries_the_replay_on(house: House, hub: Hub) -> None:
    hub.made(deaths_csv=COUNTS.encode())
    request = submitted(house)
    house.worker.turn()
    house.worker = Worker(house.airlock)
    assert replayed(house, request).state is ReplayState.DONE


def test_without_a_notebook_or_a_runner_no_replay_is_asked(house: House, hub: Hub) -> None:
    bare = house.submitted()
    with pytest.raises(Refusal, match="replay-notebook-missing"):
        ask_replay(house.airlock, actor="ines", request_id=bare.id)
    request = submitted(house, replay=False)
    house.worker.turn()
    without = replace(house.airlock, replays=None)
    with pytest.raises(Refusal, match="replay-not-offered"):
        ask_replay(without, actor="ines", request_id=request.id)
    ask_replay(house.airlock, actor="ines", request_id=request.id)
    with pytest.raises(Refusal, match="replay-under-way"):
        ask_replay(house.airlock, actor="paul", request_id=request.id)
    with pytest.raises(Refusal, match="request-unknown"):
        ask_replay(house.airlock, actor="zoe", request_id=request.id)


def test_a_replay_is_of_one_submission_only(house: House, hub: Hub) -> None:
    hub.made(deaths_csv=COUNTS.encode())
    request = submitted(house)
    replayed(house, request)
    later = replace(house.now(request), turn=2)
    assert later.replay_now() is None and not later.reproduced("deaths.csv")


def test_the_page_shows_reviewers_both_values_and_the_author_none(
    house: House, hub: Hub, app: Any, browser: Callable[..., TestClient]
) -> None:
    app.state.airlock = house.airlock
    hub.made(deaths_csv=COUNTS.replace("54", "5577").encode())
    request = submitted(house, replay=False)
    house.worker.turn()
    address = f"/requests/{request.id}"
    page = browser("ines").get(address, headers={"accept-language": "en"}).text
    assert f'action="{address}/replay"' in page
    answer = browser("ines").post(f"{address}/replay", data={"csrf_token": CSRF})
    assert answer.headers["location"].endswith("?done=replay-asked")
    replayed(house, request)

    seen, authors = browser("ines").get(address).text, browser("claire").get(address).text

    assert "5577" in seen
    assert "5577" not in authors and 'id="replay-card"' in authors


@pytest.mark.parametrize("made", [COUNTS, COUNTS.replace("54", "5577")])
def test_beside_a_file_the_page_says_whether_the_replayed_notebook_makes_it(
    house: House, hub: Hub, app: Any, browser: Callable[..., TestClient], made: str
) -> None:
    app.state.airlock = house.airlock
    hub.made(deaths_csv=made.encode())
    request = submitted(house)
    replayed(house, request)
    page = browser("ines").get(f"/requests/{request.id}/files/deaths.csv?language=en").text
    assert "the same as" in page
    assert ("makes this very file" in page) is (made == COUNTS)


def test_the_author_reads_the_verdicts_in_the_workspace_and_no_value(house: House, hub: Hub) -> None:
    hub.made(deaths_csv=COUNTS.replace("54", "5577").encode())
    request = submitted(house)
    replayed(house, request)

    message = request_message(view_request(house.airlock, viewer="claire", request_id=request.id), "http://x")

    assert message.replay is not None and message.replay.state == "done"
    assert {one.name: one.verdict for one in message.replay.files}["deaths.csv"] == "differs"
    assert "5577" not in message.model_dump_json()


def test_approval_does_not_wait_for_a_replay(house: House, hub: Hub) -> None:
    hub.status["state"] = "running"
    request = submitted(house)
    replayed(house, request)
    comments = [Comment("Seen.", name) for name in ("deaths.csv", "study.ipynb")]
    for reviewer in ("ines", "paul"):
        house.vote(request, reviewer, Choice.APPROVE, *comments)
    replayed(house, request)

    now = house.now(request)
    assert now.state is State.RELEASED
    assert now.replay_now().reason == "replay-dropped"  # type: ignore[union-attr]
