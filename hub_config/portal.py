"""What the pages show: the person's projects, in her language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from governance.directory import ProjectCard, ProjectState
from governance.jobs.job import JobState
from governance.jobs.viewing import SeenJob
from hub_config.gate import Gate
from hub_config.machine import machine_now
from hub_config.offers import DRAINED, Choice, Offers, Turn
from hub_config.words import hub_words


class Portal:
    """The page's view of one person; before the login, of nobody. Read anew for every page."""

    def __init__(
        self,
        gate: Gate,
        offers: Offers,
        user: str | None,
        *,
        airlock_page: str,
        catalogue_page: str,
        administration_page: str,
    ) -> None:
        self._words = hub_words(gate.language(user))
        self._person = gate.person(user) if user else None
        self._gate = gate
        self._offers = offers
        self._user = user
        self._closed: dict[str, bool] = {}
        self.airlock_page = airlock_page
        self.catalogue_page = catalogue_page
        self._administration_page = administration_page
        self.language = self._words.language

    @property
    def full_name(self) -> str:
        return self._person.full_name if self._person else self._user or ""

    @property
    def administration_page(self) -> str:
        """Empty for one whom the menu does not lead there."""
        return self._administration_page if self._person and self._person.administers else ""

    def project_page(self, project: ProjectCard) -> str:
        """Its permits, life and use, open to its members."""
        return f"{self._administration_page}projects/{project.id}"

    def say(self, code: str, **params: str | int | float) -> str:
        return self._words.say(code, **params)

    def title(self, project: ProjectCard) -> str:
        return self._words.title(project.title)

    def state(self, project: ProjectCard) -> str:
        """`draft`, `active`, `suspended` or `ended`."""
        over = project.state in (ProjectState.ARCHIVED, ProjectState.DESTROYED)
        if over or project.ends < datetime.now(UTC).date():
            return "ended"
        return project.state.lower()

    def pause(self, project: str) -> str:
        """Why its workspaces are paused, in the person's words; empty when they are not."""
        refusal = self._gate.display_pause(project)
        return self._words.refusal(refusal) if refusal else ""

    def charter_waits(self, project: str) -> bool:
        """Whether the person has a charter to sign before her workspace opens."""
        return self._user is not None and self._gate.unsigned_charter(self._user, project) is not None

    def closes_unused(self, seconds: int) -> str:
        """`seconds`: until the workspace closes for want of use."""
        minutes = -(-seconds // 60)
        return self.say("closes-unused", hours=minutes // 60, minutes=minutes % 60)

    def turn(self, project: str) -> Turn | None:
        """Her place in the queue for a GPU."""
        return self._offers.turn(self._user, project) if self._user else None

    def turn_words(self, turn: Turn) -> str:
        if turn.position:
            return self.say("gpu-waiting", position=turn.position, kind=turn.kind)
        until = turn.until.astimezone().strftime("%H:%M") if turn.until else ""
        return self.say("gpu-turn", kind=turn.kind, until=until)

    def flavour_title(self, choice: Choice) -> str:
        return self._words.title(dict(choice.flavour.title)) or self.say("flavour-usual")

    def flavour_size(self, choice: Choice) -> str:
        """Processors, memory and devices of a choice, and how many of these are free."""
        flavour = choice.flavour
        size = self.say("flavour-size", cpus=flavour.cpus, memory=_gibibytes(flavour.memory))
        if flavour.gpu is None:
            return size
        elsewhere = any(one.node != self._offers.node for one in choice.devices)
        code = "flavour-gpu-on" if elsewhere else "flavour-gpu-free"
        free = (self.say(code, free=one.free, all=one.all, node=one.node) for one in choice.devices)
        gpu = flavour.gpu
        return f"{size}, {self.say('flavour-gpu', count=gpu.count, kind=gpu.kind, free=', '.join(free))}"

    def machine(self) -> str:
        now = machine_now()
        memory, cpus = _gibibytes(now.memory), round(now.cpus, 1)
        return self.say("machine-now", memory=memory, cpus=cpus, all=now.all_cpus)

    def job_state(self, job: SeenJob) -> str:
        """With what it waits for, or why it ended."""
        state = self.say(f"job-{job.state.lower()}", ahead=job.ahead)
        # Whatever ends somebody's access ends her jobs.
        code = job.reason or self._waits_for(job)
        known = self._words.knows(f"job-reason-{code}")
        reason = self.say(f"job-reason-{code if known else 'access'}") if code else ""
        return f"{state}: {reason}" if reason else state

    def _waits_for(self, job: SeenJob) -> str:
        if job.state != JobState.QUEUED:
            return ""
        if job.project not in self._closed:
            self._closed[job.project] = self._offers.is_closed_to(job.project)
        return DRAINED if self._closed[job.project] else ""

    def is_open(self, project: ProjectCard) -> bool:
        """Worth a button; whether the workspace opens, governance says when it is pressed."""
        return self.state(project) == "active" and bool(project.sites_signed)

    def projects(self) -> tuple[ProjectCard, ...]:
        return self._gate.projects(self._user) if self._user else ()


def _gibibytes(size: int) -> float:
    return round(size / (1 << 30), 1)


def portal_of(gate: Gate, offers: Offers, **pages: str) -> Callable[[Any], Portal]:
    """A function of JupyterHub's user (or None), as `template_vars` takes it."""
    return lambda user: Portal(gate, offers, user.name if user else None, **pages)
