"""Categories and outcomes that a model rests on, found in the data it was fitted on."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.wire import Support

_MOST_LEVELS = 50
_TREATMENT = re.compile(
    r"(?:C\()?(?P<column>[^()\[\],]+)[^\[\]]*\[(?:T\.)?(?P<level>.+)\]"
)  # patsy, formulaic
_INTERACTION = re.compile(r":(?![^\[]*\])")  # no colon of a category's own name


def persons_behind(covariate: str, data: pd.DataFrame, ids: pd.Series | None, total: int) -> int | None:
    """Persons whose data move this coefficient: the smaller side of a yes/no column or of one category, all
    for a number; None when `data` has no such column."""
    chosen = category(covariate, data)
    if chosen is None:
        column = covariate if covariate in data.columns else _plain(covariate)
        if column not in data.columns:
            return None
        values = data[column]
        if values.nunique(dropna=True) != 2:
            return total
        chosen = (values == values.dropna().iloc[0]).where(values.notna())
    yes, no = (persons_in(chosen == side, ids) for side in (True, False))
    return min(yes, no)


def category(covariate: str, data: pd.DataFrame) -> pd.Series | None:
    """Who is in the category that a coefficient is named after: `C(ward)[T.B]`, `ward[T.B]`, `ward_B`, and in
    both of an interaction, `C(ward)[T.B]:drug[T.1]`."""
    parts = _INTERACTION.split(covariate)
    if len(parts) > 1:
        crossed = [one for part in parts if (one := category(part, data)) is not None]
        return pd.concat(crossed, axis=1).all(axis=1) if crossed else None
    told = _TREATMENT.fullmatch(covariate)
    if told and told["column"].strip() in data.columns:
        values = data[told["column"].strip()]
        return (values.astype(str) == told["level"]).where(values.notna())
    plain = _plain(covariate)
    if covariate in data.columns or plain in data.columns:
        return None
    for name in data.columns:
        if plain.startswith(f"{name}_"):
            values = data[name]
            level = values.astype(str) == plain[len(str(name)) + 1 :]
            if level.any():
                return level.where(values.notna())
    return None


def _plain(covariate: str) -> str:
    """The name without the transformer that scikit-learn writes before it."""
    return covariate.rsplit("__", 1)[-1]


def supports_of(
    covariates: list[str],
    data: pd.DataFrame,
    outcome: str | None,
    ids: pd.Series | None,
    *,
    until_the_event: bool = False,
) -> tuple[Support, ...]:
    """Persons, and events where the outcome is yes or no, of every category of the covariates and of every
    class of the outcome. Unless persons are followed `until_the_event`, those of a category without it are
    a group too."""
    happened = _events(data, outcome)
    found: list[Support] = []
    for name in [*categorical(covariates, data), *([outcome] if happened is not None and outcome else [])]:
        values = data[name]
        for level in sorted(values.dropna().unique(), key=str):
            chosen = values == level
            events = None if happened is None or name == outcome else persons_in(chosen & happened, ids)
            found.append(Support(label=f"{name} = {level}", persons=persons_in(chosen, ids), events=events))
            if events is not None and not until_the_event and happened is not None:
                without = chosen & ~happened & data[outcome].notna()
                label = f"{name} = {level}, {outcome} = 0"
                found.append(Support(label=label, persons=persons_in(without, ids)))
    return tuple(found)


def categorical(covariates: list[str], data: pd.DataFrame) -> list[str]:
    named = []
    for name in map(str, data.columns):
        if not any(one == name or names_category(one, name) for one in covariates):
            continue
        values = data[name]
        levels = values.nunique(dropna=True)
        words = not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype)
        if levels == 2 or (words and levels <= _MOST_LEVELS) or any(_treats(one, name) for one in covariates):
            named.append(name)
    return named


def _treats(covariate: str, column: str) -> bool:
    """Whether the coefficient is that of one category of the column: `C(stage)[T.2]`, numbers or not."""
    told = _TREATMENT.fullmatch(covariate)
    return told is not None and told["column"].strip() == column


def names_category(covariate: str, column: str) -> bool:
    if _TREATMENT.fullmatch(covariate):
        return _treats(covariate, column)
    return _plain(covariate).startswith(f"{column}_")


def _events(data: pd.DataFrame, outcome: str | None) -> pd.Series | None:
    if outcome is None or outcome not in data.columns:
        return None
    values = data[outcome]
    known = sorted(values.dropna().unique(), key=str)
    if set(known) <= {0, 1}:
        return values.astype(float) == 1.0
    # Of two words or codes the later is the event, as scikit-learn orders its classes.
    return values == known[1] if len(known) == 2 else None


def persons_in(chosen: pd.Series, ids: pd.Series | None) -> int:
    mask = chosen.fillna(False).to_numpy(dtype=bool)
    return int(np.count_nonzero(mask)) if ids is None else int(ids[mask].nunique())


def outcome_of(fitted: Any) -> str | None:
    """The column of the outcome, where the model says it."""
    named = getattr(fitted, "event_col", None) or getattr(getattr(fitted, "model", None), "endog_names", None)
    return named if isinstance(named, str) else None
