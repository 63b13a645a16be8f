"""The same walls from outside: how the engine itself says that it holds the container."""

from __future__ import annotations

from typing import Any

from hub_config.seccomp import workspace_profile
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


def container_findings(container: dict[str, Any], doors: tuple[str, ...]) -> list[Finding]:
    """`container` as `docker inspect` describes it."""
    found = [_finding(name, _at(container, path), value) for name, path, value in _MUST]
    options = container["HostConfig"].get("SecurityOpt") or []
    loose = [option for option in options if "unconfined" in option]
    found.append(_finding("unconfined", loose, []))
    found.append(_finding("filter", f"seccomp={workspace_profile()}" in options, True))
    found.append(_finding("no-new-privileges", "no-new-privileges:true" in options, True))
    mounts = sorted((mount["Destination"], mount["RW"]) for mount in container["Mounts"])
    expected = [("/home/researcher/work", True), ("/run/d2h/server", True), ("/run/d2h/session", False)]
    expected += [("/home/researcher/imports", False)]
    expected += [(f"/run/d2h/doors/{door}", False) for door in doors]
    found.append(_finding("mounts", [list(one) for one in mounts], [list(one) for one in sorted(expected)]))
    return found


def _at(container: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = container
    for key in path:
        value = value.get(key)
    return value


def _finding(name: str, value: Any, must: Any) -> Finding:
    # Nothing asked for is written as null by some engines and as an empty list by others.
    same = value == must or (not value and not must and value is not False and must is not True)
    return Finding(
        id=f"container-{name}",
        wall="container",
        attack=(f"attack-container-{name}", {}),
        expected=("expected-exactly", {"value": shown(must)}),
        found=shown(value),
        verdict=Verdict.HOLDS if same else Verdict.OPEN,
    )
