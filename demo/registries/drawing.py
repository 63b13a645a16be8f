"""Write the registries: per site and registry a folder of tables in Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from demo.registries import locomotor


@dataclass(frozen=True)
class Registry:
    """`draw` gives a hospital's tables by name, from its place among the hospitals and a source of chance."""

    name: str
    title: Mapping[str, str]
    draw: Callable[[int, np.random.Generator], dict[str, pd.DataFrame]]


REGISTRIES = (Registry(locomotor.NAME, locomotor.TITLE, locomotor.draw),)


def draw_registries(root: Path, sites: Sequence[str], seed: int) -> Iterator[tuple[str, Registry, Path]]:
    """Write `<root>/<site>/<registry>/<table>.parquet`; the same arguments always write the same rows."""
    for number, registry in enumerate(REGISTRIES):
        for place, site in enumerate(sites):
            folder = root / site / registry.name
            folder.mkdir(parents=True)
            rng = np.random.default_rng([seed, number, place])
            for table, rows in registry.draw(place, rng).items():
                rows.to_parquet(folder / f"{table}.parquet", index=False)
            yield site, registry, folder
