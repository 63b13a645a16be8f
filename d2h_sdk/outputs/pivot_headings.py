"""What the columns of a pivot table say, as pandas heads them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.outputs.evidence.measures import measure_of, name_in_headings
from d2h_sdk.wire import Measure


class Headings:
    """Aggregation and variable of each column, then the values of its dimensions."""

    def __init__(
        self,
        table: pd.DataFrame,
        values: Any,
        dimensions: int,
        aggfunc: Any,
        data: pd.DataFrame,
        keys: list[Any],
    ) -> None:
        self.dimensions = dimensions
        self.prefix = table.columns.nlevels - dimensions
        if values is None:
            named = [key for key in keys if isinstance(key, str | int) and key in data.columns]
            self.summed = [name for name in data.columns if name not in named]
        else:
            self.summed = (
                list(values) if isinstance(values, list | tuple | np.ndarray | pd.Index) else [values]
            )
        if isinstance(aggfunc, dict):
            self.summed = [name for name in self.summed if name in aggfunc] or list(aggfunc)
        roles = self._roles(aggfunc)
        self.variables: list[Any] = []
        self.measures: list[Measure] = []
        for label in table.columns:
            parts = label if isinstance(label, tuple) else (label,)
            told = dict(zip(roles, parts, strict=False))
            variable = told.get("variable", self.summed[0] if len(self.summed) == 1 else None)
            known = variable in self.summed and variable in data.columns
            self.variables.append(variable if known else None)
            self.measures.append(self._measure(aggfunc, told.get("aggregation"), variable if known else ""))

    def dimension_labels(self, labels: pd.Index) -> pd.Index | None:
        """The values of the dimensions in these headings, None without dimensions."""
        if not self.dimensions:
            return None
        own: pd.Index = labels
        for _ in range(self.prefix):
            own = own.droplevel(0)  # type: ignore[arg-type]
        return own

    def _roles(self, aggfunc: Any) -> list[str]:
        nested = isinstance(aggfunc, dict) and any(isinstance(one, list) for one in aggfunc.values())
        if isinstance(aggfunc, list):
            return ["aggregation", "variable"][: self.prefix]
        if nested:
            return ["aggregation"] if self.prefix == 1 else ["variable", "aggregation"][: self.prefix]
        return ["variable"][: self.prefix]

    def _measure(self, aggfunc: Any, name: Any, variable: Any) -> Measure:
        chosen = aggfunc.get(variable) if isinstance(aggfunc, dict) else aggfunc
        several = chosen if isinstance(chosen, list) else [chosen]
        of_name = [one for one in several if name is None or name_in_headings(one) == name]
        found = {measure_of(one, variable) for one in of_name}
        # Two functions of one name cannot be told apart in the headings.
        return (
            found.pop()
            if len(found) == 1
            else Measure(statistic="unknown", of=str(variable), given=str(name))
        )
