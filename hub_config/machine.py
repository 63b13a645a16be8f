"""What this machine has left at this moment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """`memory` in bytes and `cpus` that nobody uses now, of `all_cpus`."""

    memory: int
    cpus: float
    all_cpus: int


def machine_now() -> Machine:
    told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    cores = len(os.sched_getaffinity(0))
    return Machine(
        memory=int(told["MemAvailable"].split()[0]) * 1024,
        cpus=max(0.0, cores - os.getloadavg()[0]),
        all_cpus=cores,
    )
