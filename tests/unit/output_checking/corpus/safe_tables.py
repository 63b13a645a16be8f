"""Ordinary tables that hold nothing of anybody."""

from __future__ import annotations

import numpy as np
import pandas as pd

WARDS = ["Cardiology", "Geriatrics", "Surgery", "Oncology"]


def frames() -> dict[str, pd.DataFrame]:
    counts = np.array([412, 388, 205, 97])
    years = list(range(2015, 2025))
    return {
        "counts by ward": pd.DataFrame({"ward": WARDS, "patients": counts}),
        "a crosstab with totals": pd.DataFrame(
            {"ward": [*WARDS[:3], "Total"], "women": [212, 188, 105, 505], "men": [200, 200, 100, 500]}
        ),
        "means by ward": pd.DataFrame(
            {"ward": WARDS, "n": counts, "mean_age": [61.2, 81.0, 55.3, 60.1], "sd": [12.1, 6.0, 14.2, 11.9]}
        ),
        "medians and quartiles": pd.DataFrame(
            {
                "ward": WARDS,
                "n": counts,
                "median": [62.0, 82.5, 55.0, 61.0],
                "q1": [51, 77, 44, 52],
                "q3": [71, 87, 66, 69],
            }
        ),
        "percentages with their base": pd.DataFrame(
            {"ward": WARDS, "n": counts, "readmitted_pct": [12.4, 18.0, 9.8, 21.6]}
        ),
        "a French table": pd.DataFrame(
            {
                "service": WARDS,
                "effectif": counts,
                "âge moyen": [61.2, 81.0, 55.3, 60.1],
                "taux": [0.124, 0.18, 0.098, 0.216],
            }
        ),
        "a suppressed table": pd.DataFrame(
            {
                "ward": [*WARDS, "Total"],
                "women": ["212", "188", "*", "*", "505"],
                "men": ["200", "200", "*", "*", "520"],
            }
        ),
        "a trend by year": pd.DataFrame({"year": years, "admissions": [4_000 + 37 * n for n in range(10)]}),
        "monthly means": pd.DataFrame(
            {
                "month": [f"2024-{m:02}" for m in range(1, 13)],
                "mean_stay": np.linspace(5.1, 6.3, 12).round(2),
                "n": range(300, 312),
            }
        ),
        "a long table of two factors": pd.DataFrame(
            [(ward, year, 120 + 7 * w + y) for w, ward in enumerate(WARDS) for y, year in enumerate(years)],
            columns=["ward", "year", "stays"],
        ),
        "coefficients": pd.DataFrame(
            {
                "term": ["const", "age", "sex"],
                "coef": [1.2, 0.031, -0.22],
                "std err": [0.3, 0.004, 0.11],
                "p": [0.001, 0.0, 0.04],
            }
        ),
        "hazard ratios": pd.DataFrame(
            {
                "term": ["age", "drug"],
                "hazard ratio": [1.03, 0.71],
                "lower": [1.01, 0.55],
                "upper": [1.05, 0.92],
                "p": [0.001, 0.01],
            }
        ),
        "odds ratios": pd.DataFrame(
            {
                "factor": ["smoking", "drug"],
                "odds_ratio": [1.8, 0.9],
                "ci_low": [1.4, 0.7],
                "p": [0.001, 0.41],
            }
        ),
        "a survival table in coarse steps": pd.DataFrame(
            {"time": [0, 90, 180, 365], "at_risk": [400, 352, 301, 240], "survival": [1.0, 0.94, 0.88, 0.79]}
        ),
        "a thinned ROC curve": pd.DataFrame(
            {"fpr": [0.0, 0.1, 0.25, 0.5, 1.0], "tpr": [0.0, 0.42, 0.68, 0.88, 1.0]}
        ),
        "a histogram with round classes": pd.DataFrame(
            {
                "bin": ["[0, 20)", "[20, 40)", "[40, 60)", "[60, 80)", "[80, 100)"],
                "count": [210, 340, 512, 480, 122],
            }
        ),
        "adult age classes": pd.DataFrame(
            {"bin_left": [18, 28, 38, 48], "bin_right": [28, 38, 48, 58], "count": [92, 81, 77, 60]}
        ),
        "a correlation matrix": pd.DataFrame(
            {
                "": ["age", "bmi", "los"],
                "age": [1.0, 0.21, 0.4],
                "bmi": [0.21, 1.0, 0.08],
                "los": [0.4, 0.08, 1.0],
            }
        ),
        "test results": pd.DataFrame(
            {"test": ["t", "chi2"], "statistic": [2.31, 14.2], "df": [410, 3], "p": [0.02, 0.003]}
        ),
        "a confusion matrix": pd.DataFrame(
            {"": ["true 0", "true 1"], "predicted 0": [812, 71], "predicted 1": [64, 203]}
        ),
        "model metrics": pd.DataFrame({"metric": ["AUC", "Brier", "accuracy"], "value": [0.81, 0.12, 0.77]}),
        "standardised rates": pd.DataFrame(
            {"region": ["North", "South"], "rate_per_1000": [12.1, 10.4], "n": [41_200, 38_800]}
        ),
        "costs by ward": pd.DataFrame(
            {"ward": WARDS, "n": counts, "mean_cost": [5_437.27, 4_494.82, 5_443.02, 6_120.4]}
        ),
        "a first table of an article": pd.DataFrame(
            {
                "characteristic": ["Age, mean (SD)", "Women, n (%)", "Diabetes, n (%)", "Stay, median [IQR]"],
                "treated (n=412)": ["61.2 (12.1)", "212 (51.5%)", "97 (23.5%)", "5 [3-9]"],
                "control (n=388)": ["60.8 (11.9)", "188 (48.5%)", "81 (20.9%)", "6 [4-10]"],
            }
        ),
        "a described column without its ends": pd.DataFrame(
            {
                "statistic": ["count", "mean", "std", "25%", "50%", "75%"],
                "age": [4_120, 61.2, 12.1, 51, 62, 71],
            }
        ),
        "missing values by variable": pd.DataFrame(
            {
                "variable": ["age", "sex", "weight", "bmi"],
                "missing_pct": [0.8, 1.2, 12.4, 14.0],
                "n": [4_120] * 4,
            }
        ),
        "a table with confidence intervals": pd.DataFrame(
            {
                "ward": WARDS,
                "rate (95% CI)": ["12.1 (10.2-14.0)", "9.8 (8.1-11.5)", "14.0 (11.9-16.2)", "8.8 (7.0-10.5)"],
            }
        ),
        "codes and their counts": pd.DataFrame(
            {
                "icd10": ["I21", "I50", "J44", "E11"],
                "label": ["infarction", "failure", "COPD", "diabetes"],
                "stays": [812, 644, 391, 1_204],
            }
        ),
        "stays by ward and month": pd.DataFrame(
            [(ward, month, 120 + month) for ward in WARDS for month in range(1, 13)],
            columns=["ward", "month", "stays"],
        ),
        "grades of a tumour": pd.DataFrame(
            {"site": ["A", "A", "B", "B"], "grade": [1, 2, 1, 2], "stays": [91, 44, 82, 38]}
        ),
        "a density between its percentiles": pd.DataFrame(
            {"age": np.linspace(42, 80, 20), "density": 0.033 * np.exp(-((np.arange(20) - 9.5) ** 2) / 72)}
        ),
        "a calibration curve with its bins": pd.DataFrame(
            {"n": [410, 380, 250], "prob_true": [0.1, 0.25, 0.5], "prob_pred": [0.12, 0.27, 0.47]}
        ),
        "a Lorenz curve": pd.DataFrame(
            {
                "cumulative_persons": [0.0, 0.25, 0.5, 0.75, 1.0],
                "cumulative_cost": [0.0, 0.06, 0.2, 0.43, 1.0],
            }
        ),
        "Gini and Herfindahl by ward": pd.DataFrame(
            {"ward": WARDS, "n": counts, "gini": [0.41, 0.38, 0.52, 0.47], "hhi": [0.004, 0.005, 0.01, 0.02]}
        ),
        "sizes and means of clusters": pd.DataFrame(
            {"cluster": [0, 1, 2], "n": [212, 188, 95], "mean_age": [61.2, 71.0, 44.1]}
        ),
        "weighted means with their counts": pd.DataFrame(
            {"region": ["North", "South"], "n": [412, 388], "weighted_mean": [12.1, 10.4]}
        ),
        "first visits by ward": pd.DataFrame({"ward": WARDS, "first_visits": counts, "last_year": counts}),
        "modes with their sizes": pd.DataFrame(
            {"ward": WARDS, "n": counts, "mode_count": [120, 97, 60, 31], "mode": [30, 20, 30, 10]}
        ),
        "an analysis of variance": pd.DataFrame(
            {
                "": ["C(ward)", "Residual"],
                "sum_sq": [31.2, 4510.4],
                "df": [3.0, 1098.0],
                "F": [2.53, None],
                "PR(>F)": [0.056, None],
            }
        ),
        "age standard table": pd.DataFrame(
            {
                "age_group": ["0-17", "18-39", "40-64", "65+"],
                "women": [120, 340, 512, 611],
                "men": [131, 322, 498, 540],
            }
        ),
    }
