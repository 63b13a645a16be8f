"""One installation: its folder, name, ports and unix sockets. Standard library alone."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_NAME = "demo"
DEFAULT_PORT = 8000
SITES_AT_MOST = 16


@dataclass(frozen=True)
class Ports:
    """Every port of an installation, counted from the first one; all listen on 127.0.0.1 only."""

    base: int

    @property
    def hub(self) -> int:
        return self.base

    @property
    def airlock(self) -> int:
        return self.base + 1

    @property
    def proxy(self) -> int:
        return self.base + 10

    @property
    def proxy_api(self) -> int:
        return self.base + 11

    @property
    def hub_api(self) -> int:
        return self.base + 12

    @property
    def meter(self) -> int:
        return self.base + 13

    @property
    def jobs(self) -> int:
        return self.base + 14

    @property
    def packages(self) -> int:
        return self.base + 15

    @property
    def governance(self) -> int:
        return self.base + 20

    @property
    def airlock_api(self) -> int:
        return self.base + 21

    @property
    def catalogue(self) -> int:
        return self.base + 22

    @property
    def administration(self) -> int:
        return self.base + 25

    @property
    def governance_metrics(self) -> int:
        return self.base + 23

    @property
    def airlock_metrics(self) -> int:
        return self.base + 24

    def gateway(self, number: int) -> int:
        """Port of the gateway of the site counted from 0."""
        return self.base + 31 + number

    def owner_page(self, number: int) -> int:
        """Port of that site's data owner's page, by the rule of its own settings: 20 after the gateway's."""
        return self.gateway(number) + 20

    def gateway_metrics(self, number: int) -> int:
        """Where that gateway tells its figures, by the same rule: 40 after its own."""
        return self.gateway(number) + 40

    @property
    def last(self) -> int:
        return self.gateway_metrics(SITES_AT_MOST - 1)

    def all(self) -> Iterator[int]:
        yield from (self.hub, self.airlock, self.proxy, self.proxy_api, self.hub_api, self.meter)
        yield from (self.jobs, self.packages)
        yield from (self.governance, self.airlock_api, self.catalogue, self.administration)
        yield from (self.governance_metrics, self.airlock_metrics)
        for number in range(SITES_AT_MOST):
            yield from (self.gateway(number), self.owner_page(number), self.gateway_metrics(number))


@dataclass(frozen=True)
class Installation:
    home: Path
    name: str
    ports: Ports
    sockets: Path
    public: dict[str, str] = field(default_factory=dict)  # see `Publication`; empty: this machine alone

    @classmethod
    def from_environment(cls) -> Installation:
        """The installation of D2H_HOME, as its own file describes it, or as it would be made."""
        home = Path(os.environ.get("D2H_HOME") or REPOSITORY / ".d2h").absolute()
        try:
            kept = json.loads((home / "installation.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            kept = {}
        name = kept.get("name") or os.environ.get("D2H_NAME") or DEFAULT_NAME
        base = int(kept.get("port") or os.environ.get("D2H_PORT") or DEFAULT_PORT)
        sockets = Path(kept.get("sockets") or os.environ.get("D2H_SOCKETS") or _socket_root() / name)
        return cls(home, name, Ports(base), sockets, kept.get("public") or {})

    def keep(self) -> None:
        """Make the folders, for this user alone, and write down what the installation is."""
        for folder in (self.home, self.sockets, self.log, self.home / "steps"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
        kept = {
            "name": self.name,
            "port": self.ports.base,
            "sockets": str(self.sockets),
            "public": self.public,
        }
        (self.home / "installation.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def environment_file(self) -> Path:
        return self.home / "env"

    @property
    def supervisor_socket(self) -> Path:
        return self.sockets / "supervisor.sock"

    @property
    def container_prefix(self) -> str:
        """Begins the name of every container and volume of the installation, and labels them."""
        return f"d2h-{self.name}"

    @property
    def hub_url(self) -> str:
        """From this machine, for our own programs."""
        return f"http://127.0.0.1:{self.ports.hub}"

    @property
    def airlock_url(self) -> str:
        # Another host name than the hub's, so that neither sees the other's cookies.
        return f"http://localhost:{self.ports.airlock}"

    @property
    def public_hub_url(self) -> str:
        """As browsers know it."""
        return (self.public.get("hub_url") or self.hub_url).rstrip("/")

    @property
    def public_airlock_url(self) -> str:
        return (self.public.get("airlock_url") or self.airlock_url).rstrip("/")

    def is_running(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.supervisor_socket))
            except OSError:
                return False
        return True

    def has_hub(self) -> bool:
        """Whether the hub's own services are made ready on this machine; a site's machine has none."""
        return (self.home / "haproxy.cfg").is_file()

    def owner_pages(self) -> list[str]:
        """Site ids whose data owner's page has its passphrase."""
        return [site for site in self.sites() if self.site(site).joinpath("keys/owner-page.json").is_file()]

    def site(self, site: str) -> Path:
        """The folder of a site that stands here."""
        return self.home / "sites" / site

    def sites(self) -> list[str]:
        """Site ids whose folders stand in the installation."""
        return sorted(folder.parent.name for folder in (self.home / "sites").glob("*/site.toml"))


def _socket_root() -> Path:
    """Short and lowercase: a socket's whole address holds at most 107 bytes."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return Path("/run/d2h") if os.geteuid() == 0 or not runtime else Path(runtime) / "d2h"
