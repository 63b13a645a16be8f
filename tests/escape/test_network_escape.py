"""Out over a network: there is none."""

from __future__ import annotations

import errno
import socket
import subprocess
import threading
from urllib.parse import urlsplit

import pytest

OUTSIDE = ("1.1.1.1", 443)
UNREACHABLE = errno.ENETUNREACH


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


def send_datagram(host: str, port: int) -> str | int:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        try:
            client.sendto(b"x", (host, port))
        except OSError as fault:
            return fault.errno
    return "sent"


def interfaces() -> list[str]:
    import socket

    return [name for _, name in socket.if_nameindex()]


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


def connect_abstract(name: str) -> str | int:
    import socket

    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect("\0" + name)
        except OSError as fault:
            return fault.errno
    return "open"


def host_addresses() -> list[str]:
    """Every address of this machine but the loopback's."""
    shown = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    assert shown, "the machine has no address to attack"
    return shown


@pytest.fixture
def host_ports(installation) -> list[int]:
    """Hub, proxy, governance, airlock, catalogue, a gateway, an owner's page; each answers this machine."""
    ports = installation.installation.ports
    found = [ports.hub, ports.proxy, ports.proxy_api, ports.hub_api, ports.governance, ports.airlock_api]
    found += [ports.catalogue, ports.gateway(0), ports.owner_page(0)]
    assert all(connect("127.0.0.1", port) == "open" for port in found)
    return found


def test_there_is_no_interface_but_the_loopback(claire):
    assert claire.run(interfaces) == ["lo"]


def test_no_address_of_the_internet_is_reached(claire):
    assert claire.run(connect, *OUTSIDE) == UNREACHABLE
    assert claire.run(connect, "2606:4700:4700::1111", 443) in (UNREACHABLE, errno.EADDRNOTAVAIL)


def test_no_name_is_resolved_and_no_question_about_it_leaves(claire):
    seconds, fault = claire.run(resolve, "example.org")

    assert fault in (socket.EAI_AGAIN, socket.EAI_NONAME)
    assert seconds < 10
    assert claire.run(send_datagram, "8.8.8.8", 53) == UNREACHABLE


def test_no_port_of_the_machine_is_reached_on_any_of_its_addresses(claire, host_ports):
    for address in host_addresses():
        if ":" in address:
            continue
        for port in host_ports:
            assert claire.run(connect, address, port) == UNREACHABLE, (address, port)


def test_the_loopback_inside_is_not_the_machines(claire, host_ports):
    for port in host_ports:
        assert claire.run(connect, "127.0.0.1", port) == errno.ECONNREFUSED, port
    assert claire.run(connect, "127.0.0.1", 8082) == "open"


def test_a_neighbours_server_has_no_address(claire, neighbour):
    settings = neighbour.container.attrs["NetworkSettings"]

    assert not settings.get("IPAddress")
    assert all(not network.get("IPAddress") for network in settings["Networks"].values())
    assert neighbour.run(connect, "127.0.0.1", 8888) == "open"


def test_an_abstract_socket_of_the_machine_is_not_reached(claire, installation):
    name = f"d2h-escape-{urlsplit(installation.hub_url).port}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + name)
        server.listen()
        threading.Thread(target=server.accept, daemon=True).start()

        assert claire.run(connect_abstract, name) == errno.ECONNREFUSED
        assert connect_abstract(name) == "open"
