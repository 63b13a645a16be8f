"""Sites that add up as theirs do, in this process and without rules: for fits by the hundred."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from d2h_sdk.connection import Connection
from d2h_sdk.wire import ModelRequest, SurvivalRequest
from data_gateway.federated import survival
from data_gateway.federated.answering import figures_of, numbers_table
from data_gateway.federated.arithmetic import Arithmetic, SharedTimes
from data_gateway.federated.calculator import Calculator
from data_gateway.federated.request import FederatedPlan, arithmetic_of
from data_gateway.federated.rules import Figures

MINIMUM = 10
_TOLD = (
    *("persons", "rows", "events", "outcome", "mean", "variance", "until"),
    *("loglik", "score", "information", "gram", "moment", "squares", "risk", "tied"),
)


def sites_in_process(rows: Mapping[str, pd.DataFrame]) -> Connection:
    """Numbers alone, in `rows`; whoever asks gets what a site without disclosure rules would answer."""
    doors = [SimpleNamespace(site=site) for site in rows]
    opened = {site: SimpleNamespace(stream=_stream(own.reset_index(drop=True))) for site, own in rows.items()}
    made: Any = SimpleNamespace(
        session=SimpleNamespace(doors=lambda _: doors), gateway=lambda site: opened[site]
    )
    return cast(Connection, made)


def _stream(rows: pd.DataFrame) -> Callable[[Any], pa.RecordBatchReader]:
    def answer(request: ModelRequest | SurvivalRequest) -> pa.RecordBatchReader:
        if isinstance(request, SurvivalRequest):
            work = Arithmetic(
                kind="life_table",
                columns=int(request.by is not None),
                edges=request.edges,
                groups=len(request.by.levels) if request.by else 1,
            )
            names = [request.by.column] if request.by else []
            plan = cast(FederatedPlan, SimpleNamespace(minimum=MINIMUM))
            return survival.admitted(plan, request, _figures(work, request, names, rows)).table.to_reader()
        names = [term.column for term in request.terms]
        work = arithmetic_of(request, len(names), kept=False)
        if request.edges:
            shared = SharedTimes(
                edges=request.edges,
                efron=request.ties == "efron",
                minimum=MINIMUM,
                whole_group_persons=30,
                leverage=0.5,
            )
            work = work.model_copy(update={"shared": shared})
        figures = _figures(work, request, names, rows)
        return numbers_table({name: figures[name] for name in _TOLD if name in figures}).to_reader()

    return answer


def _figures(
    work: Arithmetic, request: ModelRequest | SurvivalRequest, names: list[str], rows: pd.DataFrame
) -> Figures:
    event = request.event
    duration = request.outcome if isinstance(request, ModelRequest) else request.duration
    if event is None and isinstance(request, ModelRequest) and request.family == "logistic":
        event = request.outcome
    columns = {"person": np.arange(len(rows)) * 977 + 5, "y": rows[duration].astype(float)}
    if event is not None:
        columns["e"] = rows[event].astype(float)
    columns |= {f"x{at}": rows[name].astype(float) for at, name in enumerate(names)}
    asked = pa.table({name: pa.array(values) for name, values in columns.items()})
    return figures_of(Calculator().answer(work, "", asked.to_reader).read_all())[0]
