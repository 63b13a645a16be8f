"""The report: a table with a row per site and variable, and one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from d2h_sdk import words
from d2h_sdk.rendering import html_table, text_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_COLUMNS = ("site", "variable", "complete", "lowest", "units", "implausible", "untold", "changes")


class Quality:
    """`data`: site, variable, period, persons, rows, and the shares `complete`, `other_units`, `implausible`;
    missing where a few persons would be told, and under aggregates also where there are none. `drift`: units
    and codes that came (`new`) or went (`gone`). `stability`: per site, table and period the stability index
    `psi` of the codes, and whether they `shifted`: 0.25 and more, and past what chance gives so few rows."""

    def __init__(
        self, data: pd.DataFrame, drift: pd.DataFrame, stability: pd.DataFrame, minimum: int
    ) -> None:
        first = ["site", "variable", "period"]
        self.data = data[[*first, *(name for name in data.columns if name not in first)]]
        self.drift = drift
        self.stability = stability
        self.minimum = minimum

    @property
    def table(self) -> pd.DataFrame:
        """A row per site and variable: mean completeness, the least complete period, the largest shares of
        other units and implausible values, periods without a number, units that came or went."""
        made = []
        for (site, name), own in self.data.groupby(["site", "variable"], sort=False):
            known = own.dropna(subset="complete")
            here = self.drift[(self.drift["site"] == site) & (self.drift["variable"] == name)]
            worst = None if known.empty else known.sort_values("complete").iloc[0]
            told = [
                f"{words.say(f'quality-{change}')} {what} ({_day(at)})"
                for what, change, at in zip(here["name"], here["change"], here["period"], strict=True)
            ]
            made.append(
                (
                    *(str(site), str(name), known["complete"].mean()),
                    "–" if worst is None else f"{_share(worst['complete'])} ({_day(worst['period'])})",
                    *(
                        own["other_units"].max(),
                        own["implausible"].max(),
                        int(own["complete"].isna().sum()),
                        ", ".join(told),
                    ),
                )
            )
        return pd.DataFrame(made, columns=list(_COLUMNS))

    def figure(self) -> Figure:
        """A panel per site: completeness of each variable over time. Crosses: a unit came or went; above,
        triangles: the codes of a table shifted, or one came or went."""
        from matplotlib.figure import Figure

        sites = list(dict.fromkeys(self.data["site"]))
        rows = self.data["variable"].nunique()
        drawn = Figure(figsize=(9, (0.3 * rows + 1.0) * len(sites) + 0.6), layout="constrained")
        panels = drawn.subplots(len(sites), 1, squeeze=False)[:, 0]
        images = [self._panel(axes, site) for axes, site in zip(panels, sites, strict=True)]
        drawn.colorbar(images[-1], ax=list(panels), label=words.say("quality-complete"), shrink=0.8)
        drawn.supxlabel(words.say("quality-marks"), fontsize=8)
        return drawn

    def _panel(self, axes: Axes, site: str) -> AxesImage:
        here = self.data[self.data["site"] == site]
        grid = here.pivot_table("complete", "variable", "period", dropna=False, sort=False)
        grid = grid.reindex(columns=sorted(set(self.data["period"])))
        places = {period: at for at, period in enumerate(grid.columns)}
        axes.set_facecolor("#dddddd")
        image = axes.imshow(grid.to_numpy(dtype=float), aspect="auto", vmin=0, vmax=1, cmap="viridis")
        axes.set_title(site, loc="left", fontsize=10, pad=12)
        axes.set_yticks(range(len(grid)), [str(name) for name in grid.index], fontsize=8)
        shown = list(places)[:: max(1, len(places) // 8)]
        axes.set_xticks([places[period] for period in shown], [_day(one) for one in shown], fontsize=8)
        drift = self.drift[self.drift["site"] == site]
        units = drift[drift["kind"] == "unit"]
        for name, period in zip(units["variable"], units["period"], strict=True):
            axes.plot(places[period], list(grid.index).index(name), "x", color="red", markersize=9)
        psi = self.stability[(self.stability["site"] == site) & self.stability["shifted"]]
        for period in {*psi["period"], *drift.loc[drift["kind"] == "code", "period"]}:
            axes.plot(places[period], -0.65, "v", color="red", clip_on=False, markersize=6)
        axes.set_ylim(len(grid) - 0.5, -0.5)  # the triangles stand above
        return image

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"quality-column-{name}") for name in _COLUMNS)

    def _rows(self) -> list[tuple[str, ...]]:
        shares = ("complete", "units", "implausible")
        return [
            tuple(_share(row[name]) if name in shares else str(row[name]) for name in _COLUMNS)
            for row in self.table.to_dict("records")
        ]

    def _notes(self) -> list[str]:
        codes = self.drift[self.drift["kind"] == "code"]
        told = [
            words.say(
                "quality-code", site=site, change=words.say(f"quality-{change}"), code=code, at=_day(at)
            )
            for site, code, change, at in zip(
                codes["site"], codes["name"], codes["change"], codes["period"], strict=True
            )
        ]
        shifted = self.stability[self.stability["shifted"]]
        told += [
            words.say("quality-shift", site=row["site"], table=row["table"], at=_day(row["period"]),
                      psi=f"{row['psi']:.2f}")
            for row in shifted.to_dict("records")
        ]  # fmt: skip
        return [*told, words.say("quality-hidden", minimum=self.minimum)]

    def __repr__(self) -> str:
        return "\n".join([text_table(self._headings(), self._rows(), 60), *self._notes()])

    def _repr_html_(self) -> str:
        note = " ".join(self._notes())
        return html_table(words.say("quality-title"), self._headings(), self._rows(), note)


def _share(value: float) -> str:
    return "–" if pd.isna(value) else f"{100 * value:.1f} %"


def _day(period: Any) -> str:
    return f"{period:%Y-%m}"
