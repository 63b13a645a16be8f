"""Out over a network: there is none. Every address and port of the machine is tried by the report."""

from __future__ import annotations

import errno

import pytest

from hub_config.nodes.targets import targets_here
from launcher.isolation.probes.network import connect, reached


@pytest.fixture
def host_ports(installation) -> list[int]:
    """Hub, proxy, governance, airlock, catalogue, a gateway, an owner's page, and where figures are told.

    Each answers this machine."""
    ports = installation.installation.ports
    found = [
        ports.hub,
        ports.proxy,
        ports.proxy_api,
        ports.meter,
        ports.hub_api,
        ports.governance,
        ports.airlock_api,
    ]
    found += [ports.catalogue, ports.gateway(0), ports.owner_page(0)]
    found += [ports.governance_metrics, ports.airlock_metrics, ports.gateway_metrics(0)]
    assert all(connect("127.0.0.1", port) == "open" for port in found)
    return found


def test_the_report_tries_every_service_of_the_installation(claire, host_ports):
    with targets_here() as machine:
        assert set(host_ports) <= set(machine.ports)
        assert machine.addresses, "the machine has no address to attack"


def test_the_loopback_inside_is_not_the_machines(claire, host_ports):
    for port in (*host_ports, 8081, 8888):
        assert claire.run(connect, "127.0.0.1", port) == errno.ECONNREFUSED, port
    assert claire.run(connect, "127.0.0.1", 8082) == "open"


def test_a_neighbours_server_has_no_address(claire, neighbour):
    settings = neighbour.container.attrs["NetworkSettings"]

    assert not settings.get("IPAddress")
    assert all(not network.get("IPAddress") for network in settings["Networks"].values())
    assert claire.run(reached, ["10.0.0.1", "172.17.0.1", "192.168.0.1"], [8888]) == []
