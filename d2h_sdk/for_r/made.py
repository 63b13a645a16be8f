"""Tables that R was given, by their mark: what was recorded of them stays on this side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.for_r.frames import frame_of_r
from d2h_sdk.outputs.tables import flatten

_made: dict[str, pd.DataFrame] = {}


def keep(frame: pd.DataFrame) -> str:
    """The mark by which R names it from now on."""
    mark = uuid4().hex
    _made[mark] = frame
    return mark


def handed_over(told: Mapping[str, Any], folder: Path) -> pd.DataFrame:
    """The frame that R means: a table it was given, the same with what R changed of it, or one of its own.

    Raises UsageError `r-made-elsewhere` for a table given to an R that has ended.
    """
    mark = told.get("made")
    if mark is not None and mark not in _made:
        raise UsageError("r-made-elsewhere")
    if told.get("unchanged"):
        return _made[str(mark)]
    frame = frame_of_r(told, folder)
    return frame if mark is None else _changed(frame, _made[mark])


def _changed(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """With the labels of before, which R knows as texts, wherever it left them."""
    flat, labels = flatten(before)
    if labels != before.index.nlevels or list(now.columns[:labels]) != list(flat.columns[:labels]):
        return now
    rows = dict(zip(flat.iloc[:, :labels].itertuples(index=False, name=None), before.index, strict=True))
    columns = dict(zip(flat.columns[labels:], before.columns, strict=True))
    named = now.iloc[:, :labels].astype(object).itertuples(index=False, name=None)
    found = now.iloc[:, labels:].copy()
    texts = [tuple(str(part) for part in one) for one in named]
    if labels > 1:
        several = [tuple(rows.get(one, one)) for one in texts]
        found.index = pd.MultiIndex.from_tuples(several, names=before.index.names)
    else:
        found.index = pd.Index([rows.get(one, one[0]) for one in texts], name=before.index.name)
    headings: list[Any] = [columns.get(one, one) for one in found.columns]
    if before.columns.nlevels > 1 and all(isinstance(one, tuple) for one in headings):
        found.columns = pd.MultiIndex.from_tuples(headings, names=before.columns.names)
    else:
        found.columns = pd.Index(headings, name=before.columns.name, tupleize_cols=False)
    found.attrs.update(before.attrs)
    return found
