"""A researcher who wants out: her workspace, and a way to run a function of a test inside it."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable
from typing import Any

import docker
import pytest

from launcher.running import OpenWorkspace, RunningInstallation

MARK = "@@answer@@"


class Inside:
    """One workspace, seen from the code that runs in it."""

    def __init__(self, workspace: OpenWorkspace) -> None:
        self.workspace = workspace
        self.container = docker.from_env().containers.get(workspace.container)

    def run(self, function: Callable[..., Any], *arguments: object) -> Any:
        """What `function` returns when the workspace's kernel runs it; it travels as its source text."""
        source = textwrap.dedent(inspect.getsource(function))
        call = f"{function.__name__}(*{arguments!r})"
        said = self.workspace.execute(
            f"{source}\nimport json as _json\nprint({MARK!r} + _json.dumps({call}))"
        )
        # What libraries write to standard error may come after the answer.
        return json.JSONDecoder().raw_decode(said.rpartition(MARK)[2])[0]


@pytest.fixture(scope="session")
def claire(installation: RunningInstallation) -> Inside:
    """Lead of `adverse-events`, which reads records of four sites."""
    return Inside(installation.start_workspace("claire", "adverse-events"))


@pytest.fixture(scope="session")
def hugo(installation: RunningInstallation) -> Inside:
    """Lead of `activity`, which gets aggregates only; claire is no member of it."""
    return Inside(installation.start_workspace("hugo", "activity"))


@pytest.fixture(scope="session")
def neighbour(installation: RunningInstallation) -> Inside:
    """Hugo at work in claire's own project."""
    return Inside(installation.start_workspace("hugo", "adverse-events"))
