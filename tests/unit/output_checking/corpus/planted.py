"""What a planted disclosure is: files, and what must be said of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tests.unit.output_checking.corpus.containers import Files

NIR = "1 85 05 78 006 084 91"
SEED = 20261123
FEW = ("counts-below-threshold",)
# Name -> (a table that tells something, the explanations that say so).
Frames = dict[str, tuple[pd.DataFrame, tuple[str, ...]]]


@dataclass(frozen=True)
class Planted:
    """`explanations`: any of them, said about any of the files, catches it, when it blocks.

    With `by_review` a finding that asks for a look is enough: no rule could decide.
    """

    name: str
    files: Files
    explanations: frozenset[str]
    by_review: bool = False


def planted(name: str, files: Files, *explanations: str) -> Planted:
    return Planted(name, files, frozenset(explanations))
