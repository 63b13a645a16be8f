# ruff: noqa: S101 - a check that fails must stop the run
"""Run inside the image without network: what a researcher needs is there, and works together."""

import importlib
import io
import os
import sys

import duckdb
import jupyterhub
import lifelines
import matplotlib.figure
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import sklearn.linear_model

import d2h_sdk

random = np.random.default_rng(1)
frame = pd.DataFrame({"age": random.normal(60, 10, 200), "days": random.exponential(30, 200), "died": 1})
model = lifelines.CoxPHFitter().fit(frame, "days", "died")
sklearn.linear_model.LogisticRegression().fit(frame[["age"]], frame["days"] > frame["days"].median())
measured = pa.Table.from_pandas(frame)
assert duckdb.connect().execute("select count(*) from measured").fetchone() == (200,)
assert pl.DataFrame(measured).height == 200
figure = io.BytesIO()
drawing = matplotlib.figure.Figure()
drawing.subplots().plot(frame["age"])
drawing.savefig(figure)
assert figure.getbuffer().nbytes > 1_000
assert importlib.import_module("highdicom").seg
assert "canvas" in d2h_sdk.images.show(np.eye(8))._repr_html_()
assert os.getuid() == 1000

print(
    sys.version.split()[0],
    jupyterhub.__version__,
    importlib.import_module("papermill").__version__,
    d2h_sdk.__name__,
    len(model.summary),
)
