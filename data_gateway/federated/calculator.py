"""Inside a worker: a query's rows become a few figures; only those go to the gateway.

The answer is one table, `name` and `values`: what `answering` decides on, sketches and fingerprint beside
the figures that may leave.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated import life_tables, likelihoods, support
from data_gateway.federated.arithmetic import Arithmetic
from data_gateway.federated.design import Design, read_design
from data_gateway.federated.shared_times import SharedSteps

FIGURES = pa.schema([("name", pa.string()), ("values", pa.list_(pa.float64()))])
FINGERPRINT = "fingerprint"
_KEPT_BYTES = 256 * 1024 * 1024
Rows = Callable[[], pa.RecordBatchReader]
Figures = dict[str, Vector | float]


class Calculator:
    """Keeps the design of the last model, for its next round."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, Design] | None = None

    def answer(self, work: Arithmetic, question: str, rows: Rows) -> pa.RecordBatchReader:
        """`question` tells apart the rows that different queries read. Raises what reading them raises."""
        design = self._design(work, question, rows)
        with np.errstate(all="ignore"):  # what is no number is seen in the figures
            figures = _computed(work, design) if design.rows else {"rows": 0.0}
        table = pa.table(
            [
                pa.array([*figures, FINGERPRINT + design.fingerprint], pa.string()),
                pa.array([*(np.atleast_1d(values) for values in figures.values()), []], FIGURES[1].type),
            ],
            schema=FIGURES,
        )
        return table.to_reader()

    def _design(self, work: Arithmetic, question: str, rows: Rows) -> Design:
        with self._lock:
            kept = self._kept
        if work.kept and kept is not None and kept[0] == question:
            return kept[1]
        design = read_design(rows().read_all(), work.columns, work.strata)
        if work.kept and design.nbytes <= _KEPT_BYTES:
            with self._lock:
                self._kept = (question, design)
        return design


def _computed(work: Arithmetic, design: Design) -> Figures:
    match work.kind:
        case "support":
            shared = SharedSteps(design, work.shared).opening() if work.shared else {}
            return _support(work, design) | shared
        case "life_table":
            return life_tables.figures(design, np.array(work.edges), work.groups)
    return _terms(work, design)


def _support(work: Arithmetic, design: Design) -> Figures:
    ones = np.ones(design.rows)
    columns = design.columns.T
    events = work.family in ("cox", "logistic")
    figures: Figures = {
        "rows": float(design.rows),
        "persons": float(design.persons[0]),
        "mean": design.columns.mean(axis=0),
        "variance": design.columns.var(axis=0, ddof=1) if design.rows > 1 else np.zeros(work.columns),
        "leverage": support.leverage(design, ones),
    }
    behind = support.column_effective(design)
    figures["effective"] = np.zeros(0) if behind is None else behind
    found = support.levels(design, outcomes=events)
    figures |= found
    sketches = [("persons", ones)]
    sketches += [(f"sum {at}", column) for at, column in enumerate(columns)]
    two = set(found["two"].astype(int).tolist())
    sketches += [(f"squares {at}", column**2) for at, column in enumerate(columns) if at not in two]
    if events:
        figures["events"] = float(design.event.sum())
        figures["persons_with"] = float(design.share[design.event > 0].sum())
        figures["persons_without"] = float(design.share[design.event == 0].sum())
        sketches.append(("events", design.event))
    else:
        figures["outcome"] = float(design.outcome.mean())
        figures["outcome_effective"] = support.effective(
            design, (design.outcome - design.outcome.mean()) ** 2
        )
        figures["outcome_least"] = float(design.outcome.min())
        sketches += [("outcome", design.outcome), ("outcome squares", design.outcome**2)]
    return figures | {f"sketch {name}": design.sketch(values) for name, values in sketches}


def _terms(work: Arithmetic, design: Design) -> Figures:
    columns = (design.columns - np.array(work.centre)) / np.array(work.scale)
    upper = np.triu_indices(columns.shape[1] + (work.family != "cox"))
    figures: Figures = {"rows": float(design.rows)}
    if work.shared:
        steps = SharedSteps(design, work.shared)
        return figures | steps.round(columns, np.array(work.coefficients))
    if work.family == "cox":
        terms = likelihoods.cox_terms(
            design, columns, np.array(work.coefficients), efron=work.ties == "efron"
        )
    else:
        columns = np.column_stack([np.ones(design.rows), columns])
        if work.family == "linear":
            gram, moment, squares = likelihoods.linear_terms(columns, design.outcome)
            return figures | {"gram": gram[upper], "moment": moment, "squares": squares}
        fit = likelihoods.logistic_terms if work.family == "logistic" else likelihoods.poisson_terms
        terms = fit(columns, design.outcome, np.array(work.coefficients))
    return figures | {
        "loglik": terms.loglik,
        "score": terms.score,
        "information": terms.information[upper],
        "effective": support.effective(design, terms.weight),
        "leverage": support.leverage(design, terms.weight),
    }
