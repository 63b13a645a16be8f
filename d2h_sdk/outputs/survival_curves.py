"""Kaplan–Meier and Nelson–Aalen curves that may leave: steps merged so that no one person's time can be read
from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from d2h_sdk import words
from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.figures import png
from d2h_sdk.outputs.prepared import PreparedFile, file_name
from d2h_sdk.outputs.tables import table_file
from d2h_sdk.wire import Evidence, Support

DECIMALS = 4
SURVIVAL, HAZARD = "survival", "cumulative_hazard"


def survival_files(
    fitted: Any,
    name: str,
    *,
    threshold: int = 10,
    title: str = "",
    time_label: str = "",
    description: str = "",
) -> tuple[PreparedFile, PreparedFile]:
    """The figure, and its merged steps as supporting CSV.

    `fitted`: a lifelines KaplanMeierFitter or NelsonAalenFitter, or a dict of label -> fitter of one of these
    kinds for several groups. The figure is drawn from the merged steps alone.
    """
    fitters = dict(fitted) if isinstance(fitted, Mapping) else {"": fitted}
    merged = {_text_label(label): merge_steps(fitter, threshold) for label, fitter in fitters.items()}
    total = sum(int(steps["at_risk"].iloc[0]) for steps in merged.values())
    figure = draw(merged, title, time_label)
    image = PreparedFile(
        file_name(name, ".png"),
        png(figure),
        Evidence(kind="figure", person_total=total, description=description),
    )
    steps = pd.concat(merged, names=["group", None]) if len(merged) > 1 else next(iter(merged.values()))
    indexed = (
        steps.reset_index("group").set_index(["group", "time"])
        if len(merged) > 1
        else steps.set_index("time")
    )
    data = table_file(indexed, image.name.removesuffix(".png") + "-data.csv", supports=image.name)
    evidence = data.evidence.model_copy(
        update={
            "kind": "survival",
            "person_total": total,
            "description": description,
            "support": tuple(_support(label, fitter) for label, fitter in fitters.items()),
        }
    )
    return image, PreparedFile(data.name, data.content, evidence, image.name)


def _support(label: object, fitter: Any) -> Support:
    table = fitter.event_table
    return Support(
        label=_text_label(label), persons=int(table["entrance"].iloc[0]), events=int(table["observed"].sum())
    )


def _text_label(label: object) -> str:
    """A label that is no number, so that nobody takes the group for a value of the curve."""
    text = str(label)
    return f"group {text}" if text.replace(".", "", 1).lstrip("-").isdigit() else text


def merge_steps(fitter: Any, threshold: int = 10) -> pd.DataFrame:
    """time, survival (or cumulative_hazard), lower, upper, at_risk: a row per published time, from the start.

    `at_risk` persons were followed until just before the time. Between two published times, in the risk sets
    and in the steps alike, at least `threshold` persons leave (event or censoring); at least as many are at
    risk at every time, and as many, or nobody, stay on after the last.
    Raises UsageError for anything but a fitted, unweighted Kaplan–Meier or Nelson–Aalen estimate without late
    entries, or
    when fewer than `threshold` persons begin.
    """
    try:
        kind = SURVIVAL if hasattr(fitter, "survival_function_") else HAZARD
        events = fitter.event_table
        estimate = (fitter.survival_function_ if kind == SURVIVAL else fitter.cumulative_hazard_).iloc[:, 0]
        bounds = fitter.confidence_interval_.to_numpy()
    except AttributeError as fault:
        raise UsageError("survival-not-fitted", type=type(fitter).__name__) from fault
    removed = events["removed"].to_numpy(dtype=float)
    if (removed != np.round(removed)).any():
        raise UsageError("survival-weighted")
    if events["entrance"].iloc[1:].sum() > 0:
        raise UsageError("survival-late-entries")
    begin = int(events["entrance"].iloc[0])
    if begin < threshold:
        raise UsageError("survival-too-few", persons=begin, threshold=threshold)
    times = events.index.to_numpy(dtype=float)
    start = 1.0 if kind == SURVIVAL else 0.0
    rows = [(times[0], start, start, start, begin)]
    staying = published_staying = begin
    for position, gone in enumerate(removed.astype(int)):
        before, staying = staying, staying - gone
        if before < threshold:
            break
        # The end of follow-up, when everybody else leaves at once, is worth more than the time before it.
        while staying == 0 and len(rows) > 1 and rows[-1][4] - before < threshold:
            rows.pop()
        in_risk_sets, in_steps = rows[-1][4] - before, published_staying - staying
        enough = min(in_risk_sets, in_steps) >= threshold
        if enough and (staying >= threshold or staying == 0):
            rows.append((times[position], estimate.iloc[position], *bounds[position], before))
            published_staying = staying
    columns = ["time", kind, "lower", "upper", "at_risk"]
    return pd.DataFrame(rows, columns=columns).round(DECIMALS)


def draw(curves: Mapping[str, pd.DataFrame], title: str, time_label: str) -> Figure:
    """One stair per group with its 95 % band."""
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    kind = SURVIVAL
    for label, steps in curves.items():
        kind = SURVIVAL if SURVIVAL in steps else HAZARD
        axes.step(steps["time"], steps[kind], where="post", label=label)
        axes.fill_between(steps["time"], steps["lower"], steps["upper"], step="post", alpha=0.2)
    axes.set(xlabel=time_label, ylabel=words.say(f"{kind.replace('_', '-')}-axis"), title=title)
    axes.set_xlim(left=0)
    if len(curves) > 1:
        axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
