"""The rule catalogue planted: each of its rows as tables, each table in every container."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tests.unit.output_checking.corpus import planted_counts, planted_curves, planted_measures, planted_rows
from tests.unit.output_checking.corpus.containers import (
    CONTAINERS,
    csv,
    excel,
    feather,
    page,
    parquet,
    zipped,
)
from tests.unit.output_checking.corpus.planted import Frames, Planted, planted

CATALOGUE: dict[str, Callable[[], Frames]] = {
    **planted_counts.ROWS,
    **planted_measures.ROWS,
    **planted_curves.ROWS,
    **planted_rows.ROWS,
}


def frames() -> Frames:
    return {name: told for row in CATALOGUE.values() for name, told in row().items()}


def cases_in(container: str) -> Iterator[Planted]:
    """Every table of the catalogue in one container."""
    written = CONTAINERS[container]
    for name, (frame, explanations) in frames().items():
        yield planted(f"{name}, as {container}", {container: written(frame)}, *explanations)


def table_cases() -> Iterator[Planted]:
    for container in CONTAINERS:
        yield from cases_in(container)


def long_table_cases() -> Iterator[Planted]:
    rows = pd.DataFrame({"day": range(6_000), "mean": np.linspace(0, 1, 6_000)})
    files = {
        "table.csv": csv(rows),
        "table.xlsx": excel(rows),
        "table.parquet": parquet(rows),
        "table.feather": feather(rows),
        "table.html": page(rows),
        "table.zip": zipped({"table.csv": csv(rows)}),
    }
    for file, content in files.items():
        yield planted(f"six thousand rows, as {file}", {file: content}, "rows-too-many")
    wide = csv(pd.DataFrame([[12] * 1_200]))
    yield planted("a thousand columns", {"wide.csv": wide}, "table-too-wide")
