"""A researcher who wants out: her workspace, and a way to run a function of a test inside it."""

from __future__ import annotations

import docker
import pytest

from launcher.isolation.inside import Inside
from launcher.running import OpenWorkspace, RunningInstallation


class Researcher(Inside):
    """One person's workspace, and its container as the engine knows it."""

    def __init__(self, workspace: OpenWorkspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.container = docker.from_env().containers.get(workspace.container)


@pytest.fixture(scope="session")
def claire(installation: RunningInstallation) -> Researcher:
    """Lead of `adverse-events`, which reads records of four sites."""
    return Researcher(installation.start_workspace("claire", "adverse-events"))


@pytest.fixture(scope="session")
def hugo(installation: RunningInstallation) -> Researcher:
    """Lead of `activity`, which gets aggregates only; claire is no member of it."""
    return Researcher(installation.start_workspace("hugo", "activity"))


@pytest.fixture(scope="session")
def neighbour(installation: RunningInstallation) -> Researcher:
    """Hugo at work in claire's own project."""
    return Researcher(installation.start_workspace("hugo", "adverse-events"))
