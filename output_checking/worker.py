"""`python -m output_checking.worker`: checks what was submitted, replays it, releases what was approved."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.words import preferred_language
from output_checking.airlock import Airlock, open_airlock
from output_checking.housekeeping import Housekeeping
from output_checking.model import ReleaseRequest
from output_checking.replay.model import OPEN
from output_checking.replay.runner import ReplayRunner
from output_checking.settings import AirlockSettings
from output_checking.states import State
from output_checking.use_cases.carry_on_replay import carry_on_replay
from output_checking.use_cases.examining import examine_request
from output_checking.use_cases.record_findings import record_findings
from output_checking.use_cases.release import release_request
from output_checking.words import airlock_words

_LOG = logging.getLogger("output_checking.worker")
_WAIT_AFTER_FAILURE = 60.0  # seconds before the same request is tried again


class Worker:
    """Everything it has to do stands in the database: stopped anywhere, the next one carries on."""

    def __init__(self, airlock: Airlock) -> None:
        self._airlock = airlock
        self._not_before: dict[str, float] = {}

    def run(self, stop: threading.Event, poll_seconds: float) -> None:
        while not stop.is_set():
            self.turn()
            stop.wait(poll_seconds)

    def turn(self) -> None:
        """One look at all waiting requests, oldest first."""
        with self._airlock.open_unit() as unit:
            waiting = unit.requests.find(states=[State.CHECKING, State.APPROVED])
        for request in waiting:
            if self._not_before.get(request.id, 0.0) > time.monotonic():
                continue
            try:
                self._carry_on(request)
                self._not_before.pop(request.id, None)
            except Exception:
                # One broken request must not keep the others waiting.
                _LOG.exception("request %s could not be carried on", request.id)
                self._not_before[request.id] = time.monotonic() + _WAIT_AFTER_FAILURE
        if self._airlock.replays is not None:
            self._replay(self._airlock.replays)

    def _replay(self, runner: ReplayRunner) -> None:
        """One step of every replay under way."""
        with self._airlock.open_unit() as unit:
            waiting = unit.requests.with_open_replays()
        for request in waiting:
            for replay in [one for one in request.replays if one.state in OPEN]:
                if self._not_before.get(replay.id, 0.0) > time.monotonic():
                    continue
                try:
                    carry_on_replay(self._airlock, runner, request, replay)
                except Exception:
                    _LOG.exception("replay %s could not be carried on", replay.id)
                    self._not_before[replay.id] = time.monotonic() + _WAIT_AFTER_FAILURE

    def _carry_on(self, request: ReleaseRequest) -> None:
        if request.state is State.APPROVED:
            release_request(self._airlock, request_id=request.id)
            _LOG.info("request %s released", request.id)
            return
        findings = examine_request(self._airlock, request, request.turns[-1].permits)
        try:
            after = record_findings(
                self._airlock, request_id=request.id, turn=request.turn, findings=findings
            )
        except Refusal as refusal:
            if refusal.code not in ("request-state", "turn-changed"):
                raise
            _LOG.info("request %s moved on while it was checked", request.id)
            return
        _LOG.info("request %s checked: %s", request.id, after.state.value)


def main() -> int:
    log_as_json()
    settings = AirlockSettings()
    try:
        airlock = open_airlock(settings, GovernanceSettings())
    except Refusal as refusal:
        print(airlock_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keeper = threading.Thread(
        target=Housekeeping(airlock).run, args=(stop, settings.poll_seconds), name="housekeeping"
    )
    keeper.start()
    Worker(airlock).run(stop, settings.poll_seconds)
    keeper.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
