"""Steps of an installation, run in their order or side by side, with a line when each begins and ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from launcher.words import Words

Report = Callable[[str], None]
HEARTBEAT = 20.0  # seconds without a word before a long step tells where it is


@dataclass(frozen=True)
class Step:
    """`key` names the sentence; `run` gets a function to tell how far it is.

    `inputs` is a digest of everything the result depends on: the step is left out when it ended well
    with the same inputs before. Without it `run` itself finds out quickly that nothing is to be done.
    `after` names the steps that must have ended; the others run side by side.
    """

    key: str
    run: Callable[[Report], None]
    inputs: str | None = None
    after: tuple[str, ...] = ()


@dataclass
class StepRunner:
    """Runs steps; the marks of those that ended well stand in `marks`, so that a new start resumes."""

    marks: Path
    words: Words
    print_line: Report
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, steps: Sequence[Step]) -> None:
        """Raises what a step raised, once the steps already running have ended."""
        ended = {step.key: threading.Event() for step in steps}
        failed = threading.Event()
        with ThreadPoolExecutor(max_workers=len(steps)) as pool:
            futures = [
                pool.submit(self._run_one, number, len(steps), step, ended, failed)
                for number, step in enumerate(steps, start=1)
            ]
        faults = [fault for future in futures if (fault := future.exception()) is not None]
        if faults:
            raise faults[0]

    def _run_one(
        self, number: int, count: int, step: Step, ended: dict[str, threading.Event], failed: threading.Event
    ) -> None:
        for name in step.after:
            ended[name].wait()
        try:
            if not failed.is_set():
                self._carry_out(f"[{number}/{count}] {self.words.say(step.key)}", step)
        except BaseException:
            failed.set()
            raise
        finally:
            ended[step.key].set()

    def _carry_out(self, title: str, step: Step) -> None:
        mark = self.marks / step.key
        if step.inputs is not None and mark.is_file() and mark.read_text(encoding="utf-8") == step.inputs:
            self.print_line(f"{title}: {self.words.say('step-kept')}")
            return
        begin = time.monotonic()
        self.print_line(f"{title} …")
        heartbeat = _Heartbeat(lambda line: self.print_line(f"      {line}"))
        step.run(heartbeat.tell)
        self.seconds[step.key] = time.monotonic() - begin
        if step.inputs is not None:
            mark.write_text(step.inputs, encoding="utf-8")
        self.print_line(f"{title}: {self.words.say('step-done', seconds=round(self.seconds[step.key]))}")


class _Heartbeat:
    """Passes on at most one line per HEARTBEAT, so that a long step shows life without flooding."""

    def __init__(self, print_line: Report) -> None:
        self._print_line = print_line
        self._last = time.monotonic()

    def tell(self, line: str) -> None:
        if time.monotonic() - self._last >= HEARTBEAT:
            self._last = time.monotonic()
            self._print_line(line)
