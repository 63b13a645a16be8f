"""Models that are a table of means: categories alone, with a parameter for each of their crossings.

Their coefficients are differences of the means of groups, so the groups are judged as those of a table: how
many are in each, and whether one of them makes nearly all of it. Reasoned by D2H.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from d2h_sdk.outputs.supports import categorical, category, names_category

Pair = tuple[float, float]


@dataclass(frozen=True)
class Contributed:
    """Of each coefficient's group, in the shape of the table: the sum of what its persons contribute to the
    outcome, in size, and the two largest of them."""

    sums: tuple[tuple[float | None, ...], ...]
    largest: tuple[tuple[Pair | None, ...], ...]


def cells_of_means(
    covariates: list[str], data: pd.DataFrame, parameters: int
) -> tuple[tuple[str, pd.Series], ...]:
    """(label, who is in it) of each crossing of categories; empty for a model that is no table of means."""
    named = categorical(covariates, data)
    alone = all(any(one == name or names_category(one, name) for name in named) for one in covariates)
    if not named or not alone:
        return ()
    occupied = data[named].dropna().drop_duplicates()
    if parameters < len(occupied):
        return ()
    found = []
    for levels in occupied.astype(object).itertuples(index=False, name=None):
        pairs = list(zip(named, levels, strict=True))
        chosen = pd.concat([data[name] == level for name, level in pairs], axis=1).all(axis=1)
        found.append((" × ".join(f"{name} = {level}" for name, level in pairs), chosen))
    return tuple(sorted(found, key=lambda one: one[0]))


def contributed(
    terms: list[str],
    covariates: list[str],
    data: pd.DataFrame,
    outcome: str | None,
    ids: pd.Series | None,
    width: int,
) -> Contributed | None:
    """`terms`: every coefficient, `covariates` those that are no intercept, whose group are all others.

    None where the outcome is no column of numbers, or only yes and no: then the group's events are counted.
    """
    if outcome not in data.columns or not pd.api.types.is_numeric_dtype(data[outcome]):
        return None
    if data[outcome].nunique() <= 2:
        return None
    sizes = data[outcome].abs()
    groups = {term: group for term in covariates if (group := _group(term, data)) is not None}
    named = [group.to_numpy(dtype=bool) for group in groups.values()]
    others = pd.Series(~np.logical_or.reduce(named) if named else True, index=data.index)
    sums: list[tuple[float | None, ...]] = []
    largest: list[tuple[Pair | None, ...]] = []
    for term in terms:
        chosen = groups.get(term) if term in covariates else others
        if chosen is None:
            sums.append((None,) * width)
            largest.append((None,) * width)
            continue
        own = sizes[chosen]
        each = own if ids is None else own.groupby(ids[chosen]).sum()
        top = [*each.nlargest(2), 0.0, 0.0]
        sums.append((float(each.sum()),) * width)
        largest.append(((float(top[0]), float(top[1])),) * width)
    return Contributed(tuple(sums), tuple(largest))


def _group(term: str, data: pd.DataFrame) -> pd.Series | None:
    """Who is in the category that a coefficient is named after, or has the second value of two."""
    chosen = category(term, data)
    if chosen is None and term in data.columns and data[term].nunique(dropna=True) == 2:
        second = sorted(data[term].dropna().unique(), key=str)[1]
        return pd.Series(data[term] == second, index=data.index)
    return None if chosen is None else chosen.fillna(False).astype(bool)
