"""The services of an installation that systemd runs, as Ansible sets them up. Standard library alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BOOTED = Path("/run/systemd/system")  # as sd_booted(3) asks
_PREFIX = "d2h-"
_ASKED = "Id,Environment,ActiveState,SubState,ActiveEnterTimestamp,NRestarts"


@dataclass(frozen=True)
class Unit:
    """`state` and `detail` in systemd's words: active, running; `since` as it writes moments."""

    name: str
    state: str
    detail: str
    since: str
    restarts: int

    @property
    def runs(self) -> bool:
        return (self.state, self.detail) == ("active", "running")


def units(home: Path) -> list[Unit]:
    """The services of the installation at `home`, by name, running or not; empty where systemd has none."""
    if not BOOTED.is_dir():
        return []
    told = _systemctl("show", f"{_PREFIX}*.service", f"--property={_ASKED}", "--all")
    return sorted(_of(told, home), key=lambda unit: unit.name)


def _of(told: str, home: Path) -> Iterator[Unit]:
    for block in told.split("\n\n"):
        known = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        # A timer's service of ours, or another installation's, says another home or none.
        if f"D2H_HOME={home}" in known.get("Environment", "").split():
            yield Unit(
                known["Id"].removeprefix(_PREFIX).removesuffix(".service"),
                known["ActiveState"],
                known["SubState"],
                known["ActiveEnterTimestamp"],
                int(known["NRestarts"]),
            )


def _systemctl(*words: str) -> str:
    try:
        return subprocess.run(
            ["systemctl", "--no-pager", *words], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
