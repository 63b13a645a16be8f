"""Ordinary outputs that hold nothing of anybody: they may be looked at, but must not be blocked."""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.unit.output_checking.corpus.columnar import ordinary_columnar
from tests.unit.output_checking.corpus.containers import (
    CONTAINERS,
    Files,
    csv,
    display,
    notebook,
    notebook_of,
    zipped,
)
from tests.unit.output_checking.corpus.hostile import pdf
from tests.unit.output_checking.corpus.office_parts import ordinary_files
from tests.unit.output_checking.corpus.safe_tables import frames


@dataclass(frozen=True)
class Ordinary:
    name: str
    files: Files


def _figures() -> Iterator[Ordinary]:
    import plotly.graph_objects as go
    from matplotlib.figure import Figure

    counts = frames()["counts by ward"]
    figure = Figure()
    figure.subplots().bar(counts["ward"], counts["patients"])
    line = Figure()
    line.subplots().plot(range(2015, 2025), [4_000 + 37 * n for n in range(10)], marker="o")
    for name, drawn in (("bars", figure), ("a line", line)):
        for kind in ("png", "svg", "pdf", "jpg"):
            written = io.BytesIO()
            drawn.savefig(written, format=kind)
            yield Ordinary(f"{name}, as {kind}", {f"f.{kind}": written.getvalue(), "f.csv": csv(counts)})
    bars = go.Figure(go.Bar(x=counts["ward"].tolist(), y=counts["patients"].tolist(), name="patients"))
    trend = go.Figure(
        go.Scatter(x=list(range(2015, 2025)), y=[4_000 + 37 * n for n in range(10)], mode="lines+markers")
    )
    heat = go.Figure(go.Heatmap(z=[[412, 388], [205, 97]], x=["A", "B"], y=["C", "D"]))
    for name, plotted in (("bars", bars), ("trend", trend), ("heat map", heat)):
        page = plotted.to_html(include_plotlyjs="cdn").encode()
        yield Ordinary(f"a plotly {name}", {"f.html": page})
        output = display(**{"application__vnd.plotly.v1+json": json.loads(plotted.to_json())})
        yield Ordinary(f"a plotly {name} in a notebook", {"n.ipynb": notebook(output)})
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": counts.to_dict("records")},
        "mark": "bar",
        "encoding": {"x": {"field": "ward"}, "y": {"field": "patients"}},
    }
    yield Ordinary("vega bars", {"n.ipynb": notebook(display(**{"application__vnd.vegalite.v5+json": spec}))})


def _texts() -> Iterator[Ordinary]:
    prose = (
        "# Study\n\nWe followed 4,120 patients, of whom 388 died; the median age was 61.\n\n- one\n- two\n"
    )
    yield Ordinary("prose", {"n.md": prose.encode()})
    yield Ordinary(
        "French prose", {"n.txt": "Étude de 2015 à 2024 : 4 120 patients, dont 388 décès.\n".encode()}
    )
    yield Ordinary(
        "a log", {"run.log": b"2026-01-03 10:00:01 INFO read 4120 rows\n2026-01-03 10:00:09 INFO end\n"}
    )
    code = "import d2h_sdk as d2h\n\npersons = d2h.read('person', columns=['year_of_birth'])\nWARDS = ['A']\n"
    yield Ordinary("code", {"study.py": code.encode()})
    yield Ordinary("SQL", {"study.sql": b"select ward, count(distinct person_id) from stays group by ward\n"})
    yield Ordinary("R", {"study.r": b"library(survival)\nfit <- coxph(Surv(t, e) ~ age, data = d)\n"})
    yield Ordinary("settings", {"settings.json": json.dumps({"threshold": 10, "sites": ["a", "b"]}).encode()})
    yield Ordinary("a report", {"r.pdf": pdf("We followed 4120 patients over ten years. " * 20)})
    yield Ordinary("a notebook without outputs", {"n.ipynb": notebook(source="import pandas as pd")})
    yield Ordinary("a notebook with a table", {"n.ipynb": notebook_of(frames()["means by ward"])})
    printed: dict[str, Any] = {"output_type": "stream", "name": "stdout", "text": "read 4120 rows\ndone\n"}
    yield Ordinary("a notebook that prints", {"n.ipynb": notebook(printed)})
    members = {
        "README.md": prose.encode(),
        "tables/counts.csv": csv(frames()["counts by ward"]),
        "study.py": code.encode(),
    }
    yield Ordinary("a folder in a zip", {"study.zip": zipped(members)})
    summary = (
        "OLS Regression Results\nDep. Variable: cost  R-squared: 0.210\nNo. Observations: 600  AIC: 12110\n"
        "Df Residuals: 597\n\ncoef  std err  t  P>|t|\nconst 4608.4 656.1 7.0 0.0\nage 4.37 10.7 0.4 0.684\n"
    )
    yield Ordinary("a printed model", {"model.txt": summary.encode()})


def _models() -> Iterator[Ordinary]:
    import joblib
    import skops.io
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier

    random = np.random.default_rng(7)
    x = random.normal(size=(400, 3))
    y = (x[:, 0] + random.normal(size=400) > 0).astype(int)
    linear = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    tree = DecisionTreeClassifier(min_samples_leaf=25, random_state=0).fit(x, y)
    yield Ordinary("a linear model", {"m.pkl": pickle.dumps(linear)})
    named = {"model": linear, "covariates": ["age", "sex", "crp"], "cut-off": 0.4}
    yield Ordinary("a linear model and the names of its columns", {"m.pkl": pickle.dumps(named)})
    by_joblib = io.BytesIO()
    joblib.dump(linear, by_joblib)
    yield Ordinary("a linear model as joblib writes it", {"m.joblib": by_joblib.getvalue()})
    yield Ordinary("a linear model in skops", {"m.skops": skops.io.dumps(linear)})
    yield Ordinary("a tree with large leaves", {"m.skops": skops.io.dumps(tree)})
    yield Ordinary(
        "a boosted model with large leaves", {"m.txt": b"tree\nversion=v4\nleaf_count=412 35 170\n"}
    )


def _beside_tables() -> Iterator[Ordinary]:
    table = frames()["means by ward"]
    for name, files in (*ordinary_files(table), *ordinary_columnar(table)):
        yield Ordinary(name, files)


BEYOND_TABLES: dict[str, Callable[[], Iterator[Ordinary]]] = {
    "figures": _figures,
    "texts, code and notebooks": _texts,
    "models": _models,
    "what libraries write beside a table": _beside_tables,
}


def tables_in(container: str) -> Iterator[Ordinary]:
    for name, frame in frames().items():
        yield Ordinary(f"{name}, as {container}", {container: CONTAINERS[container](frame)})


def safe_cases() -> Iterator[Ordinary]:
    for container in CONTAINERS:
        yield from tables_in(container)
    for group in BEYOND_TABLES.values():
        yield from group()
