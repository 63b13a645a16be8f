"""Many workspaces of one installation: starts in a row, starts at once, and what idle ones hold of memory.

A whole small installation with a project of as many members as workspaces are wanted, each with a session of
her own. A start is counted from the POST to the hub's word that it is ready; one that is refused or fails is
counted and told. Memory of a container is what its control group holds without files that can be dropped.
Needs a Docker engine; removes what it made.

    python benchmarks/many_workspaces.py [--in-a-row 20] [--at-once 8] [--idle 30] [--patients 4000]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docker
from workspace_start import our_installation

from launcher.client import ClientError, HubSession
from launcher.commands import run_python, run_several
from launcher.installation import REPOSITORY, Installation
from launcher.logins import ensure_logins
from launcher.running import RunningInstallation

PROJECT = "many"
MIB = 1 << 20
SETTLE_SECONDS = 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--in-a-row", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--idle", type=int, default=30)
    parser.add_argument("--patients", type=int, default=4_000, help="synthetic patients of the installation")
    arguments = parser.parse_args()
    users = [f"member-{number}" for number in range(max(arguments.idle, arguments.at_once, 1))]
    with (
        tempfile.TemporaryDirectory(prefix="d2h-many-workspaces-") as scratch,
        our_installation(Path(scratch) / "ours", arguments.patients) as (running, _),
    ):
        found_project(running.installation, users)
        sessions = [running.hub_session(user) for user in users]
        in_a_row(sessions[0], arguments.in_a_row)
        at_once(sessions[: arguments.at_once])
        idle(running, sessions[: arguments.idle])


def found_project(installation: Installation, users: Sequence[str]) -> None:
    """A project like one of the demonstration, signed and active, with an account for each member."""
    people = installation.home / "members.yaml"
    lines = [f"  - {{user: {user}, name: {user}, roles: [researcher], language: en}}\n" for user in users]
    people.write_text("people:\n" + "".join(lines), encoding="utf-8")
    project = installation.home / f"{PROJECT}.yaml"
    text = (REPOSITORY / "demo" / "projects" / "activity.yaml").read_text(encoding="utf-8")
    members = "".join(f"  - {{user: {user}, role: lead}}\n" for user in users)
    text = text.replace("id: activity", f"id: {PROJECT}").replace("  - {user: hugo, role: lead}\n", members)
    project.write_text(text, encoding="utf-8")
    signing = [["site", "approve", site, PROJECT, "--yes"] for site in installation.sites()]
    run_several(
        installation,
        [
            ["people", "apply", people],
            ["project", "apply", project],
            *signing,
            ["project", "activate", PROJECT],
        ],
    )
    ensure_logins(installation, list(users))
    run_python(installation, "launcher.accounts")


def in_a_row(session: HubSession, number: int) -> None:
    seconds = []
    for _ in range(number):
        seconds.append(started(session))
        session.stop_workspace(PROJECT)
    tell(f"{number} in a row", seconds)


def at_once(sessions: Sequence[HubSession]) -> None:
    with ThreadPoolExecutor(len(sessions)) as pool:
        tell(f"{len(sessions)} at once", list(pool.map(started, sessions)))
        list(pool.map(lambda session: session.stop_workspace(PROJECT), sessions))


def idle(running: RunningInstallation, sessions: Sequence[HubSession]) -> None:
    with ThreadPoolExecutor(4) as pool:
        tell(f"{len(sessions)} kept open", list(pool.map(started, sessions)))
    time.sleep(SETTLE_SECONDS)
    prefix = running.installation.container_prefix
    containers = docker.from_env().containers.list(filters={"label": f"org.d2h.installation={prefix}"})
    kinds: dict[str, Callable[[str], bool]] = {
        "server's container": lambda name: name.endswith("--server"),
        "kernels' container": lambda name: not name.endswith("--server"),
    }
    for kind, is_of_kind in kinds.items():
        held = [memory_of(one) / MIB for one in containers if is_of_kind(one.name)]
        print(f"{kind:20} {statistics.median(held):6.0f} MiB  ({max(held):.0f} at most, {len(held)} idle)")


def memory_of(container: docker.models.containers.Container) -> int:
    """Bytes that cannot be dropped, on either version of control groups."""
    told = container.stats(stream=False)["memory_stats"]
    files = told["stats"].get("total_inactive_file", told["stats"].get("inactive_file", 0))
    return int(told["usage"]) - int(files)


def started(session: HubSession) -> float | None:
    """Seconds; None where it failed, which is told."""
    begin = time.perf_counter()
    try:
        session.start_server(PROJECT)
    except ClientError as fault:
        print(f"failed: {session.user}: {fault}")
        return None
    return time.perf_counter() - begin


def tell(what: str, seconds: Sequence[float | None]) -> None:
    good = [one for one in seconds if one is not None]
    spread = f"{min(good):.2f} – {max(good):.2f} s" if good else "-"
    median = f"{statistics.median(good):6.2f} s" if good else "-"
    print(
        f"{what:20} {median}  ({spread}), {len(seconds) - len(good)} of {len(seconds)} failed;"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors",
        flush=True,
    )


if __name__ == "__main__":
    main()
