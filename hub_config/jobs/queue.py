"""The queue between the door and the worker: huey's, in a file of the hub's.

It holds turns, not jobs: whoever takes one runs the job whose turn it is then, which only governance knows. A
turn that is lost with a worker is given again by the next one.
"""

from __future__ import annotations

from pathlib import Path

from huey import SqliteHuey, crontab

from hub_config.jobs.runner import JobRunner


class JobQueue:
    """`at_once`: how many jobs may run together, and turns are given."""

    def __init__(self, file: Path, at_once: int) -> None:
        self._at_once = at_once
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._huey = SqliteHuey("jobs", results=False, filename=str(file))
        self._runner: JobRunner | None = None
        self._turn = self._huey.task(name="turn")(self._take_turn)
        self._follow = self._huey.task(name="follow", priority=1)(self._take_follow)
        self._huey.periodic_task(crontab(), name="tidy")(self._tidy)

    def give_turns(self) -> None:
        for _ in range(self._at_once):
            self._turn()

    def serve(self, runner: JobRunner) -> None:
        """Until told to end. A thread for each job that may run, for each that runs already, and one for what
        comes every minute."""
        left = runner.take_up()
        self._runner = runner
        self._huey.flush()
        for job in left:
            self._follow(job)
        self.give_turns()
        consumer = self._huey.create_consumer(
            workers=self._at_once + len(left) + 1,
            max_delay=1.0,
            graceful_signal="TERM",
            shutdown_timeout=20,
        )
        runner.stop = consumer.stop_flag
        consumer.run()

    def _take_turn(self) -> None:
        if self._runner:
            self._runner.turn()

    def _take_follow(self, job: int) -> None:
        if self._runner:
            self._runner.follow(job)
            self._runner.turn()

    def _tidy(self) -> None:
        if self._runner:
            self._runner.close_hopeless()
            self._runner.reconcile()
            for job in self._runner.unfollowed():
                self._follow(job)
            self._runner.turn()
