"""Looking through folders of work, and putting a file back, by containers of the engine that run nothing of a
researcher's."""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.types import LogConfig

from governance.refusal import Refusal
from hub_config.copies import reader
from hub_config.sealing import HOME, USER, sealed

COPIES_LABEL = "org.d2h.copies"
_MEMORY = 512 << 20
_FILES = 500
_BYTES = 64 << 20
# The tar file's own frame.
_SHARE = 2


@dataclass(frozen=True)
class Present:
    """The paths of all notebooks of a `volume`."""

    volume: str
    notebooks: frozenset[str]


@dataclass(frozen=True)
class Found:
    """A notebook of a `volume`, at its path there, last changed `at` (seconds since 1970)."""

    volume: str
    notebook: str
    at: float
    content: bytes


class WorkFolders:
    """Of one `installation` at one `engine`, looked through by programs of `image`."""

    def __init__(self, installation: str, image: str, engine: docker.DockerClient) -> None:
        self._installation = installation
        self._image = image
        self._engine = engine

    def changed(self, since: Mapping[str, float]) -> Iterator[Present | Found]:
        """What is in each of these volumes, then what changed there since then, the oldest first: of each 500
        files and 64 MB at most. Raises DockerException, OSError or tarfile.TarError."""
        places = {f"/look/{number}": volume for number, volume in enumerate(since)}
        order = {
            "roots": {place: since[volume] for place, volume in places.items()},
            "files": _FILES,
            "bytes": _BYTES,
        }
        program = Path(reader.__file__).read_text(encoding="utf-8")
        mounts = {volume: {"bind": place, "mode": "ro,nocopy"} for place, volume in places.items()}
        with (
            self._container(["python", "-I", "-c", program, json.dumps(order)], mounts) as container,
            tempfile.TemporaryFile() as copy,
        ):
            said = container.attach(stdout=True, stderr=False, stream=True)
            container.start()
            room = len(places) * _BYTES * _SHARE
            for piece in said:
                room -= len(piece)
                if room < 0:
                    raise OSError("the reader of notebooks says more than it was asked for")
                copy.write(piece)
            copy.seek(0)
            with tarfile.open(fileobj=copy, mode="r|") as archive:
                for entry in archive:
                    look, number, *notebook = entry.name.strip("/").split("/", 2)
                    content = (archive.extractfile(entry) or io.BytesIO()).read()
                    volume = places[f"/{look}/{number.removesuffix('.json')}"]
                    if notebook:
                        yield Found(volume, notebook[0], float(entry.mtime), content)
                    else:
                        yield Present(volume, frozenset(json.loads(content)))

    def put(self, volume: str, folder: str, name: str, content: bytes) -> None:
        """A new file in a folder of the volume, which is made where it is missing. Raises Refusal
        `copy-not-restored`."""
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            place = tarfile.TarInfo(folder)
            place.type, place.mode = tarfile.DIRTYPE, 0o755
            file = tarfile.TarInfo(f"{folder}/{name}")
            file.size = len(content)
            for entry in (place, file):
                entry.uid = entry.gid = 1000
                entry.mtime = time.time()
            archive.addfile(place)
            archive.addfile(file, io.BytesIO(content))
        try:
            with self._container(["true"], {volume: {"bind": f"{HOME}/work", "mode": "rw"}}) as container:
                # It is never started: the engine itself unpacks, and finds no way out of the container.
                container.put_archive(f"{HOME}/work", packed.getvalue())
        except DockerException as fault:
            raise Refusal("copy-not-restored", reason=str(fault)[:200]) from fault

    def open(self) -> set[tuple[str, str]]:
        """(user, project) of every workspace and job that runs."""
        labels = [f"org.d2h.installation={self._installation}", "org.d2h.user", "org.d2h.project"]
        found = self._engine.containers.list(filters={"label": labels}, ignore_removed=True)
        return {(one.labels["org.d2h.user"], one.labels["org.d2h.project"]) for one in found}

    def volumes(self) -> set[str]:
        """The engine makes those that it is asked for and does not know."""
        label = {"label": f"org.d2h.installation={self._installation}"}
        return {volume.name for volume in self._engine.volumes.list(filters=label)}

    def remove_left(self) -> None:
        """Containers of a pass that was killed."""
        label = f"{COPIES_LABEL}={self._installation}"
        for container in self._engine.containers.list(
            all=True, filters={"label": label}, ignore_removed=True
        ):
            with suppress(APIError):
                container.remove(force=True)

    @contextmanager
    def _container(self, command: list[str], volumes: dict[str, dict[str, str]]) -> Iterator[Any]:
        container = self._engine.containers.create(
            self._image,
            command[1:],
            entrypoint=command[:1],
            user=USER,
            labels={COPIES_LABEL: self._installation},
            volumes=volumes,
            mem_limit=_MEMORY,
            nano_cpus=10**9,
            log_config=LogConfig(type="none"),
            **sealed(self._engine, _MEMORY),
        )
        try:
            yield container
        finally:
            with suppress(NotFound):
                container.remove(force=True)
