"""The features of many stays, and what a reader must know of them: what is missing, which units count."""

from __future__ import annotations

import pandas as pd

from d2h_sdk import words
from d2h_sdk.features.units import left_out
from d2h_sdk.rendering import html_table, text_table


class Features:
    """`data`: one row per stay (or person): site, person_id, visit_occurrence_id, window_start, window_end,
    then `<variable>_<feature>`. `missing`: share of stays without any value or event, per variable and site.
    `units`: stays and values of each unit at each site, and whether it is used. `left_out`: per site, the
    stays that ended before their window did."""

    def __init__(
        self, data: pd.DataFrame, missing: pd.DataFrame, units: pd.DataFrame, left_out: pd.Series
    ) -> None:
        self.data = data
        self.missing = missing
        self.units = units
        self.left_out = left_out.rename("left_out")

    def _headings(self) -> tuple[str, ...]:
        units = words.say("features-unit")
        return (words.say("features-variable"), units, *map(str, self.missing.columns))

    def _rows(self) -> list[tuple[str, ...]]:
        used = self.units[self.units["used"]].drop_duplicates("variable")
        units = dict(zip(used["variable"], used["unit_name"], strict=True))
        return [
            (str(name), units.get(name, ""), *(f"{100 * share:.0f} %" for share in row))
            for name, row in zip(self.missing.index, self.missing.to_numpy(), strict=True)
        ]

    def _notes(self) -> list[str]:
        stays, gone = len(self.data), int(self.left_out.sum())
        ended = [words.say("features-ended", count=gone)] if gone else []
        return [words.say("features-stays", count=stays), *ended, *left_out(self.units)]

    def __repr__(self) -> str:
        title = words.say("features-missing")
        return "\n".join([title, text_table(self._headings(), self._rows(), 60), *self._notes()])

    def _repr_html_(self) -> str:
        note = " ".join(self._notes())
        return html_table(words.say("features-missing"), self._headings(), self._rows(), note)
