"""One job, and several: what the platform says of it, and what it has written so far."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from d2h_sdk import words
from d2h_sdk.jobs.client import client
from d2h_sdk.rendering import html_table, text_table
from d2h_sdk.wire import JobMessage

_DONE = ("completed", "failed")
_HEADINGS = ("job", "notebook", "parameters", "state", "cells", "results")


@dataclass(frozen=True)
class Progress:
    """Cells that have run, of all."""

    done: int
    cells: int

    def __str__(self) -> str:
        return f"{self.done}/{self.cells}" if self.cells else "–"


class Job:
    """`status` asks the platform; `progress` and `logs` read what the job itself writes into the project's
    folder."""

    def __init__(self, message: JobMessage) -> None:
        self._message = message

    @property
    def id(self) -> int:
        return self._message.id

    @property
    def status(self) -> str:
        """`QUEUED`, `RUNNING`, `FINISHED`, `FAILED`, `CANCELLED` or `LOST`, as it is now."""
        if not self._message.ended:
            self._message = next(one for one in client().jobs() if one.id == self.id)
        return self._message.state

    @property
    def reason(self) -> str:
        """Why it ended without finishing, or cannot begin, in words; empty for all others."""
        code = self._message.reason
        known = f"job-reason-{code}"
        if not code or not words.knows(known):
            return words.say(code) if code else ""
        return words.say(known)

    @property
    def folder(self) -> Path:
        """What it made, for all members of the project."""
        return Path.home() / "project" / self._message.results

    @property
    def notebook(self) -> Path:
        """The notebook with its outputs; it grows while the job runs."""
        return self.folder / Path(self._message.notebook).name

    @property
    def progress(self) -> Progress:
        try:
            cells = json.loads(self.notebook.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError):
            return Progress(0, 0)
        states = [cell.get("metadata", {}).get("papermill", {}).get("status", "") for cell in cells]
        return Progress(sum(state in _DONE for state in states), len(states))

    def logs(self) -> str:
        """What it printed, with the times; empty before it began."""
        try:
            return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def wait(self, seconds: float | None = None) -> str:
        """Until it has ended, or for so long; its status."""
        end = time.monotonic() + seconds if seconds is not None else None
        while (state := self.status) in ("QUEUED", "RUNNING"):
            if end is not None and time.monotonic() > end:
                break
            time.sleep(1)
        return state

    def cancel(self) -> Job:
        self._message = client().cancel(self.id)
        return self

    def retry(self) -> Job:
        """A new job that does the same; for one that has ended."""
        return Job(client().retry(self.id))

    def row(self) -> tuple[str, ...]:
        message = self._message
        told = ", ".join(f"{name}={value!r}" for name, value in message.parameters.items())
        state = words.say(f"job-state-{message.state.lower()}")
        state = f"{state}: {self.reason}" if self.reason else state
        results = f"project/{message.results}"
        return (str(self.id), message.notebook, told, state, str(self.progress), results)

    def __repr__(self) -> str:
        return repr(Jobs((self,)))

    def _repr_html_(self) -> str:
        return Jobs((self,))._repr_html_()


class Jobs(Sequence[Job]):
    """Shows itself as a table; may be given to `after`."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self._jobs = jobs

    @overload
    def __getitem__(self, place: int) -> Job: ...
    @overload
    def __getitem__(self, place: slice) -> Jobs: ...
    def __getitem__(self, place: int | slice) -> Job | Jobs:
        return Jobs(self._jobs[place]) if isinstance(place, slice) else self._jobs[place]

    def __len__(self) -> int:
        return len(self._jobs)

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs)

    def wait(self) -> tuple[str, ...]:
        """Until all have ended; their states."""
        return tuple(job.wait() for job in self._jobs)

    def cancel(self) -> None:
        """Those that have not ended."""
        for job in self._jobs:
            if job.status in ("QUEUED", "RUNNING"):
                job.cancel()

    def _rows(self) -> list[tuple[str, ...]]:
        return [job.row() for job in self._jobs]

    def __repr__(self) -> str:
        if not self._jobs:
            return words.say("jobs-none")
        return text_table(_headings(), self._rows())

    def _repr_html_(self) -> str:
        note = "" if self._jobs else words.say("jobs-none")
        return html_table(words.say("jobs-title"), _headings(), self._rows(), note)


def _headings() -> tuple[str, ...]:
    return tuple(words.say(f"job-column-{name}") for name in _HEADINGS)
