"""Engines that map the users of containers to others of the machine (`userns-remap`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any


def first_user(engine: Mapping[str, Any]) -> int:
    """Who root in a container is on the machine, of what its engine tells of itself; 0 where it maps none."""
    if "name=userns" not in (engine["SecurityOptions"] or ()):
        return 0
    # The folder of all that it keeps has the name of that user and group: /var/lib/docker/200000.200000.
    return int(PurePosixPath(engine["DockerRootDir"]).name.partition(".")[0])
