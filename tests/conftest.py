"""What several suites share: one running installation, and the rule that nothing is skipped unseen."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from hub_config.nodes.credentials import WorkerCredentials
from hub_config.nodes.declared import declare_worker
from launcher import removal
from launcher.commands import run_several
from launcher.errors import InstallationError
from launcher.free_port import is_free
from launcher.installation import REPOSITORY, Installation, Ports
from launcher.progress import StepRunner
from launcher.running import RunningInstallation
from launcher.settings import write_settings
from launcher.words import Words
from tests.second_engine import SecondMachine

# Set by continuous integration: there, a test skipped for want of an engine or a browser has failed.
REQUIRE_ALL = os.environ.get("D2H_REQUIRE_ALL") == "1"
# Data that are no part of the repository: a test that reads them may be skipped anywhere.
OPTIONAL = "shared/data"

# Suites that start containers or whole installations share the machine's engine, others share fixtures that
# take long to start: each of these groups runs in one process.
TOGETHER = {
    "tests/escape": "engine",
    "tests/integration/hub_config": "engine",
    "tests/integration/launcher": "engine",
    "tests/journeys": "engine",
    "tests/integration/d2h_sdk": "sites",
    "tests/integration/data_gateway": "gateways",
}

# They meet real kernels, networks and browsers on a loaded machine, where a connection may break once: what
# fails is tried once more, and the summary says so. What is wrong fails twice.
MEET_A_MACHINE = ("tests/escape/", "tests/integration/", "tests/journeys/")

PATIENTS = 4_000
FIRST_PORT = 21_000
PORTS_APART = 100
SOCKETS = Path("/run/d2h")
WORKER = f"v{os.getpid()}"  # its sockets have a place by its name


@pytest.fixture(scope="session")
def second_machine() -> Iterator[SecondMachine]:
    """At the other end of a line; nothing runs there."""
    machine = SecondMachine("i")
    with machine.connected():
        yield machine


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory, second_machine: SecondMachine
) -> Iterator[RunningInstallation]:
    """Four small hospitals, their people, both demonstration projects applied and signed at every site, and a
    worker that is declared and does not serve."""
    from launcher import demonstration  # the generator's libraries take seconds to load

    _remove_what_dead_sessions_left()
    # `./d2h` typed by a test finds its Python environment here, not in the installation's folder.
    os.environ["D2H_VENV"] = sys.prefix
    name = f"test-{os.getpid()}"
    made = Installation(tmp_path_factory.mktemp("d2h"), name, Ports(_free_base()), SOCKETS / name)
    try:
        made.keep()
        write_settings(made)
        declare_worker(made.home, WORKER, second_machine.there, 8443, (second_machine.here, 8444))
        WorkerCredentials(made.home, WORKER).make()
        StepRunner(made.home / "steps", Words("en"), print).run(demonstration.steps(made, PATIENTS))
        _apply_and_sign(made)
        with RunningInstallation(made) as running:
            yield running
    except InstallationError as fault:
        said = Words("en").say(fault.key, **fault.params)
        if fault.key.startswith("type-"):
            pytest.skip(said)
        raise RuntimeError(said) from fault
    finally:
        removal.remove(made, (), lambda key, **params: None, everything=True)


def _apply_and_sign(made: Installation) -> None:
    projects = sorted((REPOSITORY / "demo" / "projects").glob("*.yaml"))
    signing = [
        ["site", "approve", site, project.stem, "--yes"] for site in made.sites() for project in projects
    ]
    activating = [["project", "activate", project.stem] for project in projects]
    run_several(made, [["project", "apply", *projects], *signing, *activating])


def _free_base() -> int:
    """First port of a range that nobody uses; another session that looks now begins its search elsewhere."""
    for place in range(50):
        base = FIRST_PORT + (os.getpid() + place) % 50 * PORTS_APART
        if all(is_free(port) for port in Ports(base).all()):
            return base
    raise RuntimeError("no free range of ports")


def _remove_what_dead_sessions_left() -> None:
    for sockets in SOCKETS.glob("test-*"):
        if not Path("/proc", sockets.name.removeprefix("test-")).exists():
            left = Installation(sockets / "home", sockets.name, Ports(FIRST_PORT), sockets)
            removal.remove(left, (), lambda key, **params: None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(MEET_A_MACHINE):
            item.add_marker(pytest.mark.flaky(reruns=1))


class SharingScheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((group for folder, group in TOGETHER.items() if file.startswith(f"{folder}/")), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return SharingScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_to_fail = hasattr(report, "wasxfail")
    if REQUIRE_ALL and report.skipped and not expected_to_fail and OPTIONAL not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is not allowed here: {report.longrepr}"
