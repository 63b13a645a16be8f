"""Cell keys: one number per cell that depends on nothing but the persons in it.

The record key of a person is a hash of their pseudonym, which the site made with a key of its own for this
project; a cell's key is the sum of its persons' record keys, modulo 2⁶⁴. Source: the cell-key method of the
Australian Bureau of Statistics (Thompson, Broadfoot and Elazar, UNECE work session, 2013). The airlock draws
the noise of a cell from its key, so the same persons get the same noise in every table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.evidence.persons import plain

Keys = npt.NDArray[np.uint64]
_HASH = "d2h record key 1"  # 16 signs; no secret: what is secret is the site's and the airlock's


def record_keys(persons: Any) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """A key per row, and which rows have a known person."""
    array = plain(persons)
    known = ~np.asarray(pd.isna(array), dtype=bool)
    hashed = pd.util.hash_array(np.asarray(array, dtype=object).astype(str).astype(object), hash_key=_HASH)
    return np.asarray(hashed, dtype=np.uint64), known


def summed_keys(cells: npt.NDArray[Any], size: int, keys: Keys) -> Keys:
    """Per cell, the sum of the keys of its different persons."""
    order = np.lexsort((keys, cells))
    ordered, own = cells[order], keys[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (ordered[1:] != ordered[:-1]) | (own[1:] != own[:-1])
    found = np.zeros(size, dtype=np.uint64)
    np.add.at(found, ordered[first], own[first])  # wraps at 2⁶⁴
    return found


def as_text(keys: Keys) -> npt.NDArray[np.object_]:
    texts = [f"{int(one):016x}" for one in keys.ravel()]
    return np.array(texts, dtype=object).reshape(keys.shape)
