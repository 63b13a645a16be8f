"""The folders of one job on its machine: what its container may read, and the door that only it has."""

from __future__ import annotations

import re
import shutil
import socket
from contextlib import suppress
from pathlib import Path

from hub_config.nodes.node import JobPlaces, JobTold

NOTEBOOK = "notebook.ipynb"
ORDER = "order.json"
DOOR = "door.sock"
PROOF = "proof"
_HOLDER = re.compile(r"--job-(\d+)--(.+)")


def holder(job: int, project: str) -> str:
    """Of a set of doors: no workspace has such a name, for no person's begins with two hyphens."""
    return f"--job-{job}--{project}"


def job_of(holder: str) -> int | None:
    """None for what holds a set and is no job."""
    found = _HOLDER.fullmatch(holder)
    return int(found[1]) if found else None


def job_doors(sockets: Path) -> Path:
    """Where running jobs of the machine have their doors to access tokens, by their sets."""
    return sockets / "jobs"


def container_of(installation: str, job: int) -> str:
    """Its name."""
    return f"{installation}-job-{job}"


class JobFolder:
    """`<root>/<set>/` with `session/` and `given/`, both mounted read-only, and `<doors>/<set>/` for its way
    to access tokens: whoever asks there is the job that has this set of doors."""

    def __init__(self, root: Path, doors: Path, number: int) -> None:
        self._folder = root / str(number)
        self.session = self._folder / "session"
        self.given = self._folder / "given"
        self.access = doors / str(number)
        self.proof = self._folder / PROOF

    def prepare(self, told: JobTold, imports: Path, doors: Path) -> JobPlaces:
        """`imports` and `doors` as in what it returns."""
        self.remove()
        for file, content in (
            (self.session / "session.json", told.session.encode()),
            (self.session / "relays.cfg", told.relays.encode()),
            (self.given / NOTEBOOK, told.notebook),
            (self.given / ORDER, told.order.encode()),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.parent.chmod(0o755)
            file.write_bytes(content)
            file.chmod(0o644)
        if told.proof:
            self.proof.touch(0o600)
            self.proof.write_text(told.proof, encoding="ascii")
        self.access.mkdir(parents=True)
        self.access.chmod(0o755)
        return JobPlaces(
            self.session.absolute(), self.given.absolute(), self.access, imports.absolute(), doors
        )

    def has_door(self) -> bool:
        """Whether somebody answers at it."""
        with socket.socket(socket.AF_UNIX) as knocking:
            return knocking.connect_ex(str(self.access / DOOR)) == 0

    def remove(self) -> None:
        for folder in (self._folder, self.access):
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)
