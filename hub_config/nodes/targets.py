"""What a workspace must not reach of the machine it runs on; some of it is open while its walls are tried."""

from __future__ import annotations

import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Targets:
    """`addresses` of the machine, loopback left out; `ports` that something listens on there, of any address.
    `canary_port` (TCP, on 127.0.0.1) and `abstract_socket` answer there for as long as these are held."""

    addresses: tuple[str, ...]
    ports: tuple[int, ...]
    canary_port: int
    abstract_socket: str


@contextmanager
def targets_here() -> Iterator[Targets]:
    name = f"d2h-isolation-{secrets.token_hex(8)}"
    with socket.create_server(("127.0.0.1", 0)) as canary, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0" + name)
        abstract.listen()
        yield Targets(_addresses(), tuple(sorted(_listening())), canary.getsockname()[1], name)


def _addresses() -> tuple[str, ...]:
    command = ("hostname", "-I")
    return tuple(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())  # noqa: S603


def _listening() -> set[int]:
    ports = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/net", table)
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            fields = line.split()
            if fields[3] == "0A":
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports
