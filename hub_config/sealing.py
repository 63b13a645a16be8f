"""What every sealed container has in common: no network, no privilege, little of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import docker
from docker.types import LogConfig

from hub_config.apparmor import profile_where
from hub_config.seccomp import workspace_profile

HOME = "/home/researcher"
# What is kept: a member's own files, and those that her project's members share. Those stand beside her own:
# a folder among hers she could replace by a link, and they would be mounted over the server's own program.
WORK, PROJECT = f"{HOME}/work", f"{HOME}/project"
USER = "1000:1000"
_PIDS = 512


def short_log() -> LogConfig:
    """What a container says stands on the machine's disk, which is not its own to fill."""
    return LogConfig(type=LogConfig.types.JSON, config={"max-size": "1m", "max-file": "1"})


def threads(cpus: float) -> dict[str, str]:
    """So that numerical libraries claim no more processors than the container may use."""
    number = str(max(1, int(cpus)))
    return {"OMP_NUM_THREADS": number, "POLARS_MAX_THREADS": number}


def sealed(engine: docker.DockerClient, memory_bytes: int, **tmpfs: str) -> Mapping[str, Any]:
    """The limits of a container of `engine` with `memory_bytes`; `tmpfs` adds folders of the home by name."""
    options = ["no-new-privileges:true", f"seccomp={workspace_profile()}"]
    if profile := profile_where(engine.info()["SecurityOptions"] or ()):
        options.append(f"apparmor={profile}")
    return {
        "network_mode": "none",
        "cap_drop": ["ALL"],
        "security_opt": options,
        "read_only": True,
        "pids_limit": _PIDS,
        "memswap_limit": memory_bytes,
        # Without network no server could answer; this makes a lookup fail at once instead of waiting.
        "dns": ["127.0.0.1"],
        "dns_opt": ["timeout:1", "attempts:1"],
        "tmpfs": {
            "/tmp": "size=1g,mode=1777",  # noqa: S108 - inside the container
            HOME: "size=512m,uid=1000,gid=1000,mode=0700",
            **{f"{HOME}/{name}": f"{options},uid=1000,gid=1000,mode=0700" for name, options in tmpfs.items()},
        },
    }
