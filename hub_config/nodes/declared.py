"""The workers of an installation: machines that run workspaces for the hub. `workers.yaml` in its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML

from governance.access.doors import MOST
from governance.refusal import Refusal
from governance.source_file import SourceFile
from hub_config.shared_files import SharedFiles

FILE = "workers.yaml"
# A worker has as many sets of doors as the hub's own machine, numbered after those of the worker before it.
SETS = 64

# It stands in addresses of sockets, which hold 107 bytes, and in names of certificates.
WorkerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Record = Callable[[], None]


class Worker(BaseModel):
    """`host` and `port`: where its relay listens; `first`: the number of its first set of doors; `shared`:
    where its projects' files are, when other machines see them too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: WorkerName
    host: Host
    port: Port
    first: int = Field(gt=SETS, lt=MOST - SETS)
    shared: SharedFiles | None = None

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + SETS)


class WorkersFile(BaseModel):
    """`host` and `port`: where the hub's relay listens for its workers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Host
    port: Port
    workers: tuple[Worker, ...] = ()

    @property
    def shared(self) -> SharedFiles | None:
        """The one folder that the hub's machine shares with those workers that do."""
        return next((worker.shared for worker in self.workers if worker.shared), None)


def declared_workers(home: Path) -> WorkersFile | None:
    """None without a file. Raises SourceRefusal for a file that is wrong."""
    path = home / FILE
    return SourceFile(path).validate(WorkersFile) if path.exists() else None


def shared_of(home: Path) -> SharedFiles | None:
    declared = declared_workers(home)
    return declared.shared if declared else None


def workers_of(home: Path) -> tuple[Worker, ...]:
    declared = declared_workers(home)
    return declared.workers if declared else ()


def declare_worker(
    home: Path,
    name: str,
    host: str,
    port: int,
    hub: tuple[str, int],
    shared: SharedFiles | None = None,
    *,
    record: Record = lambda: None,
) -> Worker:
    """`hub` (where the hub listens for it) and `shared`, where it has any, are the same for all. It is
    declared once `record` has said so. Raises Refusal `worker-known`, `worker-unfit`, `worker-hub-elsewhere`
    or `worker-shares-elsewhere`."""
    known = declared_workers(home)
    if known and (known.host, known.port) != hub:
        raise Refusal("worker-hub-elsewhere", address=f"{known.host}:{known.port}")
    if known and shared and known.shared not in (None, shared):
        raise Refusal("worker-shares-elsewhere", folder=str(known.shared.folder))
    before = known.workers if known else ()
    if any(worker.name == name for worker in before):
        raise Refusal("worker-known", worker=name)
    first = max((worker.first for worker in before), default=1) + SETS
    try:
        worker = Worker(name=name, host=host, port=port, first=first, shared=shared)
        declared = WorkersFile(host=hub[0], port=hub[1], workers=(*before, worker))
    except ValidationError as fault:
        raise Refusal("worker-unfit", where=str(fault.errors()[0]["loc"][-1])) from fault
    record()
    _write(home, declared)
    return worker


def forget_worker(home: Path, name: str, record: Record = lambda: None) -> None:
    """As `declare_worker`; raises Refusal `worker-unknown`."""
    known = declared_workers(home)
    if known is None or all(worker.name != name for worker in known.workers):
        raise Refusal("worker-unknown", worker=name)
    left = tuple(worker for worker in known.workers if worker.name != name)
    record()
    _write(home, known.model_copy(update={"workers": left}))


def _write(home: Path, declared: WorkersFile) -> None:
    new = home / f".{FILE}"
    with new.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(declared.model_dump(mode="json"), file)
    new.replace(home / FILE)
