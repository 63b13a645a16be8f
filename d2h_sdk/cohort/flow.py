"""The flow chart of a cohort: a table, and its figure."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

from d2h_sdk import words
from d2h_sdk.cohort.safe_counts import pooled, shown
from d2h_sdk.rendering import html_table, text_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Flow:
    """How many persons stay after each step. `data`: one row per step, one column per site, and one of all
    when there are several; missing where a number is not shown."""

    def __init__(
        self, steps: list[str], counts: dict[str, list[int | None]], minimum: dict[str, int]
    ) -> None:
        safe = {site: shown(counts[site], minimum[site]) for site in counts}
        if len(safe) > 1:
            safe[words.say("cohort-all")] = pooled(list(safe.values()))
        self.minimum = max(minimum[site] for site in counts)
        index = pd.Index(steps, name=words.say("cohort-step"))
        self.data = pd.DataFrame({name: pd.array(some, "Int64") for name, some in safe.items()}, index=index)

    def figure(self, site: str | None = None) -> Figure:
        """Boxes from top to bottom, of `site` or of the last column: all sites."""
        from matplotlib.figure import Figure

        numbers = self.data[site] if site is not None else self.data.iloc[:, -1]
        drawn = Figure(figsize=(6, 0.9 * len(numbers) + 0.3), layout="constrained")
        axes = drawn.subplots()
        axes.set_axis_off()
        axes.set_xlim(-1, 1)
        axes.set_ylim(-len(numbers) + 0.4, 0.6)
        box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "#444444"}
        for at, (step, count) in enumerate(numbers.items()):
            axes.text(0, -at, f"{step}\nn = {_said(count)}", ha="center", va="center", fontsize=9, bbox=box)
            if at:
                arrow = {"arrowstyle": "-|>", "color": "#444444"}
                axes.annotate("", xy=(0, 0.3 - at), xytext=(0, 0.7 - at), arrowprops=arrow)
        return drawn

    def svg(self, site: str | None = None) -> str:
        """The figure as SVG text, the same for the same numbers but for the ids of its parts."""
        buffer = io.StringIO()
        self.figure(site).savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        return buffer.getvalue()

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (str(step), *map(_said, row)) for step, row in zip(self.data.index, self.data.values, strict=True)
        ]

    def _headings(self) -> tuple[str, ...]:
        return (str(self.data.index.name), *map(str, self.data.columns))

    def _note(self) -> str:
        hidden = bool(self.data.isna().to_numpy().any())
        return words.say("cohort-hidden", minimum=self.minimum) if hidden else ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, [text_table(self._headings(), self._rows(), 60), self._note()]))

    def _repr_html_(self) -> str:
        return html_table(words.say("cohort-persons"), self._headings(), self._rows(), self._note())


def _said(count: object) -> str:
    return "–" if count is None or count is pd.NA else str(count)
