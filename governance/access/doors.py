"""Which set of doors a call came through: the relay that stands behind each says so, the caller cannot.

Every running workspace and replay has a set of its own. The relay puts its number in a header where it reads
what passes, and elsewhere, where TLS runs through, connects from an address of the loopback that holds it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

HEADER = "d2h-door"
NO_DOOR = 0  # asked on the machine itself, not from a workspace
MOST = 1 << 16
_BLOCK = ip_network("127.77.0.0/16")


def address_of(door: int) -> str:
    """Where the relay of this set's doors connects from. `door`: 1 to MOST - 1."""
    return str(_BLOCK[door])


def door_at(address: str) -> int | None:
    """The set whose relay has this address, NO_DOOR for the rest of this machine, None for another machine,
    for IPv6, or what is no address: such a connection tells nothing of the door."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found in _BLOCK:
        return int(found) - int(_BLOCK.network_address)
    return NO_DOOR if isinstance(found, IPv4Address) and found.is_loopback else None


def door_in(header: str | None) -> int:
    """As the relay's header tells it."""
    return int(header) if header and header.isascii() and header.isdigit() and int(header) < MOST else NO_DOOR
