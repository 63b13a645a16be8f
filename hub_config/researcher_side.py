"""The container in which a researcher's own code runs: kernels and terminals, and no secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, NotFound

from governance.access.workspace_entry import WorkspaceGrant
from hub_config.gpu_options import gpu_labels, gpu_options
from hub_config.nodes.node import Node
from hub_config.sealing import PROJECT, USER, WORK, sealed, short_log, threads
from hub_config.session import PACKAGES_PORT, SHARED
from hub_config.work_names import Work

_PERIOD = 100_000
# Not the label of work, which is kept and saved.
_SHARED_LABEL = "org.d2h.shared"
# The image's own folder says nothing of whose it is.
SHARED_MODE = "rw,nocopy"
_PACKAGES = f"{WORK}/.packages"
# Kept with her files, and found by her own code alone: the server has none of these.
INSTALLED = {
    "PIP_PREFIX": _PACKAGES,
    "PIP_NO_CACHE_DIR": "1",
    "PYTHONPATH": f"{_PACKAGES}/lib/python3.11/site-packages",
    "R_LIBS_USER": f"{_PACKAGES}/lib/R",
}
_OWN_PACKAGES = {
    **INSTALLED,
    "PIP_INDEX_URL": f"http://127.0.0.1:{PACKAGES_PORT}/simple/",
    "PIP_RETRIES": "1",
    "D2H_CRAN": f"http://127.0.0.1:{PACKAGES_PORT}/cran",
}
# Sockets of kernels, no data. In memory, whatever the machine's disk; a few thousand sockets have room.
_SHARED_OPTIONS = "size=4m,nr_inodes=5000,mode=0777,nosuid,nodev,noexec"


def own_code(
    engine: docker.DockerClient,
    grant: WorkspaceGrant,
    work: Work,
    mounts: Mapping[Path, str],
    labels: Mapping[str, str],
    gpu_groups: Collection[int],
) -> dict[str, Any]:
    """The options of every container of `engine` in which a member's own code runs, a workspace's or a job's.

    `work`: the volumes of files; `mounts`: folders of the machine it may read, and where;
    `gpu_groups`: those who may use the files of its GPUs there.
    """
    return {
        "detach": True,
        "user": USER,
        "working_dir": WORK,
        "environment": {"D2H_LANGUAGE": grant.language, **threads(grant.cpus), **_OWN_PACKAGES},
        "labels": {**labels, **gpu_labels(grant.gpus)},
        "volumes": {
            work.own: {"bind": WORK, "mode": "rw"},
            work.project: {"bind": PROJECT, "mode": "rw"},
            **{str(source): {"bind": target, "mode": "ro"} for source, target in mounts.items()},
        },
        "mem_limit": grant.memory_bytes,
        "cpu_period": _PERIOD,
        "cpu_quota": int(grant.cpus * _PERIOD),
        "log_config": short_log(),
        **gpu_options(grant.gpus, gpu_groups),
        **sealed(engine, grant.memory_bytes),
    }


def groups_of(node: Node, grant: WorkspaceGrant) -> set[int]:
    """Who may use the files of the GPUs that it was granted on `node`."""
    return {group for groups in node.givable(grant.gpus).values() for group in groups}


class ResearcherSide:
    """One container by its name, which is also her volume's, and the folder shared with the server.

    Every call waits for the engine of its machine; what is gone already is no fault.
    """

    def __init__(self, name: str, node: Node) -> None:
        self._node = node
        self.name = name
        self.shared = f"{name}--shared"

    def make_shared(self, installation: str) -> None:
        self.remove()
        self._node.engine.volumes.create(
            self.shared,
            driver="local",
            driver_opts={"type": "tmpfs", "device": "tmpfs", "o": _SHARED_OPTIONS},
            labels={_SHARED_LABEL: installation},
        )

    def start(
        self,
        image: str,
        grant: WorkspaceGrant,
        work: Work,
        mounts: Mapping[Path, str],
        labels: Mapping[str, str],
    ) -> None:
        """Raises docker's APIError."""
        groups = groups_of(self._node, grant)
        options = own_code(self._node.engine, grant, work, mounts, labels, groups)
        options["volumes"][self.shared] = {"bind": SHARED, "mode": SHARED_MODE}
        self._node.engine.containers.run(image, name=self.name, **options)

    def is_running(self) -> bool:
        try:
            return str(self._node.engine.containers.get(self.name).status) == "running"
        except NotFound:
            return False

    def processor_seconds(self) -> float:
        """All that its processes used since it started."""
        told = self._node.engine.api.stats(self.name, stream=False, one_shot=True)
        return float(told["cpu_stats"]["cpu_usage"]["total_usage"]) / 1e9

    def remove(self) -> None:
        """The work stays; the shared folder goes, which needs the server's container gone before."""
        with suppress(NotFound):
            self._node.engine.containers.get(self.name).remove(force=True)
        try:
            self._node.engine.volumes.get(self.shared).remove(force=True)
        except NotFound:
            pass
        except APIError as fault:
            if fault.status_code != 409:  # the server's container still holds it: the next start takes it
                raise
