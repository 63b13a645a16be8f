"""A job: one run of a notebook for one member of one project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from governance.gpus.device import GpuWish
from governance.permits.document import Slug

MOST_PARAMETERS = 64
# One plain way below the member's own files; it becomes a path in the job's container alone.
NotebookPath = Annotated[
    str, StringConstraints(pattern=r"^([^/\x00.][^/\x00]*/)*[^/\x00.][^/\x00]*\.ipynb$", max_length=200)
]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60)]
Parameters = dict[ParameterName, Any]


class JobState(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"


# What a job that did not finish ended by.
FAILURES = ("error", "time", "memory", "broken")


@dataclass(frozen=True)
class JobLimits:
    """`at_once` and `waiting`: jobs of one project; `in_all`: running jobs of all. Of one job:
    `seconds`, and `memory_bytes` and `cpus`, None where its project alone decides."""

    at_once: int
    in_all: int
    waiting: int
    seconds: int
    memory_bytes: int | None = None
    cpus: float | None = None

    def memory_within(self, project: int) -> int:
        """For a job of a project that may have so many bytes."""
        return min(project, self.memory_bytes or project)

    def cpus_within(self, project: float) -> float:
        return min(project, self.cpus or project)


class JobOrder(BaseModel):
    """One notebook, run once for each of `runs`, sets of parameters. What is None is as large as may be.

    `algorithm`: the one of the project that it is, to read by its permit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notebook: NotebookPath
    content: bytes
    runs: tuple[Annotated[Parameters, Field(max_length=MOST_PARAMETERS)], ...] = ({},)
    cpus: float | None = Field(default=None, gt=0)
    memory_bytes: int | None = Field(default=None, ge=128 << 20)
    seconds: int | None = Field(default=None, ge=1)
    gpu: int = Field(default=0, ge=0)
    after: tuple[int, ...] = ()
    tell: bool = False
    algorithm: Slug | None = None


@dataclass(frozen=True)
class Job:
    """`reason`: why it ended, if not by itself; `tell`: the member asked for a letter at its end; `reader`:
    as whom it reads, its member or an algorithm, whose own files it has; `node`: the machine it began on."""

    id: int
    project: str
    user: str
    reader: str
    state: JobState
    reason: str
    notebook: str
    parameters: dict[str, Any]
    after: tuple[int, ...]
    cpus: float
    memory_bytes: int
    seconds: int
    gpus: int
    gpu_kind: str
    tell: bool
    retry_of: int | None
    submitted: datetime
    started: datetime | None
    ended: datetime | None
    node: str = ""

    @property
    def results(self) -> str:
        """Where it writes, below the folder that its project's members share."""
        return results_of(self.user, self.id)

    @property
    def gpu(self) -> GpuWish | None:
        return GpuWish(kind=self.gpu_kind, count=self.gpus) if self.gpus else None


def results_of(user: str, job: int) -> str:
    return f"jobs/{user}/{job}"
