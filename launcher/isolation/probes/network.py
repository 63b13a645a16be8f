"""Out over a network."""

from __future__ import annotations


def connect(host: str, port: int) -> str | int:
    """`open`, or the error's number."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as client:
        client.settimeout(5)
        try:
            client.connect((host, port))
        except OSError as fault:
            return fault.errno or str(fault)
    return "open"


def reached(addresses: list[str], ports: list[int]) -> list[str]:
    """Every `address:port` that is not unreachable at once."""
    import errno
    import socket

    found = []
    for host in addresses:
        for port in ports:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as client:
                client.settimeout(2)
                try:
                    client.connect((host, port))
                except OSError as fault:
                    if fault.errno in (errno.ENETUNREACH, errno.EADDRNOTAVAIL):
                        continue
                found.append(f"{host}:{port}")
    return found


def send_datagram(host: str, port: int) -> str | int:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        try:
            client.sendto(b"x", (host, port))
        except OSError as fault:
            return fault.errno or str(fault)
    return "sent"


def interfaces() -> list[str]:
    import socket

    return [name for _, name in socket.if_nameindex()]


def routes() -> list[str]:
    """Destinations the kernel knows a way to, the loopback's left out."""
    with open("/proc/net/route") as file:
        return [line.split()[1] for line in file.readlines()[1:] if line.split()[0] != "lo"]


def resolve(name: str) -> list[object]:
    """The seconds it took, and the resolver's error."""
    import socket
    import time

    start = time.monotonic()
    try:
        socket.getaddrinfo(name, 443)
    except socket.gaierror as fault:
        return [time.monotonic() - start, fault.errno]
    return [time.monotonic() - start, "resolved"]


def resolved(names: list[str]) -> list[str]:
    """Those of `names` to which the resolver knows an address."""
    import socket

    found = []
    for name in names:
        try:
            socket.getaddrinfo(name, 443)
        except socket.gaierror:
            continue
        found.append(name)
    return found


def connect_abstract(name: str) -> str | int:
    import socket

    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect("\0" + name)
        except OSError as fault:
            return fault.errno or str(fault)
    return "open"


def open_socket(family: int, kind: int, protocol: int) -> str | int:
    import socket

    try:
        socket.socket(family, kind, protocol).close()
    except OSError as fault:
        return fault.errno or str(fault)
    return "open"
