"""Whether containers of this machine can be given NVIDIA devices. Standard library alone.

The engine asks NVIDIA's hook, found on its PATH, whichever runtimes it names (Docker 19.03 and later).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Literal

_DRIVER = Path("/dev/nvidiactl")
_HOOKS = ("nvidia-container-runtime-hook", "nvidia-container-runtime")
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/bin", "/usr/local/bin"))


def lack_of_nvidia() -> Literal["driver", "toolkit"] | None:
    """What is missing; None where devices can be given."""
    if not _DRIVER.exists():
        return "driver"
    return None if any(shutil.which(hook, path=_PATH) for hook in _HOOKS) else "toolkit"
