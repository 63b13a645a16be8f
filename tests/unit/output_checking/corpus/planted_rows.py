"""Tables of which each row, or a cell, is somebody."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.unit.output_checking.corpus.planted import NIR, SEED, Frames

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def _rows() -> Frames:
    ages, sizes = _ages(), _sizes()
    return {
        "rows of persons": (
            pd.DataFrame({"person_id": range(100_000, 100_040), "age": ages, "sex": list("FM") * 20}),
            ("rows-identifier-column",),
        ),
        "rows of persons without their key": (
            pd.DataFrame({"age": ages, "sex": list("FM") * 20, "weight": sizes, "death": [0, 1] * 20}),
            ("records-attributes",),
        ),
        "rows of persons with a number of ours": (
            pd.DataFrame({"id": range(1, 41), "age": ages, "sex": list("FM") * 20}),
            ("records-repeated",),
        ),
        "rows with a pseudonym": (
            pd.DataFrame({"k": [f"a1b2c3d4e5f{n:02}" for n in range(40)], "x": sizes}),
            ("rows-unique-key",),
        ),
        "rows of stays": (
            pd.DataFrame({"unit": ["A", "B"] * 20, "entry": _days(40), "x1": sizes, "x2": sizes[::-1]}),
            ("records-repeated", "records-attributes"),
        ),
        "the values of one column": (pd.DataFrame({"creatinine": sizes}), ("records-values",)),
        "results of a laboratory": (
            pd.DataFrame({"code": ["NA", "K"] * 20, "result": sizes, "unit": ["mmol/L"] * 40}),
            ("records-repeated", "records-attributes"),
        ),
    }


def _of_models() -> Frames:
    sizes, scores = _sizes(), _scores()
    return {
        "residuals of a model": (
            pd.DataFrame({"obs": range(1, 41), "fitted": sizes, "residual": (sizes - 170).round(3)}),
            ("records-model",),
        ),
        "the scores behind a model": (pd.DataFrame({"propensity": scores}), ("records-values",)),
        "influence on a model": (
            pd.DataFrame({"obs": range(1, 41), "cooks_d": scores, "leverage": scores[::-1]}),
            ("records-model",),
        ),
    }


def _synthetic() -> Frames:
    ages, sizes = _ages(), _sizes()
    return {
        "synthetic persons row by row": (
            pd.DataFrame({"age": ages, "sex": list("FM") * 20, "weight": sizes}),
            ("records-attributes", "records-repeated"),
        ),
    }


def _identifiers() -> Frames:
    return {
        "a social security number": (
            pd.DataFrame({"note": ["none", NIR], "n": [40, 41]}),
            ("identifier-nir",),
        ),
        "an address": (
            pd.DataFrame({"contact": ["-", "jeanne.martin@example.org"], "n": [40, 41]}),
            ("identifier-email",),
        ),
        "a telephone number": (
            pd.DataFrame({"contact": ["06 12 34 56 78", "-"], "n": [40, 41]}),
            ("identifier-phone",),
        ),
        "names of persons": (
            pd.DataFrame({"nom": ["Martin", "Durand"], "prenom": ["Jeanne", "Paul"], "n": [40, 41]}),
            ("rows-identifier-column",),
        ),
        "dates of birth": (
            pd.DataFrame({"ddn": ["12/05/1985", "03/02/1951"], "n": [40, 41]}),
            ("identifier-birth-date", "rows-identifier-column"),
        ),
        "a hospital number": (
            pd.DataFrame({"comment": ["IPP 80012345", "-"], "n": [40, 41]}),
            ("identifier-hospital-number",),
        ),
    }


def _ages() -> Ints:
    return np.random.default_rng(SEED).integers(18, 97, 40)


def _sizes() -> Floats:
    return np.random.default_rng(SEED).normal(170, 9, 40).round(1)


def _scores() -> Floats:
    return np.sort(np.random.default_rng(SEED).random(40)).round(8)


def _days(count: int) -> list[str]:
    stays = pd.date_range("2024-01-03 08:15", periods=count, freq="31h")
    return [f"{day:%Y-%m-%d %H:%M}" for day in stays]


ROWS: dict[str, Callable[[], Frames]] = {
    "rows of persons": _rows,
    "fitted values and residuals": _of_models,
    "synthetic data": _synthetic,
    "identifiers": _identifiers,
}
