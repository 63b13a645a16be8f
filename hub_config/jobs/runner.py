"""Runs jobs, one turn after the other: governance says whose turn it is, the engine of the project's machine
runs it."""

from __future__ import annotations

import logging
import threading
import time

from governance.gpus.device import of_kind
from governance.jobs.job import Job, JobState
from governance.refusal import Refusal
from hub_config.jobs.containers import Ended, JobContainers, Running
from hub_config.jobs.desk import JobDesk
from hub_config.nodes.node import Node
from hub_config.offers import given_on

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_DOOR_SECONDS = 15.0
# Of the platform, not of the job: it goes on waiting.
_PASSING = (
    "doors-all-taken",
    "job-engine",
    "job-image",
    "job-door-away",
    "node-away",
    "node-image",
    "work-volume",
    "files-in-use",
    "shared-folder-away",
)
# Of a machine as a whole: none of its projects is asked now.
_OF_MACHINE = ("node-away", "node-busy", "node-drained")
_QUIET = ("node-busy", "node-drained")
_AWAY = ("node-away", "node-unknown")


class JobRunner:
    """`at_once` jobs run together on each machine; one whose machine does not answer for `grace_seconds` is
    lost. `stop` is set when the worker ends: its containers run on, and the next worker finds them."""

    def __init__(self, desk: JobDesk, containers: JobContainers, at_once: int, grace_seconds: float) -> None:
        self.stop = threading.Event()
        self._desk = desk
        self._containers = containers
        self._at_once = at_once
        self._grace_seconds = grace_seconds
        self._choosing = threading.Lock()
        self._followed: set[int] = set()
        self._away_since: dict[int, float] = {}

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
            self._away_since.pop(job, None)

    def take_up(self) -> tuple[int, ...]:
        """What a worker before this one left: the jobs that still run."""
        self.reconcile()
        return self._desk.running()

    def reconcile(self) -> None:
        """Containers of jobs that do not run go, also those of machines that were away when they ended. What
        ended jobs still hold of GPUs is free again once their containers are gone."""
        self._containers.clear_away()
        standing = self._containers.standing()
        with self._choosing:  # nobody makes one now that does not run yet
            running = self._desk.running()
            for job in standing.keys() - set(running):
                self._containers.remove_from(standing[job], job)
        for job in self._desk.reconcile(self._containers.standing().keys()):
            _LOG.warning("what job %s held of GPUs is free again", job)

    def unfollowed(self) -> tuple[int, ...]:
        """Running jobs whose thread failed: the database or the engine was away for a while."""
        with self._choosing:
            return tuple(job for job in self._desk.running() if job not in self._followed)

    def close_hopeless(self) -> None:
        self._desk.close_hopeless()

    def _begin(self) -> int | None:
        projects, jobs = set[str](), set[int]()  # passed by
        with self._choosing:
            while not self.stop.is_set() and (number := self._desk.next(projects, jobs)) is not None:
                job = self._desk.find(number)
                try:
                    node = self._place(job)
                except Refusal as refusal:
                    level = logging.DEBUG if refusal.code in _QUIET else logging.WARNING
                    _LOG.log(level, "job %s waits: %s", number, refusal)
                    jobs.add(number)
                    if refusal.code in _OF_MACHINE:
                        node_name = str(refusal.params["node"])
                        projects |= {job.project, *self._containers.projects_on(node_name)}
                    continue
                try:
                    if not self._prepare(job, node):
                        continue
                except Refusal as refusal:
                    _LOG.warning("job %s does not begin: %s", number, refusal)
                    self._containers.remove(job)
                    self._desk.free(number, "stopped")
                    if refusal.code in _PASSING:
                        projects.add(job.project)
                    elif refusal.code != "job-not-waiting":
                        self._desk.end(number, JobState.CANCELLED, refusal.code)
                else:
                    return number
        return None

    def _place(self, job: Job) -> Node:
        """Raises as `JobContainers.place`, or Refusal `node-without-gpus` where its devices are away."""
        node = self._containers.place(job, self._desk.fits(job), self._at_once)
        if job.gpu and len(of_kind(given_on(node, self._desk.devices()), job.gpu.kind)) < job.gpu.count:
            raise Refusal("node-without-gpus", node=node.name)
        return node

    def _prepare(self, job: Job, node: Node) -> bool:
        """Whether it begins, which it does not while it waits for a GPU.

        The container is made first, then the start is written down, then `follow` starts it: a job that
        governance calls running has a container, and one that it calls waiting never ran.
        """
        devices = self._desk.devices()
        if job.gpu:
            given = given_on(node, devices)
            devices = tuple(one for one in devices if one.node != node.name or one in given)
        granted = self._desk.grant(job.id, node.name, devices)
        if granted is None:
            return False
        told, grant, notebook = granted
        image = self._containers.image(node, gpu=bool(grant.gpus))
        self._containers.create(node, told, grant, notebook, image)
        end = time.monotonic() + _DOOR_SECONDS
        while not self._containers.has_door(node, told):
            if time.monotonic() > end or self.stop.wait(0.05):
                raise Refusal("job-door-away")
        self._desk.begin(job.id, image, node.name)
        return True

    def _is_over(self, job: int) -> bool:
        told = self._desk.find(job)
        reason = self._desk.reason_to_stop(job)
        try:
            status = self._containers.status(told)
            self._away_since.pop(job, None)
        except Refusal as refusal:
            if refusal.code not in _AWAY:
                raise
            now = time.monotonic()
            if now - self._away_since.setdefault(job, now) < self._grace_seconds:
                return False
            _LOG.warning("job %s is given up: %s", job, refusal)
            self._desk.end(job, JobState.LOST, "away")
        else:
            if status == "gone":
                self._desk.end(job, JobState.LOST, "lost")
            elif isinstance(status, Ended):
                self._desk.end(job, JobState.FAILED if status.reason else JobState.FINISHED, status.reason)
            elif reason:
                self._desk.end(job, JobState.CANCELLED, reason)
            elif status == "created":
                self._containers.start(told)
                return False
            elif isinstance(status, Running) and status.seconds > told.seconds:
                self._desk.end(job, JobState.FAILED, "time")
            else:
                return False
        self._containers.remove(told)
        self._desk.free(job, "stopped")
        return True
