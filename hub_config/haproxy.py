"""The one way in: HAProxy's configuration for the public pages and for the doors of the workspaces."""

from __future__ import annotations

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from governance.access.doors import HEADER, address_of
from hub_config.doors import worker_folder

_FOLDER = Path(__file__).resolve().parent / "front"
_MEBIBYTE = 1024 * 1024
HTTPS = 443


@dataclass(frozen=True)
class SiteRelay:
    """A site's gateway: TLS runs through the relay unopened, end to end from the workspace."""

    site: str
    host: str
    port: int

    @property
    def is_here(self) -> bool:
        """On this machine, where the relay may choose the address it connects from."""
        try:
            return self.host == "localhost" or IPv4Address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True)
class PublicEntry:
    """Where browsers of other machines come in: TLS, the airlock told from the hub by the name asked for.

    Both addresses are `https://NAME` or `https://NAME:PORT`; `certificate` is a PEM file with the chain and
    its key; `listen` an address of this machine, `[::]` or `0.0.0.0` for all.
    """

    hub_url: str
    airlock_url: str
    certificate: Path
    listen: str

    @property
    def airlock_host(self) -> str:
        return urlsplit(self.airlock_url).hostname or ""

    @property
    def hub_host(self) -> str:
        return urlsplit(self.hub_url).hostname or ""

    @property
    def ports(self) -> list[int]:
        return sorted({urlsplit(url).port or HTTPS for url in (self.hub_url, self.airlock_url)})


@dataclass(frozen=True)
class WorkerRelay:
    """A machine that runs workspaces: where its relay listens, the numbers of its sets of doors, what the hub
    proves itself with to it (a PEM file with its key) and what it proves itself with."""

    name: str
    address: str
    numbers: range
    own: Path
    certificate: Path


@dataclass(frozen=True)
class Front:
    """Ports of one installation, all on 127.0.0.1, and its sockets' folder. Sizes are in bytes.

    `airlock_url` is the airlock's address as browsers know it; `public` opens both pages to other machines;
    `failed_logins` are those of one address within a minute. There are `door_sets` workspaces, jobs and
    replays at once on this machine, each of which holds at most `door_connections` open at one of its doors.
    `workers_listen`: HOST:PORT where workers ask.
    """

    sockets: Path
    hub_port: int
    airlock_port: int
    proxy_port: int
    meter_port: int
    jobs_port: int
    packages_port: int
    hub_api_port: int
    governance_port: int
    airlock_api_port: int
    catalogue_port: int
    administration_port: int
    airlock_url: str
    sites: tuple[SiteRelay, ...] = ()
    public: PublicEntry | None = None
    contents_limit: int = _MEBIBYTE
    page_limit: int = 4 * _MEBIBYTE
    static_limit: int = 16 * _MEBIBYTE
    request_limit: int = 16 * _MEBIBYTE
    upload_limit: int = 256 * _MEBIBYTE
    failed_logins: int = 20
    door_sets: int = 64
    door_connections: int = 16
    workers: tuple[WorkerRelay, ...] = ()
    workers_listen: str = ""

    @property
    def doors(self) -> tuple[str, ...]:
        """Those that each set has."""
        return ("access", "airlock", "jobs", "packages", *(site.site for site in self.sites))

    @property
    def own_sets(self) -> range:
        return range(1, self.door_sets + 1)

    @property
    def sets_of_workers(self) -> list[int]:
        return [number for worker in self.workers for number in worker.numbers]

    @property
    def all_sets(self) -> list[int]:
        return [*self.own_sets, *self.sets_of_workers]

    @property
    def workers_certificates(self) -> Path:
        """Those of all workers in one file, as HAProxy wants it."""
        return self.workers[0].certificate.parent.parent / "all.crt"

    def door(self, number: int, name: str) -> Path:
        return self.sockets / "doors" / str(number) / name

    def worker_sockets(self, worker: str) -> Path:
        """By which the hub reaches what runs on the worker."""
        return worker_folder(self.sockets, worker)

    def render(self) -> str:
        """The text of `haproxy.cfg`."""
        return _template("haproxy.cfg.j2").render(
            front=self,
            pages=_FOLDER,
            user=_unprivileged_user(),
            door_header=HEADER,
            address_of=address_of,
        )

    def write(self, path: Path) -> None:
        """Write the configuration and make the folder of each door; existing ones keep their mounts."""
        own = [self.door(number, name) for number in self.own_sets for name in self.doors]
        for folder in (self.sockets / "doors" / "hub", *own):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        for worker in self.workers:
            self._make_room(worker)
        if self.workers:
            certificates = "".join(worker.certificate.read_text("ascii") for worker in self.workers)
            self.workers_certificates.write_text(certificates, encoding="ascii")
        path.write_text(self.render(), encoding="utf-8")

    def _make_room(self, worker: WorkerRelay) -> None:
        folder = self.worker_sockets(worker.name)
        for number in worker.numbers:
            server = folder / str(number)
            server.mkdir(parents=True, exist_ok=True)
            alias = server / "srv.sock:80"  # see `WorkspaceSockets`
            if not alias.is_symlink():
                alias.symlink_to("srv.sock")


@dataclass(frozen=True)
class WorkerFront:
    """The relay of a worker: `hub` and `listen` are HOST:PORT, `engine` the socket of its engine, `own` what
    it proves itself with (a PEM file with its key)."""

    name: str
    hub: str
    listen: str
    numbers: Sequence[int]
    doors: Sequence[str]
    sockets: Path
    engine: Path
    own: Path
    hub_certificate: Path
    connections: int = 16

    def write(self, path: Path) -> None:
        """Write the configuration and make the folder of each door."""
        doors = self.sockets / "doors"
        own = [doors / str(number) / name for number in self.numbers for name in self.doors]
        for folder in (doors / "hub", *own):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        path.write_text(_template("worker.cfg.j2").render(vars(self)), encoding="utf-8")


def _template(name: str) -> Template:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML
    ).get_template(name)


def _unprivileged_user() -> str | None:
    """Debian's package brings this user; only root can become somebody else."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("haproxy").pw_name
    except KeyError:
        return None
