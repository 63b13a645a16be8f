"""Cox regression and survival curve of one big table: `d2h.models` beside lifelines, one core, same run.

python benchmarks/cox_speed.py --persons 1000000
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from operator import itemgetter

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter as Lifelines
from lifelines import KaplanMeierFitter as LifelinesCurve
from threadpoolctl import threadpool_limits

from d2h_sdk.models import CoxPHFitter, KaplanMeierFitter

COVARIATES = 10
first = itemgetter(0)


def invented(persons: int, *, tied: bool) -> pd.DataFrame:
    """Ten covariates, 40 % censored or so; `tied` rounds times to days of a year."""
    chance = np.random.default_rng(1)
    columns = chance.normal(size=(persons, COVARIATES))
    time_to_event = chance.exponential(np.exp(-columns @ np.linspace(-0.4, 0.4, COVARIATES)))
    end = chance.uniform(0, 3, persons)
    length = np.minimum(time_to_event, end)
    frame = pd.DataFrame(columns, columns=[f"x{at}" for at in range(COVARIATES)])
    frame["time"] = np.ceil(length * 365) if tied else length
    frame["event"] = (time_to_event <= end).astype(int)
    return frame


def seconds(fit: object, frame: pd.DataFrame) -> tuple[float, pd.Series]:
    with threadpool_limits(1):
        begin = time.process_time()
        made = fit.fit(frame, "time", "event")  # type: ignore[attr-defined]
        return time.process_time() - begin, made.params_


def curve_seconds(fitter: object, frame: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    with threadpool_limits(1):
        begin = time.process_time()
        made = fitter.fit(frame["time"], frame["event"])  # type: ignore[attr-defined]
        return time.process_time() - begin, made.survival_function_


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--kind", choices=["continuous", "days", "both"], default="both")
    parser.add_argument("--curve", action="store_true", help="Kaplan and Meier's curve instead")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    CoxPHFitter().fit(invented(1_000, tied=True), "time", "event")  # compiled once, kept on disk
    print(f"{asked.persons:,} persons x {COVARIATES} covariates, CPU seconds of one core")
    for kind in ("continuous", "days") if asked.kind == "both" else (asked.kind,):
        frame = invented(asked.persons, tied=kind == "days")
        if asked.curve:
            mine, curve = min((curve_seconds(KaplanMeierFitter(), frame) for _ in range(3)), key=first)
            theirs, other = min((curve_seconds(LifelinesCurve(), frame) for _ in range(3)), key=first)
            apart = float(np.abs(curve.to_numpy() - other.to_numpy()).max())
            print(f"{kind}, curve: d2h {mine:.3f} s, lifelines {theirs:.3f} s, apart {apart:.1e}")
            continue
        own, params = min((seconds(CoxPHFitter(), frame) for _ in range(3)), key=first)
        peer, known = seconds(Lifelines(), frame)
        apart = float(np.abs(params - known).max())
        print(f"{kind}: d2h {own:.2f} s, lifelines {peer:.2f} s, ratio {peer / own:.0f}, apart {apart:.1e}")
    print("load", os.getloadavg()[0])


if __name__ == "__main__":
    main()
