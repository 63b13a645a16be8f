"""From counts to shares, to the units and codes that come and go, and to the stability of the codes."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from d2h_sdk.quality.counting import ANY_UNIT

SHIFTED = 0.25  # of the stability index: the usual bound of a shift, see `stability`
_UNLIKELY = 0.999
_HALF = 0.5  # a row: keeps the logarithm of a code that is absent finite


def completeness(variable: pd.DataFrame, everybody: pd.DataFrame, exact: Collection[str]) -> pd.DataFrame:
    """Per site and period of `everybody`: persons, rows, and as shares `complete` (of the persons with any
    row of the table, those with a value), `other_units` (rows in another unit than the most frequent of all
    sites) and `implausible` (rows outside the limits). A share is missing where a number behind it is. Of the
    sites in `exact` a period that was not told has none; of the others, none or few."""
    keys = ["site", "period"]
    of_all = variable[variable["unit"] == ANY_UNIT]
    whole = everybody[[*keys, "persons"]].where(everybody["told"]).dropna(subset=keys)
    told = everybody[keys].merge(whole.rename(columns={"persons": "everybody"}), on=keys, how="left")
    told = told.merge(of_all.drop(columns="unit"), on=keys, how="left", indicator="found")
    none = (told.pop("found") == "left_only") & told["site"].isin(exact)
    counts = ["persons", "rows", "inside"]
    told[counts] = told[counts].astype("Float64").where(told.pop("told") == True)  # noqa: E712 - or missing
    told[["persons", "rows"]] = told[["persons", "rows"]].mask(none, 0.0)
    units = variable[variable["unit"] != ANY_UNIT]
    told["other_units"] = np.nan
    if not units.empty:
        main = units.groupby("unit")["rows"].sum().idxmax()
        others = units[units["unit"] != main].groupby(keys)["rows"].sum()
        # Without a unit that is not told, the others would give it back.
        fully = units.groupby(keys)["told"].all()
        places = pd.MultiIndex.from_frame(told[keys])
        of_others = others.reindex(places).fillna(0.0).to_numpy() / told["rows"]
        told["other_units"] = of_others.where(places.isin(fully[fully].index))
    told["complete"] = told["persons"] / told["everybody"]
    told["implausible"] = 1 - told["inside"] / told["rows"]
    shares = ["complete", "other_units", "implausible"]
    told.loc[none, ["other_units", "implausible"]] = np.nan
    told[shares] = told[shares].astype("Float64").astype(float)
    return told[[*keys, "persons", "rows", *shares]].sort_values(keys, ignore_index=True)


def told_whole(counts: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Of `counts`, the periods in which they add up to the rows of `totals`: in the others a gateway may have
    withheld what looks absent."""
    keys = ["site", "period"]
    sums = counts.groupby(keys)["rows"].sum()
    wholes = totals.groupby(keys)["rows"].sum().reindex(sums.index)
    equal = (sums == wholes).fillna(False).astype(bool)
    return counts[pd.MultiIndex.from_frame(counts[keys]).isin(equal[equal].index)]


def changes(counts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Values of the column `name` that a site has not had from its first period (`new`) or no longer has in
    its last (`gone`): columns site, name, change, period, the first or last period in which the value may be
    told."""
    made = []
    for site, here in counts.groupby("site"):
        begin, end = here["period"].min(), here["period"].max()
        for value, own in here.groupby(name):
            told = own.loc[own["told"], "period"]
            if told.empty:
                continue
            made += [(site, value, "new", told.min())] if own["period"].min() > begin else []
            made += [(site, value, "gone", told.max())] if own["period"].max() < end else []
    return pd.DataFrame(made, columns=["site", "name", "change", "period"])


def stability(codes: pd.DataFrame) -> pd.DataFrame:
    """Population stability index of the codes of each period against the period before: site, period, psi
    and whether the codes `shifted`.

    The sum over codes of (p - q) ln(p / q), shares of rows; from 0.25 on shifted (Siddiqi, Credit Risk
    Scorecards, 2006), if it is also past what chance gives so few rows once in a thousand: n and m rows of k
    codes alike give about (1/n + 1/m) times a chi-square of k - 1 degrees (Yurdakul, 2018).
    """
    made = []
    for site, here in codes.groupby("site"):
        rows = here.pivot_table("rows", "period", "code", aggfunc="sum").astype(float).fillna(0.0)
        shares = (rows + _HALF).div((rows + _HALF).sum(axis=1), axis=0)
        for before, now in pairwise(rows.index):
            kinds = int(((rows.loc[before] + rows.loc[now]) > 0).sum())
            gained = shares.loc[now] - shares.loc[before]
            psi = float((gained * np.log(shares.loc[now] / shares.loc[before])).sum())
            few = 1 / rows.loc[before].sum() + 1 / rows.loc[now].sum()
            chance = few * stats.chi2.ppf(_UNLIKELY, kinds - 1) if kinds > 1 else 0.0
            made.append((site, now, psi, psi >= max(SHIFTED, chance)))
    return pd.DataFrame(made, columns=["site", "period", "psi", "shifted"]).astype({"shifted": bool})
