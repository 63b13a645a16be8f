"""Whom each row belongs to, as whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]
MANY = 500_000  # rows for which a second to load compiled code is worth it


def plain(values: Any) -> Any:
    """The array behind a Series or a list, as pandas counts and sorts it."""
    if isinstance(values, pd.Series | pd.Index):
        return values.to_numpy() if isinstance(values.dtype, np.dtype) else values.array
    return values if hasattr(values, "dtype") else pd.Series(list(values)).to_numpy()


@dataclass(frozen=True)
class Persons:
    """The person of each row. `some_unknown`: -1 stands for nobody known, who is not counted."""

    ids: Whole
    some_unknown: bool = False

    @classmethod
    def of(cls, values: Any) -> Persons:
        """Whole numbers stay what they are, anything else is numbered."""
        array = plain(values)
        kind = array.dtype
        if isinstance(kind, np.dtype) and kind.kind in "iu" and kind != np.uint64:
            return cls(np.asarray(array).astype(np.int64, copy=False))
        ids = pd.factorize(array)[0].astype(np.int64, copy=False)
        return cls(ids, bool((ids < 0).any()))

    def where(self, mask: npt.NDArray[np.bool_] | None) -> Persons:
        return self if mask is None else Persons(self.ids[mask], self.some_unknown)

    def total(self) -> int:
        """Distinct persons among all rows."""
        if len(self.ids) < MANY:
            found = np.unique(self.ids)
            return len(found) - int(self.some_unknown and len(found) > 0 and found[0] == -1)
        from d2h_sdk.outputs.evidence.cell_kernels import brought_together, part_bits, persons_of_cells

        bits, none = part_bits(len(self.ids), 1), np.zeros(0)
        one_cell = np.zeros(len(self.ids), np.uint8)
        together, _, sizes = brought_together(one_cell, 1, bits, self.ids, none)
        return int(persons_of_cells(together, none, sizes, bits, self.some_unknown)[0][0])
