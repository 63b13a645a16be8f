"""What a summary is broken down by, and what each person adds up to in every group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import pandas as pd

from d2h_sdk.outputs.evidence.cells import Counting
from d2h_sdk.outputs.evidence.dimensions import Axis, Grid, Variable
from d2h_sdk.outputs.evidence.persons import Persons

By = str | Sequence[str] | None
PERSON = "\0person"  # the last level of what is added up person by person
Each = TypeVar("Each", pd.Series, pd.DataFrame)


def names_of(by: By) -> list[str]:
    return [] if by is None else [by] if isinstance(by, str) else list(by)


def counted_by(by: list[Variable], length: int, values: Any, persons: Persons | None) -> Counting:
    """A line per group, one column."""
    return Counting(Grid.of(Axis.of(by, length), Axis.of([], length)), persons, values)


def groups_of(each: Each, names: list[str], whole: str) -> tuple[pd.Index, list[Each]]:
    """The labels of a table with a line per group, and what the persons of each add up to.

    `each`: a line per group and person. Without names all are one group, called `whole`.
    """
    if not names:
        return pd.Index([whole]), [each]
    grouped = each.groupby(level=names if len(names) > 1 else names[0], observed=True)
    labels: list[Any] = []
    found: list[Each] = []
    for label, one in grouped:
        labels.append(label)
        found.append(one)
    if len(names) == 1:
        return pd.Index(labels, name=names[0]), found
    return pd.MultiIndex.from_tuples(labels, names=names), found
