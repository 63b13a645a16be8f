"""What a process must be let reach to ask one PostgreSQL or Spark, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

_POSTGRESQL_PORT, _SPARK_PORT = 5432, 15002
# How a name becomes an address, and whom to trust in TLS.
_SYSTEM = (
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/ssl",
)
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")


@dataclass(frozen=True)
class Server:
    """`ports`: TCP; none for a socket in the file system."""

    ports: frozenset[int]
    files: tuple[Path, ...]


def server_of(address: str) -> Server:
    if address.startswith("sc://"):
        system = tuple(path for path in map(Path, _SYSTEM) if path.exists())
        return Server(frozenset({urlsplit(address).port or _SPARK_PORT}), system)
    settings = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    hosts = settings.get("hostaddr", settings.get("host", "")).split(",")
    ports = {int(port) for port in settings.get("port", "").split(",") if port} or {_POSTGRESQL_PORT}
    sockets = [Path(host) for host in hosts if host.startswith("/")]
    named = [Path(settings[name]) for name in _FILES if name in settings]
    files = [path for path in (*sockets, *named, *map(Path, _SYSTEM)) if path.exists()]
    return Server(frozenset(ports) if len(sockets) < len(hosts) else frozenset(), tuple(files))
