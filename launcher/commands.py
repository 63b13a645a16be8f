"""Running one of our own commands as a user would type it, with an installation's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from launcher.errors import InstallationError
from launcher.installation import REPOSITORY, Installation
from launcher.settings import read_settings


def run_d2h(installation: Installation, *arguments: str | Path) -> str:
    """What `./d2h ARGUMENTS` prints. Raises InstallationError `command-failed` with its last words."""
    return run_python(installation, "launcher", *arguments)


def run_several(installation: Installation, commands: Iterable[Sequence[str | Path]]) -> None:
    """`./d2h` with each of `commands`, until one fails; raises as `run_d2h`."""
    lines = [[str(word) for word in command] for command in commands]
    run_python(installation, "launcher.several", typed=json.dumps(lines))


def run_python(installation: Installation, module: str, *arguments: str | Path, typed: str = "") -> str:
    """What `python -m MODULE ARGUMENTS` prints, given `typed` to read; raises as `run_d2h`."""
    finished = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, **read_settings(installation)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        command = " ".join(map(str, (module, *arguments)))
        reason = (finished.stderr or finished.stdout).strip()
        raise InstallationError("command-failed", command=command, reason=reason[-2000:])
    return finished.stdout
