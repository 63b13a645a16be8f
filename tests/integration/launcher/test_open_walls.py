"""Walls opened on purpose: a container like a workspace's, but for one thing; the probes must find it."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hub_config.nodes.targets import targets_here
from hub_config.seccomp import workspace_profile
from images.build import IMAGE
from launcher import engine
from launcher.isolation.inside import Inside
from launcher.isolation.outside import container_findings, researcher_mounts
from launcher.isolation.surroundings import engine_holds_with, inspect_container, surroundings_of
from launcher.isolation.trial import Verdict, judge
from launcher.isolation.walls import WALLS
from launcher.kernel import KernelError

OPENED = {
    "a network": (["--network=bridge"], {"container-network-mode", "network-interfaces", "network-routes"}),
    "a capability": (["--cap-add=SYS_ADMIN"], {"container-added-capabilities", "capabilities-capbnd"}),
    "the engine's socket": (
        ["--volume=/var/run/docker.sock:/var/run/docker.sock"],
        {"files-mounts", "files-sockets", "files-secrets"},
    ),
    "everything": (
        ["--privileged"],
        {"container-privileged", "privileges-filter", "capabilities-capbnd", "files-devices"},
    ),
    "the kernel": (
        ["--security-opt=seccomp=unconfined"],
        {"container-filter", "container-unconfined", "privileges-filter", "socket-vsock", "call-ptrace"},
    ),
    "the machine's processes": (["--pid=host"], {"container-process-namespace", "privileges-processes"}),
    "root": (["--user=0:0"], {"container-user", "privileges-user", "privileges-groups"}),
    "another's volume": (["--volume=/etc:/run/d2h/doors/site:ro"], {"files-mounts"}),
}


@dataclass(frozen=True)
class ByTheEngine:
    """Runs code in a container as the engine lets an administrator do it."""

    name: str

    def execute(self, code: str, *, deadline: float = 300.0) -> str:
        finished = subprocess.run(
            ["docker", "exec", "--interactive", self.name, "python", "-"],
            input="import os\n" + code,
            capture_output=True,
            text=True,
            timeout=deadline,
        )
        if finished.returncode != 0:
            raise KernelError(finished.stderr)
        return finished.stdout


@contextmanager
def container(profile: str, opened: list[str]) -> Iterator[str]:
    name = f"d2h-open-wall-{uuid.uuid4().hex[:12]}"
    sealed = {
        "--network": "none", "--user": "1000:1000", "--cap-drop": "ALL", "--memory": "1g", "--cpus": "1",
        "--pids-limit": "512", "--entrypoint": "python", "--dns": "127.0.0.1", "--name": name,
    }  # fmt: skip
    given = {option.partition("=")[0] for option in opened}
    command = ["docker", "run", "--detach", "--read-only", "--security-opt=no-new-privileges:true"]
    command += [f"{name}={value}" for name, value in sealed.items() if name not in given]
    if "--security-opt" not in given and "--privileged" not in given:
        command.append(f"--security-opt=seccomp={profile}")
    command += ["--tmpfs=/tmp:size=64m,mode=1777", "--tmpfs=/home/researcher:size=64m,uid=1000,gid=1000"]
    command += ["--tmpfs=/home/researcher/work:size=64m,uid=1000,gid=1000,exec"]
    subprocess.run(
        [*command, *opened, IMAGE, "-c", "import time; time.sleep(600)"], capture_output=True, check=True
    )
    try:
        yield name
    finally:
        subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=True)


def open_walls(name: str, tried: set[str]) -> set[str]:
    """Which of the probes `tried` find a wall open."""
    described = inspect_container(name)
    findings = container_findings(described, researcher_mounts(()), engine_holds_with())
    inside = Inside(ByTheEngine(name))
    with targets_here() as machine, surroundings_of(described, (), (), machine) as around:
        for wall in ("network", "files", "privileges"):
            probes = [probe for probe in WALLS[wall](around) if probe.id in tried]
            outcomes = inside.attempt(probes)
            findings += [judge(wall, probe, outcome) for probe, outcome in zip(probes, outcomes, strict=True)]
    return tried & {finding.id for finding in findings if finding.verdict is Verdict.OPEN}


@pytest.fixture(scope="module")
def profile(tmp_path_factory) -> str:
    if not engine.is_usable():
        pytest.skip("needs Docker")
    path = tmp_path_factory.mktemp("profile") / "seccomp.json"
    path.write_text(workspace_profile())
    return str(path)


def test_a_container_that_holds_is_not_accused(profile):
    every_probe = set().union(*(found for _, found in OPENED.values()))
    with container(profile, []) as name:
        assert open_walls(name, every_probe) == set()


@pytest.mark.parametrize("what", OPENED)
def test_an_open_wall_is_found(profile, what):
    opened, expected = OPENED[what]
    with container(profile, opened) as name:
        assert open_walls(name, expected) == expected
