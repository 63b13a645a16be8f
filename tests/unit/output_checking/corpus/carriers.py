"""Figures, pictures and models that carry the rows they were made of."""

from __future__ import annotations

import io
import json
import pickle
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from tests.unit.output_checking.corpus.containers import csv, display, notebook
from tests.unit.output_checking.corpus.planted import NIR, SEED, Planted, planted

SAFE = pd.DataFrame({"ward": ["A", "B"], "patients": [412, 388]})
VALUES = np.random.default_rng(SEED).normal(70, 12, 60).round(2)
OTHERS = np.random.default_rng(SEED + 1).normal(25, 4, 60).round(2)


class Runs:
    """Unpickled, it would start a program."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        import os

        return os.system, ("true",)


def _figures() -> Iterator[Planted]:
    import plotly.graph_objects as go

    figures = {
        "scatter": (go.Scatter(x=VALUES, y=OTHERS, mode="markers"), "figure-points"),
        "histogram": (go.Histogram(x=VALUES), "figure-raw-values"),
        "box": (go.Box(y=VALUES), "figure-raw-values"),
        "violin": (go.Violin(y=VALUES), "figure-raw-values"),
        "parallel": (go.Splom(dimensions=[{"values": VALUES}, {"values": OTHERS}]), "figure-hidden-values"),
    }
    for name, (trace, explanation) in figures.items():
        figure = go.Figure(trace)
        page = figure.to_html(include_plotlyjs="cdn").encode()
        yield planted(f"a plotly {name} page", {"f.html": page}, explanation)
        output = display(**{"application__vnd.plotly.v1+json": json.loads(figure.to_json())})
        yield planted(f"a plotly {name} in a notebook", {"n.ipynb": notebook(output)}, explanation)
    bar = go.Figure(go.Bar(x=["A", "B"], y=[412, 388], customdata=[["x", 17], ["y", NIR]]))
    yield planted(
        "a bar with data behind it",
        {"f.html": bar.to_html(include_plotlyjs="cdn").encode()},
        "identifier-nir",
    )
    yield planted(
        "a bar of three",
        {"f.html": _bar(3).to_html(include_plotlyjs="cdn").encode()},
        "counts-below-threshold",
    )
    yield planted(
        "any library", {"f.html": f"<html><script>{'x=1;' * 2000}</script></html>".encode()}, "markup-script"
    )
    vega = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [{"x": float(x), "y": float(y)} for x, y in zip(VALUES, OTHERS, strict=True)]},
        "mark": "point",
    }
    for kind, spec, explanation in (
        ("points", vega, "figure-points"),
        ("bins", vega | {"mark": "bar", "encoding": {"x": {"bin": True, "field": "x"}}}, "figure-raw-values"),
    ):
        page = f'<html><body><div id="v"></div><script>var spec = {json.dumps(spec)};</script></body></html>'
        yield planted(f"vega {kind} page", {"f.html": page.encode()}, explanation)
        output = display(**{"application__vnd.vegalite.v5+json": spec})
        yield planted(f"vega {kind} in a notebook", {"n.ipynb": notebook(output)}, explanation)
    yield planted("points in an SVG", {"f.svg": drawn("svg"), "f.csv": csv(SAFE)}, "figure-points")
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield planted("a script in an SVG", {"f.svg": script, "f.csv": csv(SAFE)}, "markup-active")
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    yield planted("an outside entity in an SVG", {"f.svg": entity, "f.csv": csv(SAFE)}, "xml-entities")
    hidden = f'<html><body><p style="display:none">{NIR}</p></body></html>'.encode()
    yield planted("a hidden paragraph", {"p.html": hidden}, "markup-active")
    yield planted(
        "a page that fetches",
        {"p.html": b"<html><img src='https://example.org/?17'></html>"},
        "markup-active",
    )


def _pictures() -> Iterator[Planted]:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    numbers = {"f.csv": csv(SAFE)}
    yield planted("a figure without numbers", {"f.png": png()}, "picture-data-missing")
    yield planted("rows behind a picture", {"f.png": png() + b"17,44", **numbers}, "picture-extra-bytes")
    told = PngInfo()
    told.add_text("Comment", "17,44")
    yield planted("words in a picture", {"f.png": png(pnginfo=told), **numbers}, "picture-metadata")
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x9286] = "17,44"
    Image.new("RGB", (20, 20)).save(photo, "JPEG", exif=exif)
    yield planted("words in a photo", {"f.jpg": photo.getvalue(), **numbers}, "picture-metadata")
    plain = io.BytesIO()
    Image.new("RGB", (20, 20)).save(plain, "JPEG")
    yield planted(
        "rows behind a photo", {"f.jpg": plain.getvalue() + b"17,44", **numbers}, "picture-extra-bytes"
    )
    huge = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(huge, "PNG")
    yield planted("a huge picture", {"f.png": huge.getvalue(), **numbers}, "picture-unreadable")


def _models() -> Iterator[Planted]:
    for name, (content, explanation) in model_files().items():
        yield planted(f"the model {name}", {name: content}, explanation)


_TREE = {"left_children": [1, -1, -1], "right_children": [2, -1, -1], "sum_hessian": [40.0, 37.0, 3.0]}
_XGBOOST = {"learner": {"gradient_booster": {"trees": [_TREE]}}}


def onnx_model(kind: str) -> bytes:
    """One node of this kind, as skl2onnx writes it."""
    from onnx import TensorProto, helper

    node = helper.make_node(kind, ["x"], ["y"], domain="ai.onnx.ml")
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 2]) for name in ("x", "y")]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:])
    return bytes(helper.make_model(graph).SerializeToString())


def by_joblib(fitted: Any) -> bytes:
    """As joblib writes it: the numbers of arrays, and pickles of objects, between the instructions."""
    import joblib

    written = io.BytesIO()
    joblib.dump(fitted, written)
    return written.getvalue()


def between_arrays(model: bytes) -> bytes:
    """Something else where joblib fills up to the next 16th byte."""
    filling = re.search(rb"b[\x01-\x0f](?=\xff)", model)
    assert filling is not None
    return model[: filling.end()] + b"7" + model[filling.end() + 1 :]


@cache
def model_files() -> dict[str, tuple[bytes, str]]:
    import lifelines
    import skops.io
    import statsmodels.api as sm
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.impute import KNNImputer
    from sklearn.linear_model import LinearRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    x = np.column_stack([VALUES, OTHERS])
    y = (VALUES > 70).astype(int)
    curve = lifelines.KaplanMeierFitter().fit(VALUES, y)
    cox = lifelines.CoxPHFitter().fit(pd.DataFrame({"t": VALUES, "e": y, "x": OTHERS}), "t", "e")
    neighbours, tree = (
        KNeighborsClassifier().fit(x, y),
        DecisionTreeClassifier(random_state=0).fit(x[:, 1:], y),
    )
    linear = LinearRegression().fit(pd.DataFrame({"age": VALUES}), OTHERS)
    keeps = "model-keeps-data"
    return {
        "knn.pkl": (pickle.dumps(neighbours), keeps),
        "knn-old.pkl": (pickle.dumps(neighbours, protocol=2), keeps),
        "svc.pkl": (pickle.dumps(SVC().fit(x, y)), keeps),
        "knn.joblib": (by_joblib(neighbours), keeps),
        "beside.pkl": (pickle.dumps({"model": linear, "ages": VALUES.tolist()}), "model-pickle-unknown"),
        "beside.joblib": (by_joblib([linear, VALUES]), "model-pickle-unknown"),
        "behind.joblib": (by_joblib(linear) + pickle.dumps(VALUES.tolist()), "picture-extra-bytes"),
        "between.joblib": (between_arrays(by_joblib(linear)), "model-unreadable"),
        "gp.joblib": (pickle.dumps(GaussianProcessRegressor().fit(x, y)), keeps),
        "imputer.pkl": (pickle.dumps(make_pipeline(KNNImputer(), MinMaxScaler()).fit(x)), keeps),
        "ols.pickle": (pickle.dumps(sm.OLS(OTHERS, sm.add_constant(VALUES)).fit()), keeps),
        "km.pkl": (pickle.dumps(curve), keeps),
        "cox.pkl": (pickle.dumps(cox), keeps),
        "frame.pkl": (pickle.dumps(pd.DataFrame({"x": VALUES})), keeps),
        "forest.pkl": (pickle.dumps(RandomForestClassifier(5).fit(x, y)), "model-tree-pickle"),
        "code.pkl": (pickle.dumps(Runs()), "model-code"),
        "code-old.pkl": (pickle.dumps(Runs(), protocol=0), "model-code"),
        "dict.pkl": (pickle.dumps({"rows": VALUES.tolist()}), "model-pickle-unknown"),
        "knn.skops": (skops.io.dumps(neighbours), keeps),
        "tree.skops": (skops.io.dumps(tree), "model-leaves-small"),
        "boosted.json": (
            json.dumps({"learner": {"gradient_booster": {"trees": [_XGBOOST]}}}).encode(),
            "model-leaves-small",
        ),
        "svm.onnx": (onnx_model("SVMClassifier"), keeps),
        "trees.onnx": (onnx_model("TreeEnsembleClassifier"), "model-leaves-unknown"),
        "boosted.txt": (b"tree\nversion=v4\nleaf_count=412 3 17\n", "model-leaves-small"),
    }


def _bar(smallest: int) -> Any:
    import plotly.graph_objects as go

    return go.Figure(go.Bar(x=["A", "B"], y=[412, smallest], name="patients"))


def drawn(kind: str) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().scatter(np.tile(VALUES, 2), np.tile(OTHERS, 2) + 1e-3)
    written = io.BytesIO()
    figure.savefig(written, format=kind)
    return written.getvalue()


def png(**more: Any) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("L", (8, 8)).save(written, "PNG", **more)
    return written.getvalue()


CARRIERS: dict[str, Callable[[], Iterator[Planted]]] = {
    "figures": _figures,
    "pictures": _pictures,
    "models": _models,
}
