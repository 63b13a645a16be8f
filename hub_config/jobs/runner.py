"""Runs jobs, one turn after the other: governance says whose turn it is, the engine runs it."""

from __future__ import annotations

import logging
import threading
import time

from governance.jobs.job import JobState
from governance.refusal import Refusal
from hub_config.jobs.containers import Ended, JobContainers, Running
from hub_config.jobs.desk import JobDesk

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_DOOR_SECONDS = 15.0
# Of the platform, not of the job: it goes on waiting.
_PASSING = (
    "job-engine",
    "job-image",
    "job-door-away",
    "work-volume",
    "files-in-use",
    "shared-folder-away",
)


class JobRunner:
    """`stop` is set when the worker ends: its containers run on, and the next worker finds them."""

    def __init__(self, desk: JobDesk, containers: JobContainers) -> None:
        self.stop = threading.Event()
        self._desk = desk
        self._containers = containers
        self._choosing = threading.Lock()
        self._followed: set[int] = set()

    def turn(self) -> None:
        """Run whose turn it is, until nobody's is."""
        while (job := self._begin()) is not None:
            self.follow(job)

    def follow(self, job: int) -> None:
        """Until it has ended, was stopped, or the worker ends; at once where another thread does."""
        with self._choosing:
            if job in self._followed:
                return
            self._followed.add(job)
        try:
            while not self._is_over(job):
                if self.stop.wait(_LOOK_SECONDS):
                    return
            self._desk.close_hopeless()
        finally:
            self._followed.discard(job)

    def take_up(self) -> tuple[int, ...]:
        """What a worker before this one left: the jobs that still run. Containers of others go."""
        running = self._desk.running()
        for job in self._containers.standing():
            if job not in running:
                self._containers.remove(job)
        self.reconcile()
        return running

    def reconcile(self) -> None:
        """What ended jobs still hold of GPUs is free again once their containers are gone."""
        for job in self._desk.reconcile(self._containers.standing()):
            _LOG.warning("what job %s held of GPUs is free again", job)

    def unfollowed(self) -> tuple[int, ...]:
        """Running jobs whose thread failed: the database or the engine was away for a while."""
        with self._choosing:
            return tuple(job for job in self._desk.running() if job not in self._followed)

    def close_hopeless(self) -> None:
        self._desk.close_hopeless()

    def _begin(self) -> int | None:
        with self._choosing:
            while not self.stop.is_set() and (job := self._desk.next()) is not None:
                try:
                    if not self._prepare(job):
                        continue
                except Refusal as refusal:
                    _LOG.warning("job %s does not begin: %s", job, refusal)
                    self._containers.remove(job)
                    self._desk.free(job, "stopped")
                    if refusal.code in _PASSING:
                        return None
                    if refusal.code != "job-not-waiting":
                        self._desk.end(job, JobState.CANCELLED, refusal.code)
                else:
                    return job
        return None

    def _prepare(self, job: int) -> bool:
        """Whether it begins, which it does not while it waits for a GPU.

        The container is made first, then the start is written down, then `follow` starts it: a job that
        governance calls running has a container, and one that it calls waiting never ran.
        """
        granted = self._desk.grant(job)
        if granted is None:
            return False
        told, grant, notebook = granted
        image = self._containers.image(gpu=bool(grant.gpus))
        self._containers.create(told, grant, notebook, image)
        end = time.monotonic() + _DOOR_SECONDS
        while not self._containers.folder(job).has_door():
            if time.monotonic() > end or self.stop.wait(0.05):
                raise Refusal("job-door-away")
        self._desk.begin(job, image)
        return True

    def _is_over(self, job: int) -> bool:
        reason = self._desk.reason_to_stop(job)
        status = self._containers.status(job)
        if status == "gone":
            self._desk.end(job, JobState.LOST, "lost")
        elif isinstance(status, Ended):
            self._desk.end(job, JobState.FAILED if status.reason else JobState.FINISHED, status.reason)
        elif reason:
            self._desk.end(job, JobState.CANCELLED, reason)
        elif status == "created":
            self._containers.start(job)
            return False
        elif isinstance(status, Running) and status.seconds > self._desk.find(job).seconds:
            self._desk.end(job, JobState.FAILED, "time")
        else:
            return False
        self._containers.remove(job)
        self._desk.free(job, "stopped")
        return True
