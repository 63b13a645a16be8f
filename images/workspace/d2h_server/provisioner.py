"""Kernels on the researcher's side, reached by sockets in the one folder that both sides share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from d2h_server.remote import RemoteProcess

_SHARED = "/run/d2h/kernels"
_WORK = "/home/researcher/work"
_SESSION_NAME = "JPY_SESSION_NAME"


class ResearcherProvisioner(LocalProvisioner):
    """As Jupyter's own, but for where the process runs and how it is spoken to."""

    parent: Any
    process: Any

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = f"{_SHARED}/{self.kernel_id}"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        # The server's own environment holds its token: what the kernel needs is named, nothing is inherited.
        wanted = {*(self.kernel_spec.env or {}), _SESSION_NAME}
        told = Path(self.parent.connection_file)
        self.process = RemoteProcess(
            cmd,
            env={name: value for name, value in kwargs["env"].items() if name in wanted},
            cwd=str(kwargs.get("cwd") or _WORK),
            files={str(told): told.read_text("utf-8")},
        )
        self.pid = self.process.pid
        return self.connection_info
