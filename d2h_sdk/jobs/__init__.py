"""Batch jobs: notebooks that run without their author, also when her workspace is closed.

`d2h.jobs.submit("analysis.ipynb", parameters={"year": 2024})`; `sweep={"year": [2023, 2024]}` hands in one
job for each value. What a job made stands in `jobs/<user>/<number>/` of the project's folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from d2h_sdk.jobs.client import client
from d2h_sdk.jobs.job import Job, Jobs
from d2h_sdk.jobs.submitting import JobAfter, bytes_in, job_numbers, notebook_content, path_below_work
from d2h_sdk.wire import JobOrderMessage

__all__ = ["Job", "Jobs", "digest", "list", "submit"]


def submit(
    notebook: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    sweep: Mapping[str, Sequence[Any]] | None = None,
    cpu: float | None = None,
    memory: str | int | None = None,
    gpu: int = 0,
    hours: float | None = None,
    after: JobAfter = (),
    email: bool = False,
    algorithm: str | None = None,
) -> Jobs:
    """Hand in the notebook as it is saved now; the jobs that this makes.

    `parameters` replace those of the cell tagged `parameters`; with `sweep`, one job runs for each
    combination of its values. `memory` is bytes or a text such as "4 GB"; what is not given is as large as
    the project allows. `after`: jobs that must have finished before. `email`: a letter when it has ended,
    which never says what came out. `algorithm`: run it as the algorithm of this name of the project, by its
    permit; it takes no parameters, and not a cell may differ from what was approved. Raises UsageError, or
    JobError with the reason of the refusal.
    """
    order = JobOrderMessage.model_construct(
        notebook=path_below_work(notebook),
        content=notebook_content(notebook),
        parameters=dict(parameters or {}),
        sweep={name: [*values] for name, values in (sweep or {}).items()},
        cpus=cpu,
        memory_bytes=bytes_in(memory),
        seconds=None if hours is None else max(1, round(hours * 3600)),
        gpu=gpu,
        after=job_numbers(after),
        email=email,
        algorithm=algorithm,
    )
    return Jobs(tuple(map(Job, client().submit(order))))


def digest(notebook: str | Path) -> str:
    """Of the notebook as it is saved now, its outputs aside: by which a project file names an algorithm."""
    return hashlib.sha256(notebook_content(notebook)).hexdigest()


def list() -> Jobs:
    """One's own jobs in this project, the newest first."""
    return Jobs(tuple(map(Job, client().jobs())))
