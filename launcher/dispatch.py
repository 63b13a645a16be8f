"""Which package a command belongs to: the launcher itself, governance, a site or the airlock."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

# First word of a command -> the module whose commands it begins.
ZONES = {
    "project": "governance.cli",
    "people": "governance.cli",
    "policy": "governance.cli",
    "sites": "governance.cli",
    "audit": "governance.cli",
    "jobs": "governance.cli",
    "gpu": "governance.cli",
    "packages": "governance.cli",
    "announce": "governance.cli",
    "site": "data_gateway.cli",
    "images": "data_gateway.cli.images",
    "text": "data_gateway.cli.text",
    "release": "output_checking.cli",
    "check": "output_checking.cli",
    "sdc": "output_checking.cli",
    "verify-isolation": "launcher.isolation.cli",
    "evidence": "launcher.evidence.cli",
    "backup": "launcher.backup.cli",
    "restore": "launcher.backup.cli",
    "archive": "launcher.ending.cli",
    "open-archive": "launcher.ending.cli",
    "destroy": "launcher.ending.cli",
    "service": "launcher.service_cli",
    "worker": "launcher.worker_cli",
    "node": "launcher.node_cli",
}

# Those whose module is the group itself; the others hold their groups.
GROUPS = ("site", "service", "worker", "node")


def run_command(words: Sequence[str]) -> None:
    """Run one command line, `./d2h` left out. Raises SystemExit with its exit code, or InstallationError."""
    zone = words[0] if words else ""
    # Only the package that is asked is imported: some are heavy.
    app = importlib.import_module(ZONES.get(zone, "launcher.cli")).app
    if zone in GROUPS:
        app(prog_name=f"d2h {zone}", args=list(words[1:]))
    else:
        app(prog_name="d2h", args=list(words))
