"""`d2h.outputs`: ask for results to leave the workspace.

`crosstab()`, `pivot_table()`, `describe()`, `hist()` and the like make a result as pandas and matplotlib do,
and record who stands behind every number of it. `draft()` opens a request, or takes up the open one of the
same title; `table()`, `figure()` and the others add to it. What is told here about a file helps the output
checkers and is never trusted: every file is read by the airlock itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.airlock import Airlock, AirlockClient
from d2h_sdk.outputs.concentrations import concentration, lorenz
from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.densities import density
from d2h_sdk.outputs.descriptions import describe
from d2h_sdk.outputs.draft import Draft
from d2h_sdk.outputs.hypothesis_tests import hypothesis_test
from d2h_sdk.outputs.pivot_tables import pivot_table
from d2h_sdk.outputs.plots import bar, boxplot, heatmap, hist, line
from d2h_sdk.outputs.predictions import calibration_curve, confusion_matrix, roc_auc, roc_curve
from d2h_sdk.outputs.quantiles import percentiles
from d2h_sdk.outputs.rates import ratios
from d2h_sdk.outputs.recording import RECORDED, RecordingAirlock
from d2h_sdk.outputs.report import RequestList, RequestReport
from d2h_sdk.outputs.suppression import suppress
from d2h_sdk.outputs.weighted import weighted
from d2h_sdk.wire import ReleaseRequestMessage
from d2h_sdk.workspace import session

__all__ = [
    "Draft",
    "bar",
    "boxplot",
    "calibration_curve",
    "check",
    "concentration",
    "confusion_matrix",
    "crosstab",
    "current",
    "density",
    "describe",
    "draft",
    "exception",
    "explain",
    "figure",
    "file",
    "heatmap",
    "hist",
    "hypothesis_test",
    "line",
    "lorenz",
    "notebook",
    "percentiles",
    "pivot_table",
    "ratios",
    "regression",
    "remove",
    "requests",
    "roc_auc",
    "roc_curve",
    "status",
    "submit",
    "suppress",
    "survival",
    "table",
    "weighted",
    "withdraw",
]
_OPEN = frozenset({"DRAFT", "BLOCKED", "RETURNED"})
_current: Draft | None = None
P = ParamSpec("P")
R = TypeVar("R")


@cache
def _airlock() -> Airlock:
    if session.message.replay:
        return RecordingAirlock(RECORDED, session.message)
    return AirlockClient(session.message.airlock_url, session.access)


def _mine() -> list[ReleaseRequestMessage]:
    """This person's requests, oldest first."""
    return [message for message in _airlock().requests() if message.author == session.user]


def draft(title: str, context: str) -> Draft:
    """Opens a request, or takes up this person's open one of the same title; it becomes the current one.

    `context` tells the output checkers what the results are for and what they must know to judge them.
    """
    global _current
    if not title.strip() or not context.strip():
        raise UsageError("draft-words-missing")
    found = [message for message in _mine() if message.state in _OPEN and message.title == title]
    if not found:
        message = _airlock().draft(title, context)
    elif found[-1].context != context:
        message = _airlock().describe(found[-1].id, title, context)
    else:
        message = found[-1]
    _current = Draft(_airlock(), message)
    return _current


def current() -> Draft:
    """The current request; after a restart of the kernel, this person's latest open one.

    Raises UsageError `no-draft`.
    """
    global _current
    if _current is None:
        found = [message for message in _mine() if message.state in _OPEN]
        if not found:
            raise UsageError("no-draft")
        _current = Draft(_airlock(), found[-1])
    return _current


def status() -> RequestReport:
    """How far the current request is; without one, this person's latest. Raises UsageError `no-draft`."""
    if _current is not None:
        return _current.status()
    found = _mine()
    if not found:
        raise UsageError("no-draft")
    return RequestReport(found[-1])


def requests() -> RequestList:
    """All requests of the project that this person may see."""
    return RequestList(_airlock().requests())


def _on_current(method: Callable[Concatenate[Draft, P], R]) -> Callable[P, R]:
    """The method of `Draft` as a function on the current request, with its words and signature."""

    @wraps(method)
    def on_current(*args: P.args, **kwargs: P.kwargs) -> R:
        return method(current(), *args, **kwargs)

    own = inspect.signature(method)
    parameters = list(own.parameters.values())[1:]
    on_current.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    return on_current


table = _on_current(Draft.table)
regression = _on_current(Draft.regression)
survival = _on_current(Draft.survival)
figure = _on_current(Draft.figure)
notebook = _on_current(Draft.notebook)
file = _on_current(Draft.file)
remove = _on_current(Draft.remove)
explain = _on_current(Draft.explain)
exception = _on_current(Draft.exception)
check = _on_current(Draft.check)
submit = _on_current(Draft.submit)
withdraw = _on_current(Draft.withdraw)
