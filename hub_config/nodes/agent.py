"""What a worker does on its own file system when the hub asks: folders, sockets and volumes of workspaces.

Its socket is closed to everybody but the machine's own relay, which lets the hub alone through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi import Path as InPath
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter

from governance.gpus.device import GpuDevice
from governance.refusal import Refusal
from hub_config.gpu_options import givable_here
from hub_config.jobs.access_doors import AccessDoors
from hub_config.machine import Machine, machine_now
from hub_config.nodes.folders import WorkspaceFolders
from hub_config.nodes.node import JobPlaces, JobTold, Places, Told
from hub_config.nodes.targets import Targets, targets_here
from hub_config.shared_files import SharedFiles
from hub_config.work_names import Work
from hub_config.work_volumes import Usage, WorkVolumes

_LONGEST_WAIT = 600.0
_LONGEST_TRIAL = 1800.0

Doors = Annotated[int, InPath(ge=1, lt=1 << 16)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=255)]
Volume = Annotated[str, InPath(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=255)]


class Start(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    project: Name
    told: Told


class JobFiles(BaseModel):
    """Of `JobTold`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session: str
    relays: str
    order: str
    notebook: Base64Bytes
    proof: str = Field(min_length=20)

    @property
    def told(self) -> JobTold:
        return JobTold(**dict(self))


class JobStart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    project: Name
    files: JobFiles


class Wanted(BaseModel):
    """Volumes of a member of a project; sizes in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    installation: Name
    user: Name
    project: Name
    own: int = Field(ge=1)
    shared: int = Field(ge=1)


def create_agent(
    folders: WorkspaceFolders, job_doors: AccessDoors, devices: Path, shared: SharedFiles | None
) -> FastAPI:
    """`devices`, a folder that stays, and `shared` as `WorkVolumes` wants them. Workspaces and jobs go by the
    number of their set of doors."""

    @asynccontextmanager
    async def doors_of_jobs(_: FastAPI) -> AsyncIterator[None]:
        kept = asyncio.create_task(job_doors.keep_open())
        yield
        kept.cancel()
        await job_doors.close()

    app = FastAPI(title="D2H worker", docs_url=None, redoc_url=None, openapi_url=None, lifespan=doors_of_jobs)

    @cache
    def volumes(installation: str, own: int, project: int) -> WorkVolumes:
        return WorkVolumes(
            installation, devices, own=own, project=project, shared=shared, begin_shared=shared is not None
        )

    @app.put("/workspaces/{doors}")
    def prepare(doors: Doors, start: Start) -> Places:
        return folders.prepare(str(doors), doors, start.project, start.told)

    @app.post("/workspaces/{doors}/adopt", status_code=204)
    async def adopt(doors: Doors, deadline: Annotated[float, Field(gt=0, le=_LONGEST_WAIT)]) -> None:
        await folders.of(str(doors)).adopt(deadline)

    @app.delete("/workspaces/{doors}", status_code=204)
    def remove(doors: Doors) -> None:
        folders.of(str(doors)).remove()
        folders.of_job(doors).remove()

    @app.put("/jobs/{doors}")
    def prepare_job(doors: Doors, start: JobStart) -> JobPlaces:
        return folders.prepare_job(doors, start.project, start.files.told)

    @app.get("/jobs/{doors}/door")
    def has_job_door(doors: Doors) -> bool:
        return folders.of_job(doors).has_door()

    @app.put("/volumes")
    def make(wanted: Wanted) -> Work:
        of_installation = volumes(wanted.installation, wanted.own, wanted.shared)
        return of_installation.make(wanted.user, wanted.project)

    @app.post("/volumes/{name}/show", status_code=204)
    def show(name: Volume) -> None:
        volumes("d2h", 1, 1).show(name)

    @app.get("/volumes/{name}")
    def usage(name: Volume) -> Usage | None:
        return volumes("d2h", 1, 1).usage(name)

    @app.post("/gpus")
    def givable(devices: list[GpuDevice]) -> dict[str, tuple[int, ...]]:
        return givable_here(devices)

    @app.get("/room")
    def room() -> Machine:
        return machine_now()

    @app.get("/targets")
    async def targets() -> StreamingResponse:
        async def held() -> AsyncIterator[bytes]:
            with targets_here() as there:
                yield TypeAdapter(Targets).dump_json(there) + b"\n"
                await asyncio.sleep(_LONGEST_TRIAL)  # unless the hub closes before

        return StreamingResponse(held(), media_type="application/x-ndjson")

    @app.exception_handler(Refusal)
    def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return JSONResponse({"code": refusal.code, "params": refusal.params}, 409)

    @app.exception_handler(TimeoutError)
    def too_late(_: Request, fault: TimeoutError) -> JSONResponse:
        return JSONResponse({"code": "timeout", "params": {}}, 504)

    return app
