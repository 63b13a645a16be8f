"""The folders of one job on the host: what its container may read, and the door that only it has."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

from governance.jobs.job import Job

NOTEBOOK = "notebook.ipynb"
ORDER = "order.json"
DOOR = "door.sock"


def holder(job: int) -> str:
    """Of a set of doors: no workspace has such a name, for no person's begins with two hyphens."""
    return f"--job-{job}"


class JobFolder:
    """`<root>/<id>/` with `session/` and `given/`, both mounted read-only, and `<doors>/<id>/` for its way to
    access tokens: whoever asks there is this job."""

    def __init__(self, root: Path, doors: Path, job: int) -> None:
        self._folder = root / str(job)
        self.session = self._folder / "session"
        self.given = self._folder / "given"
        self.access = doors / str(job)

    def prepare(self, job: Job, notebook: bytes, session: str, relays: str) -> None:
        self.remove()
        order = {
            "notebook": job.notebook,
            "parameters": job.parameters,
            "results": job.results,
            "apart": job.reader != job.user,
        }
        for file, content in (
            (self.session / "session.json", session.encode()),
            (self.session / "relays.cfg", relays.encode()),
            (self.given / NOTEBOOK, notebook),
            (self.given / ORDER, json.dumps(order).encode()),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.parent.chmod(0o755)
            file.write_bytes(content)
            file.chmod(0o644)
        self.access.mkdir(parents=True)
        self.access.chmod(0o755)

    def has_door(self) -> bool:
        """Whether somebody answers at it."""
        with socket.socket(socket.AF_UNIX) as knocking:
            return knocking.connect_ex(str(self.access / DOOR)) == 0

    def remove(self) -> None:
        for folder in (self._folder, self.access):
            if folder.exists():
                shutil.rmtree(folder)
