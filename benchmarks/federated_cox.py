"""Federated Cox over four gateways beside lifelines' pooled fit of the same persons, in one run.

Four gateway processes over TLS, permits for aggregates alone, the whole policy on (signed permit, pseudonyms,
disclosure rules, history, audit). The pooled fit has the site as stratum, as the federated one has, and reads
no file. The first federated fit opens the permits and reads the rows; the second finds them read.

    python benchmarks/federated_cox.py [--persons 100000 1000000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from cox_speed import invented
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lifelines import CoxPHFitter
from measured_site import access_service, enter_workspace, gateway, new_site, sign_datasets

from d2h_sdk import connection as sdk_connection
from d2h_sdk import federated
from d2h_sdk.workspace import Session
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.site.folder import SiteFolder

SITES = ("lyon", "grenoble", "saint-etienne", "clermont-ferrand")
TABLE = "patients"


@dataclass(frozen=True)
class Exchanged:
    rounds: int
    bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, nargs="+", default=[100_000, 1_000_000])
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    told = []
    for persons in asked.persons:
        with tempfile.TemporaryDirectory(prefix="d2h-federated-cox-") as scratch:
            told.append(measure(Path(scratch), persons))
    print("load", round(os.getloadavg()[0], 1), "processors", os.cpu_count())
    if len(told) > 1:
        print(f"bytes of the largest by those of the smallest: {told[-1].bytes / told[0].bytes:.3f}")


def measure(scratch: Path, persons: int) -> Exchanged:
    frame = invented(persons, tied=False)
    frame["site"] = np.arange(persons) % len(SITES)
    names = [f"x{at}" for at in range(10)]
    key = Ed25519PrivateKey.generate()
    print(f"{persons:,} persons x {len(names)} covariates, {frame['event'].sum():,} events, load", end=" ")
    print(f"{os.getloadavg()[0]:.1f}", flush=True)
    folders = [
        make_site(scratch, site, frame[frame["site"] == at].drop(columns="site"), key)
        for at, site in enumerate(SITES)
    ]
    columns = [column for column in frame.columns if column != "site"]
    granted = {"mode": "aggregates", "tables": {TABLE: {"columns": columns}}}
    permits = [sign_datasets(folder, {"study": granted}) for folder in folders]
    with ExitStack() as stack:
        served = [(folder, stack.enter_context(gateway(folder)).port) for folder in folders]
        enter_workspace(scratch, stack.enter_context(access_service(key, *permits)), *served)
        sdk_connection.connection = sdk_connection.Connection(Session())  # to the sites of this size
        for name in ("first", "second"):
            begin = time.perf_counter()
            fit = federated.cox(TABLE, "time", "event", names)
            print(f"federated, {name} fit: {time.perf_counter() - begin:.2f} s", flush=True)
    begin, worked = time.perf_counter(), time.process_time()
    pooled = CoxPHFitter().fit(frame, "time", "event", strata=["site"])
    clock, processor = time.perf_counter() - begin, time.process_time() - worked
    print(f"lifelines, pooled: {clock:.2f} s, {processor:.2f} s of processor")
    apart = float(np.abs(fit.params_ - pooled.params_).max())
    errors = float(np.abs(fit.standard_errors_ - pooled.standard_errors_).max())
    exchange = fit.exchange
    exchanged = Exchanged(
        int(exchange["rounds"].max()), int((exchange["bytes_sent"] + exchange["bytes_received"]).sum())
    )
    print(f"coefficients apart {apart:.1e}, standard errors {errors:.1e}")
    print(f"round trips {exchanged.rounds}, bytes with all sites {exchanged.bytes:,}", flush=True)
    return exchanged


def make_site(scratch: Path, site: str, rows: pd.DataFrame, key: Ed25519PrivateKey) -> SiteFolder:
    folder = new_site(scratch, key, site)
    source = scratch / f"{site}-source"
    source.mkdir()
    rows.assign(person_id=np.arange(1, len(rows) + 1)).to_parquet(source / f"{TABLE}.parquet", index=False)
    load(source, folder.datasets, "study", {"en": "Study"}, ColumnChoices(), memory="2GB", threads=2)
    return folder


if __name__ == "__main__":
    main()
