"""What a worker is given by the hub, to be carried there by hand: who it is, its certificate, the hub's."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.refusal import Refusal
from hub_config.doors import worker_folder
from hub_config.haproxy import WorkerFront
from hub_config.nodes.credentials import WorkerCredentials
from hub_config.nodes.declared import Worker, WorkerName, WorkersFile
from hub_config.shared_files import SharedFiles

_ABOUT = "worker.json"
_OWN = "worker.pem"
_HUB = "hub.crt"

Door = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{1,5}$")]


class AboutWorker(BaseModel):
    """`hub`: where the hub listens for it, `listen`: where it listens for the hub."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: WorkerName
    hub: Address
    listen: Address
    first: int
    sets: int
    doors: tuple[Door, ...]
    shared: SharedFiles | None = None


def write_bundle(home: Path, worker: Worker, hub: WorkersFile, doors: tuple[str, ...]) -> Path:
    """A tar file for its owner alone; it holds the worker's key."""
    about = AboutWorker(
        name=worker.name,
        hub=f"{hub.host}:{hub.port}",
        listen=f"{worker.host}:{worker.port}",
        first=worker.first,
        sets=len(worker.numbers),
        doors=doors,
        shared=worker.shared,
    )
    credentials = WorkerCredentials(home, worker.name)
    path = credentials.folder / f"{worker.name}.tar"
    path.unlink(missing_ok=True)
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        for name, content in (
            (_ABOUT, about.model_dump_json(indent=2).encode()),
            (_OWN, credentials.worker.read_bytes()),
            (_HUB, credentials.hub_certificate.read_bytes()),
        ):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            tar.addfile(member, io.BytesIO(content))
    return path


def read_bundle(folder: Path, engine: Path) -> tuple[WorkerFront, SharedFiles | None]:
    """Of the folder in which the bundle was unpacked, with the files that this machine shares; `engine`: the
    socket of this machine's engine. Raises Refusal `worker-bundle`, or as `SharedFiles`."""
    try:
        about = AboutWorker.model_validate_json((folder / _ABOUT).read_bytes())
    except (OSError, ValidationError) as fault:
        raise Refusal("worker-bundle", folder=str(folder)) from fault
    if about.shared:
        about.shared.check()
    front = WorkerFront(
        name=about.name,
        hub=about.hub,
        listen=about.listen,
        numbers=range(about.first, about.first + about.sets),
        doors=about.doors,
        sockets=worker_folder(Path("/run/d2h"), about.name),
        engine=engine,
        own=folder / _OWN,
        hub_certificate=folder / _HUB,
    )
    return front, about.shared
