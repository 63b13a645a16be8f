"""Sites at the far end of lines of their own, as hospitals are: a rate for each port of the loopback.

Only in a network namespace of its own (`unshare --net`), where nothing else runs on the loopback. Needs root
and `tc`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

NO_LIMIT = "100gbit"
BURST = "256kb"  # four of the loopback's largest packets
QUANTUM = "65536"


def open_loopback() -> None:
    """Raises SystemExit where the network is the machine's, not one of this program alone."""
    told = subprocess.run(["ip", "-brief", "link"], capture_output=True, text=True, check=True)
    if len(told.stdout.splitlines()) > 1:
        raise SystemExit("Lines of their own need a network of their own: start this with `unshare --net`.")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def lines(ports: Sequence[int], megabits: int) -> None:
    """What comes from each of `ports` has `megabits` a second to itself."""
    _tc("qdisc add dev lo root handle 1: htb default 1")
    _class("1:1", NO_LIMIT)
    for place, port in enumerate(ports, start=2):
        _class(f"1:{place}", f"{megabits}mbit")
        _tc(f"filter add dev lo parent 1: protocol ip u32 match ip sport {port} 0xffff flowid 1:{place}")


def _class(name: str, rate: str) -> None:
    _tc(f"class add dev lo parent 1: classid {name} htb rate {rate} burst {BURST} quantum {QUANTUM}")


def _tc(words: str) -> None:
    subprocess.run(["tc", *words.split()], check=True)
