"""What a workspace hands in as a batch job, and what it is told of its jobs."""

from __future__ import annotations

from typing import Any

from pydantic import Base64Bytes, Field

from d2h_sdk.wire.message import Message


class JobOrderMessage(Message):
    """`content`: the notebook, without outputs; `sweep`: one job for each combination of these values. What
    is None is as large as it may be; `seconds` of running; `algorithm`:
    the one of the project that the notebook is."""

    notebook: str  # its path below the work folder, where `project` leads to the project's
    content: Base64Bytes
    parameters: dict[str, Any] = Field(default_factory=dict)
    sweep: dict[str, list[Any]] = Field(default_factory=dict)
    cpus: float | None = None
    memory_bytes: int | None = None
    seconds: int | None = None
    gpu: int = 0
    after: tuple[int, ...] = ()
    email: bool = False
    algorithm: str | None = None


class JobMessage(Message):
    """Moments in ISO 8601, empty while they have not come; `results` lie below the project's folder."""

    id: int
    state: str  # QUEUED, RUNNING, FINISHED, FAILED, CANCELLED, LOST
    reason: str
    notebook: str
    parameters: dict[str, Any]
    after: tuple[int, ...]
    cpus: float
    memory_bytes: int
    seconds: int
    retry_of: int | None
    submitted: str
    started: str
    ended: str
    results: str


class JobsMessage(Message):
    jobs: tuple[JobMessage, ...]
