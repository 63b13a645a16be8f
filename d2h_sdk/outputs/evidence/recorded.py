"""Evidence that travels with a frame, and is taken up again only for cells that still say the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.wire import Dimension, Measure, Support

KEY = "d2h_evidence"  # in DataFrame.attrs
_MOST_DECIMALS = 12
Grid = npt.NDArray[np.float64]  # the shape of the frame, NaN where unknown


@dataclass(frozen=True, eq=False)
class Recorded:
    """What was recorded of `frame`, cell by cell; `largest`: rows x columns x 2; `keys` are
    texts.

    `measures`: one per column, or one per row where `by_rows`.
    """

    frame: pd.DataFrame
    measures: tuple[Measure, ...]
    by_rows: bool = False
    persons: Grid | None = None
    rows: Grid | None = None
    base: Grid | None = None
    sums: Grid | None = None
    largest: Grid | None = None
    keys: npt.NDArray[np.object_] | None = None
    total_rows: tuple[int, ...] = ()
    total_columns: tuple[int, ...] = ()
    person_total: int | None = None
    events: int | None = None
    degrees_of_freedom: int | None = None
    dimensions: tuple[Dimension, ...] = ()
    filters: tuple[str, ...] = ()
    support: tuple[Support, ...] = field(default=())

    def transposed(self) -> Recorded:
        turned: dict[str, Any] = {
            name: None if grid is None else grid.swapaxes(0, 1) for name, grid in self._grids().items()
        }
        axes: dict[str, Any] = {"rows": "columns", "columns": "rows"}
        dimensions = tuple(Dimension(name=one.name, axis=axes[one.axis]) for one in self.dimensions)
        return replace(
            self,
            frame=self.frame.T,
            by_rows=not self.by_rows,
            total_rows=self.total_columns,
            total_columns=self.total_rows,
            dimensions=dimensions,
            **turned,
        )

    def _grids(self) -> dict[str, npt.NDArray[Any] | None]:
        return {name: getattr(self, name) for name in ("persons", "rows", "base", "sums", "largest", "keys")}

    def of(self, frame: pd.DataFrame) -> Recorded | None:
        """The evidence of `frame`, which was made from the recorded one by leaving out, reordering, turning,
        blanking or rounding; a cell that says something else is unknown. None when no line is the same."""
        turned = self.transposed()
        return self._of(frame) if self._found_in(frame) >= turned._found_in(frame) else turned._of(frame)

    def _found_in(self, frame: pd.DataFrame) -> int:
        """Cells of `frame` whose labels name one of this record; a total is named alike on both sides."""
        rows, columns = (
            _positions(self.frame.index, frame.index),
            _positions(self.frame.columns, frame.columns),
        )
        return 0 if rows is None or columns is None else int((rows >= 0).sum() * (columns >= 0).sum())

    def _of(self, frame: pd.DataFrame) -> Recorded | None:
        rows, columns = (
            _positions(self.frame.index, frame.index),
            _positions(self.frame.columns, frame.columns),
        )
        if rows is None or columns is None or (rows < 0).all() or (columns < 0).all():
            return None
        before = self.frame.to_numpy(dtype=object)[np.ix_(rows, columns)]
        lost = ~_says_the_same(before, frame.to_numpy(dtype=object))
        lost |= (rows < 0)[:, None] | (columns < 0)[None, :]
        grids: dict[str, Any] = {}
        for name, grid in self._grids().items():
            if grid is not None:
                grid = grid[np.ix_(rows, columns)].copy()
                grid[lost] = np.nan
            grids[name] = grid
        lines = rows if self.by_rows else columns
        unknown = Measure(statistic="unknown", given="?")
        changed = np.atleast_1d(lost.all(axis=1 if self.by_rows else 0))
        measures = [
            unknown if at < 0 or gone else self.measures[at] for at, gone in zip(lines, changed, strict=True)
        ]
        return replace(
            self,
            frame=frame,
            measures=tuple(measures),
            total_rows=tuple(int(at) for at in np.flatnonzero(np.isin(rows, self.total_rows))),
            total_columns=tuple(int(at) for at in np.flatnonzero(np.isin(columns, self.total_columns))),
            **grids,
        )


_kept: OrderedDict[str, Recorded] = OrderedDict()
_MOST_KEPT = 2000


def record(recorded: Recorded) -> pd.DataFrame:
    """The frame, with a mark by which its evidence is found. The evidence itself stays out of `attrs`: pandas
    writes those into Parquet files."""
    mark = uuid4().hex
    _kept[mark] = replace(recorded, frame=recorded.frame.copy())
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    recorded.frame.attrs[KEY] = mark
    return recorded.frame


def recorded_of(frame: Any) -> Recorded | None:
    """What was recorded for the cells of this frame that still say the same; None when nothing was."""
    found = _kept.get(getattr(frame, "attrs", {}).get(KEY, ""))
    return found.of(frame) if found is not None and isinstance(frame, pd.DataFrame) else None


def _positions(before: pd.Index, now: pd.Index) -> npt.NDArray[np.int64] | None:
    if before.nlevels != now.nlevels:
        return None
    if len(before) == len(now) and before.equals(now):
        return np.arange(len(now))
    old, new = (
        pd.Index([_plain(label) for label in index], dtype=object, tupleize_cols=False)
        for index in (before, now)
    )
    return old.get_indexer(new).astype(np.int64) if old.is_unique else None


def _plain(label: Any) -> Any:
    """A missing label equals itself."""
    if isinstance(label, tuple):
        return tuple(_plain(part) for part in label)
    return "\0missing" if pd.isna(label) is True else label


def _says_the_same(before: npt.NDArray[Any], now: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Equal, blank now, or rounded."""
    blank: npt.NDArray[np.bool_] = np.asarray(pd.isna(now))
    lacking = blank | np.asarray(pd.isna(before))
    same = blank.copy()
    # pandas' own mark of a missing value compares with nothing.
    same[~lacking] = np.asarray(before[~lacking] == now[~lacking], dtype=bool)
    if same.all():
        return same
    try:
        old = np.where(lacking, np.nan, before).astype(float)
        new = np.where(lacking, np.nan, now).astype(float)
    except (TypeError, ValueError):
        return same
    for decimals in range(_MOST_DECIMALS + 1):
        same |= np.isclose(np.round(old, decimals), new, rtol=1e-12, atol=1e-15)
    return same
