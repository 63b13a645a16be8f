"""What the doctor says of files of workspaces that nothing keeps to a size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import docker
import pytest

from launcher import engine
from launcher.doctor.machine import work_files
from launcher.installation import Installation
from launcher.words import Words


@pytest.fixture
def installation() -> Iterator[Installation]:
    """With one volume from before there were sizes, and one of a size."""
    if not engine.is_usable():
        pytest.skip("no Docker engine answers")
    made = replace(Installation.from_environment(), name=f"old-{os.getpid()}")
    label = {engine.LABEL: made.container_prefix}
    volumes = docker.from_env().volumes
    old = volumes.create(f"{made.container_prefix}-claire--alpha", labels=label)
    sized = {"type": "tmpfs", "device": "tmpfs", "o": "size=1m"}
    new = volumes.create(f"{made.container_prefix}-hugo--alpha", labels=label, driver_opts=sized)
    yield made
    for volume in (old, new):
        volume.remove()


def test_volumes_from_before_there_were_sizes_are_named_with_what_to_do(installation: Installation) -> None:
    checks = list(work_files(installation))

    if checks[0].remedy is not None:
        pytest.skip("this machine cannot make volumes of a size: that takes root and loop devices")
    told = Words("en").say(checks[1].key, **checks[1].params)
    assert "holds as much as the disk" in told and f"{installation.container_prefix}-claire--alpha" in told
    assert "hugo" not in told
    assert "backup" in Words("fr").say(checks[1].remedy or "")
    assert len(list(work_files(replace(installation, name="of-nobody")))) == 1
