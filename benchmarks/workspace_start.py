"""Seconds from POST to a ready workspace, against a plain JupyterHub with the stock DockerSpawner.

Ours is a whole small installation: four hospitals, both demonstration projects applied and signed. The peer
is a second hub on a Docker network of its own. Both start the same image under the same memory and processor
limits, behind the same proxy; the same session posts the start and waits for the hub to say that it is ready.
They take turns, and who begins changes from round to round. Needs a Docker engine; removes what it made.

    python benchmarks/workspace_start.py [--repeats 10] [--patients 4000]
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub_config.settings import HubSettings
from images.build import IMAGE
from launcher import demonstration, removal
from launcher.client import HubSession
from launcher.commands import run_several
from launcher.free_port import is_free
from launcher.installation import REPOSITORY, Installation, Ports
from launcher.progress import StepRunner
from launcher.running import RunningInstallation
from launcher.settings import write_settings
from launcher.words import Words

USER, SERVER = "claire", "adverse-events"
SOCKETS = Path("/run/d2h")
BAR = 1.15
HUB_DEADLINE = 60.0  # seconds until the plain hub answers
PLAIN_HUB = """\
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_ip, c.JupyterHub.hub_port = {gateway!r}, {hub_port}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.allow_named_servers = True
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api_port}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allowed_users = {{{user!r}}}
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = {image!r}
c.DockerSpawner.pull_policy = "never"
c.DockerSpawner.remove = True
c.DockerSpawner.name_template = {container!r}
c.DockerSpawner.network_name = {network!r}
c.DockerSpawner.use_internal_ip = True
c.Spawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.mem_limit = {memory}
c.Spawner.cpu_limit = {cpus}
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
"""


@dataclass(frozen=True)
class Container:
    """What one start gets of the machine. `memory` in bytes, `cpus` in processors."""

    image: str
    memory: int
    cpus: float


@dataclass(frozen=True)
class Contender:
    """A hub where somebody is logged in, and the name of the container that her server starts."""

    session: HubSession
    container: str

    def start(self) -> float:
        """Seconds from the POST until the hub says that the server is ready."""
        begin = time.perf_counter()
        self.session.start_server(SERVER)
        return time.perf_counter() - begin

    def started(self) -> Container:
        """Starts once, unmeasured: files are read, volumes are made."""
        self.start()
        template = "{{.Image}} {{.HostConfig.Memory}} {{.HostConfig.CpuQuota}} {{.HostConfig.CpuPeriod}}"
        image, memory, quota, period = docker("inspect", "--format", template, self.container).split()
        self.session.stop_workspace(SERVER)
        return Container(image, int(memory), int(quota) / int(period))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=10, help="measured starts of each")
    parser.add_argument("--patients", type=int, default=4_000, help="synthetic patients of our installation")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-workspace-start-") as scratch:
        measure(Path(scratch), arguments.repeats, arguments.patients)


def measure(scratch: Path, repeats: int, patients: int) -> None:
    with our_installation(scratch / "ours", patients) as (running, ours):
        limits = ours.started()
        with plain_hub(scratch, running.installation, limits) as plain:
            assert plain.started() == limits, "both must get the same image, memory and processors"
            seconds: dict[Contender, list[float]] = {ours: [], plain: []}
            for number in range(repeats):
                for contender in (ours, plain) if number % 2 == 0 else (plain, ours):
                    seconds[contender].append(contender.start())
                    contender.session.stop_workspace(SERVER)
    report(limits, seconds[ours], seconds[plain])


def report(limits: Container, ours: list[float], plain: list[float]) -> None:
    print(f"processors            {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    print(f"each workspace        {limits.cpus:g} processors, {limits.memory / 2**30:g} GiB")
    for name, each in (("sealed workspace", ours), ("plain DockerSpawner", plain)):
        spread = f"{min(each):.2f} – {max(each):.2f} s, {len(each)} starts"
        print(f"{name:20} {statistics.median(each):6.2f} s  ({spread})")
    ratio = statistics.median(ours) / statistics.median(plain)
    print(f"sealed / plain       {ratio:6.2f}    (bar: at most {BAR})")


@contextmanager
def our_installation(home: Path, patients: int) -> Iterator[tuple[RunningInstallation, Contender]]:
    name = f"bench-{os.getpid()}"
    made = Installation(home, name, Ports(_free_base()), SOCKETS / name)
    try:
        made.keep()
        write_settings(made)
        StepRunner(made.home / "steps", Words("en"), print).run(demonstration.steps(made, patients))
        projects = sorted((REPOSITORY / "demo" / "projects").glob("*.yaml"))
        signing = [
            ["site", "approve", site, project.stem, "--yes"] for site in made.sites() for project in projects
        ]
        activating = [["project", "activate", project.stem] for project in projects]
        run_several(made, [["project", "apply", *projects], *signing, *activating])
        with RunningInstallation(made) as running:
            container = f"{made.container_prefix}-{USER}--{SERVER}"
            yield running, Contender(running.hub_session(USER), container)
    finally:
        removal.remove(made, (), lambda key, **params: None, everything=True)


@contextmanager
def plain_hub(scratch: Path, ours: Installation, limits: Container) -> Iterator[Contender]:
    """The peer, with the proxy that our installation installed."""
    name = f"d2h-plain-{os.getpid()}"
    port, proxy_api_port, hub_port = range(ours.ports.last + 1, ours.ports.last + 4)
    password = secrets.token_urlsafe(16)
    docker("network", "create", name)
    try:
        gateway = docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", name)
        configuration = PLAIN_HUB.format(
            port=port,
            hub_port=hub_port,
            gateway=gateway.strip(),
            proxy=HubSettings.model_validate({"D2H_HOME": ours.home}).proxy,
            proxy_api_port=proxy_api_port,
            password=password,
            user=USER,
            image=IMAGE,
            container=f"{name}-{{raw_username}}--{{raw_servername}}",
            network=name,
            memory=limits.memory,
            cpus=limits.cpus,
        )
        (scratch / "jupyterhub_config.py").write_text(configuration)
        hub_url = f"http://127.0.0.1:{port}"
        with _hub_process(scratch, hub_url), HubSession(hub_url, USER, password) as session:
            yield Contender(session, f"{name}-{USER}--{SERVER}")
    finally:
        if left := docker("ps", "--all", "--quiet", "--filter", f"network={name}").split():
            docker("rm", "--force", *left)
        docker("network", "rm", name)


@contextmanager
def _hub_process(scratch: Path, hub_url: str) -> Iterator[None]:
    log = scratch / "plain-hub.log"
    with log.open("wb") as output:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"],
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + HUB_DEADLINE
        while not _answers(f"{hub_url}/hub/login"):
            if hub.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The plain hub did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)
        yield
    finally:
        hub.terminate()
        hub.wait(timeout=HUB_DEADLINE)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _free_base() -> int:
    """First port of a range where the installation and three ports of the peer find place."""
    for base in range(26_000, 30_000, 100):
        ports = Ports(base)
        if all(is_free(port) for port in (*ports.all(), *range(ports.last + 1, ports.last + 4))):
            return base
    raise SystemExit("no free range of ports")


def docker(*arguments: str) -> str:
    finished = subprocess.run(["docker", *arguments], capture_output=True, text=True)
    if finished.returncode != 0:
        raise SystemExit(f"docker {' '.join(arguments)}: {finished.stderr.strip()}")
    return finished.stdout


if __name__ == "__main__":
    main()
