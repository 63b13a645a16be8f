"""The same walls from outside: how the engine itself says that it holds the container."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hub_config.apparmor import profile_where
from hub_config.sealing import HOME, PROJECT, WORK
from hub_config.seccomp import workspace_profile
from hub_config.session import DOORS, SERVER_DOORS, SHARED
from launcher.isolation.trial import Finding, Verdict, shown

# What the engine must say, as (id, how to find it, the value that holds).
_MUST: tuple[tuple[str, tuple[str, ...], Any], ...] = (
    ("privileged", ("HostConfig", "Privileged"), False),
    ("added-capabilities", ("HostConfig", "CapAdd"), None),
    ("dropped-capabilities", ("HostConfig", "CapDrop"), ["ALL"]),
    ("network-mode", ("HostConfig", "NetworkMode"), "none"),
    ("devices", ("HostConfig", "Devices"), []),
    ("device-requests", ("HostConfig", "DeviceRequests"), None),
    ("process-namespace", ("HostConfig", "PidMode"), ""),
    ("ipc-namespace", ("HostConfig", "IpcMode"), "private"),
    ("hostname-namespace", ("HostConfig", "UTSMode"), ""),
    ("user-namespace", ("HostConfig", "UsernsMode"), ""),
    ("read-only-root", ("HostConfig", "ReadonlyRootfs"), True),
    ("published-ports", ("HostConfig", "PortBindings"), {}),
    ("user", ("Config", "User"), "1000:1000"),
)


# Where a workspace may write what outlives a program of its: its work, its project's folder, and sockets by
# which both sides speak.
_BOTH = {WORK: True, PROJECT: True, SHARED: True, "/run/d2h/session": False}


def researcher_mounts(doors: Iterable[str]) -> dict[str, bool]:
    """Path -> writable, of the container in which a researcher's own code runs."""
    return {**_BOTH, f"{HOME}/imports": False, **_doors(doors)}


def server_mounts() -> dict[str, bool]:
    """The same of the container of the Jupyter server."""
    return {**_BOTH, "/run/d2h/server": True, **_doors(SERVER_DOORS)}


def container_findings(
    container: dict[str, Any], mounts: Mapping[str, bool], engine: Iterable[str], wall: str = "container"
) -> list[Finding]:
    """`container` as `docker inspect` describes it, which must have these mounts and no others.

    `engine`: what its engine tells that it holds containers with.
    """
    found = [(name, _at(container, path), value) for name, path, value in _MUST]
    options = container["HostConfig"].get("SecurityOpt") or []
    found.append(("unconfined", [option for option in options if "unconfined" in option], []))
    found.append(("filter", f"seccomp={workspace_profile()}" in options, True))
    found.append(("apparmor", container.get("AppArmorProfile") or "", profile_where(engine)))
    found.append(("no-new-privileges", "no-new-privileges:true" in options, True))
    mounted = sorted([mount["Destination"], mount["RW"]] for mount in container["Mounts"])
    found.append(("mounts", mounted, sorted([path, writable] for path, writable in mounts.items())))
    return [_finding(wall, *one) for one in found]


def _doors(doors: Iterable[str]) -> dict[str, bool]:
    return {f"{DOORS}/{door}": False for door in doors}


def _at(container: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = container
    for key in path:
        value = value.get(key)
    return value


def _finding(wall: str, name: str, value: Any, must: Any) -> Finding:
    # Nothing asked for is written as null by some engines and as an empty list by others.
    same = value == must or (not value and not must and value is not False and must is not True)
    return Finding(
        id=f"{wall}-{name}",
        wall=wall,
        attack=(f"attack-container-{name}", {}),
        expected=("expected-exactly", {"value": shown(must)}),
        found=shown(value),
        verdict=Verdict.HOLDS if same else Verdict.OPEN,
    )
