"""Outlines that an expert drew, as a hospital keeps them: a table of stretches of pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from demo.studies.organs.chest import Mask, chest
from demo.studies.organs.files import seed_of

CONTOURS = "contours"


def stretches(masks: Mapping[str, Mask]) -> pd.DataFrame:
    """A row per stretch: `organ`, `image_row`, `first_column`, `last_column`; from 0, both ends inside."""
    found = []
    for organ, mask in masks.items():
        edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
        rows, firsts = np.nonzero(edges == 1)
        lasts = np.nonzero(edges == -1)[1] - 1
        found.append(
            pd.DataFrame({"organ": organ, "image_row": rows, "first_column": firsts, "last_column": lasts})
        )
    return pd.concat(found, ignore_index=True)


def write_contours(folder: Path, persons: Sequence[tuple[str, str]], seed: int, size: int = 256) -> None:
    """The table `contours.parquet` of the radiographs that `write_radiographs` makes of the same persons."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for place, (_, person) in enumerate(persons):
        of_person = stretches(chest(seed_of(seed, place), size).masks)
        of_person.insert(0, "person_id", int(person))
        drawn.append(of_person)
    pd.concat(drawn, ignore_index=True).to_parquet(folder / f"{CONTOURS}.parquet", index=False)
