"""What runs now: workspaces, jobs, GPUs and who waits for one, machines that take nothing new.

What code in a workspace chose, such as the name of a notebook, is not shown: no display budget counts this
page.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from governance.gpus.allotment import gpu_state
from governance.gpus.declared import declared_devices
from governance.gpus.device import GpuDevice
from governance.jobs.record import jobs_of
from governance.nodes import drained_nodes
from governance.running import open_workspaces
from governance.settings import installation_home
from governance.source_file import SourceRefusal
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import CurrentVisitor, only_for

router = APIRouter(dependencies=[Depends(only_for(Area.RUNNING))])


@router.get("/running")
def running(request: Request, visitor: CurrentVisitor) -> Response:
    desk = desk_of(request)
    devices: tuple[GpuDevice, ...] = ()
    fault: SourceRefusal | None = None
    try:
        devices = declared_devices(installation_home())
    except SourceRefusal as refusal:
        fault = refusal
    with desk.read() as uow:
        gpus = gpu_state(uow)
        workspaces, jobs = open_workspaces(uow), jobs_of(uow, open_only=True)
        drained = drained_nodes(uow)
    return desk.page(
        request,
        "running.html",
        visitor,
        told=Telling(visitor.words),
        workspaces=workspaces,
        jobs=jobs,
        devices=devices,
        held=gpus.held,
        places=gpus.places,
        fault=fault,
        drained=drained,
    )
