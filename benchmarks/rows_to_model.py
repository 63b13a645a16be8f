"""From ten million measurements to a model: memory and seconds, in the reader and at the site.

Fifty thousand stays with two hundred measurements each, behind a gateway with the whole policy on. Once the
rows are read and pandas makes the features of the first 48 hours, once the site makes them; then a Cox model
of the time to death. The reader is a process of its own; memory is the most that it and the site's hold.

    PYTHONPATH=. python benchmarks/rows_to_model.py [--rows 10000000]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from aggregate_speed import own_children, peak_of
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import (
    ROWS_PER_PERSON,
    access_service,
    enter_workspace,
    gateway,
    new_site,
    sign_datasets,
)

import d2h_sdk as d2h
from d2h_sdk.models import CoxPHFitter
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.site.folder import SiteFolder

CONCEPTS = [3_000_000 + at for at in range(8)]
FIRST = np.timedelta64(48, "h")
TABLES = {
    "visit_occurrence": [*("person_id", "visit_occurrence_id", "visit_start_datetime", "visit_end_datetime")],
    "measurement": [
        *("person_id", "visit_occurrence_id", "measurement_concept_id"),
        *("measurement_datetime", "value_as_number", "unit_concept_id"),
    ],
    "death": ["person_id", "death_date"],
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--as-reader", choices=("rows", "features"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_reader:
        print(json.dumps(read_and_fit(asked.as_reader)))
        return
    print(f"{asked.rows:,} measurements, load {os.getloadavg()[0]:.1f}, processors {os.cpu_count()}")
    with tempfile.TemporaryDirectory(prefix="d2h-rows-to-model-") as scratch:
        measure(Path(scratch), asked.rows)
    print("load", round(os.getloadavg()[0], 1))


def measure(scratch: Path, rows: int) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_stays(scratch, rows, key)
    granted = {name: {"columns": columns} for name, columns in TABLES.items()}
    permit = sign_datasets(folder, {"omop": {"mode": "records", "tables": granted}})
    with gateway(folder) as served, access_service(key, permit) as access_url:
        enter_workspace(scratch, access_url, (folder, served.port))
        for way in ("rows", "features"):
            with peak_of(own_children()) as together:
                told = as_reader(way)
            worked, seconds = told["processor"], told["seconds"]
            steps = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items())
            print(f"{way}: {sum(seconds.values()):.1f} s ({steps}), {worked:.1f} s of the reader's processor")
            print(f"  reader {told['megabytes']:,.0f} MB at most; with gateway and worker {together[0]:,} MB")
            print(
                f"  {told['stays']:,} stays, {told['events']:,} deaths, {told['columns']} columns", flush=True
            )


def as_reader(way: str) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, __file__, "--as-reader", way], stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def read_and_fit(way: str) -> dict[str, Any]:
    begin = time.perf_counter()
    if way == "rows":
        visits, rows = d2h.read("visit_occurrence"), d2h.read("measurement")
        read = time.perf_counter()
        features = by_pandas(visits, rows)
    else:
        read = begin
        asked = [d2h.concepts("measurement", concept, name=f"m{concept}") for concept in CONCEPTS]
        wanted = [d2h.features.variable(one, ["last", "min", "max", "missing"]) for one in asked]
        features = d2h.features.first_hours(wanted).data.set_index(["person_id", "visit_occurrence_id"])
        features = features.drop(columns=["site", "window_end"])
    made = time.perf_counter()
    death = d2h.read("death").set_index("person_id")["death_date"]
    table = features.reset_index("visit_occurrence_id", drop=True)
    end = table.index.map(pd.to_datetime(death))
    days = (end - table["window_start"]) / pd.Timedelta(days=1)
    table["event"] = days.notna() & (days <= 90)
    table["days"] = days.where(table["event"], 90.0).clip(lower=2.5)
    columns = table.drop(columns="window_start").astype(float)
    columns = columns.fillna(columns.mean())
    fit = CoxPHFitter(penalizer=0.001).fit(columns.loc[:, columns.std() > 0], "days", "event")
    done = time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": {"read": read - begin, "features": made - read, "model": done - made},
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1000,
        "stays": len(table),
        "events": int(table["event"].sum()),
        "columns": len(fit.params_),
    }


def by_pandas(visits: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Last, least and most of the first 48 hours, and whether there was a value; a row per stay."""
    start = visits.set_index("visit_occurrence_id")["visit_start_datetime"]
    since = rows["measurement_datetime"] - rows["visit_occurrence_id"].map(start)
    early = rows[(since >= np.timedelta64(0)) & (since < FIRST) & rows["value_as_number"].notna()]
    early = early.sort_values("measurement_datetime")
    keys = ["visit_occurrence_id", "measurement_concept_id"]
    wide = early.groupby(keys)["value_as_number"].agg(["last", "min", "max"]).unstack()
    wide.columns = [f"m{concept}_{feature}" for feature, concept in wide.columns]
    lasting = visits["visit_end_datetime"] - visits["visit_start_datetime"] >= FIRST
    kept = visits[lasting].rename(columns={"visit_start_datetime": "window_start"})
    kept = kept.set_index("visit_occurrence_id")[["person_id", "window_start"]]
    table = kept.join(wide)
    for concept in CONCEPTS:
        table[f"m{concept}_missing"] = table[f"m{concept}_last"].isna() * 1.0
    return table.reset_index().set_index(["person_id", "visit_occurrence_id"])


def make_stays(scratch: Path, rows: int, key: Ed25519PrivateKey) -> SiteFolder:
    """One stay of each person, of one to ten days; a higher last value of the first concept kills sooner."""
    folder, source = new_site(scratch, key), scratch / "source"
    source.mkdir()
    persons = rows // ROWS_PER_PERSON
    start = "TIMESTAMP '2024-01-01' + to_hours(CAST(hash(i) % 8000 AS BIGINT))"
    with duckdb.connect() as made:
        made.execute("SELECT setseed(0.42)")

        def write(table: str, select: str) -> None:
            made.execute(f"COPY ({select}) TO '{source / f'{table}.parquet'}'")

        write(
            "person",
            "SELECT i AS person_id, 8507 AS gender_concept_id, 1950 AS year_of_birth"
            f" FROM range(1, {persons + 1}) t(i)",
        )
        write(
            "visit_occurrence",
            f"SELECT i AS person_id, i AS visit_occurrence_id, {start} AS visit_start_datetime,"
            f" {start} + to_hours(24 + CAST(hash(i + 1) % 216 AS BIGINT)) AS visit_end_datetime"
            f" FROM range(1, {persons + 1}) t(i)",
        )
        write(
            "measurement",
            "SELECT n AS measurement_id, i AS person_id, i AS visit_occurrence_id,"
            " 3000000 + CAST(floor(random() * 8) AS BIGINT) AS measurement_concept_id,"
            f" {start} + to_minutes(CAST(floor(random() * 14400) AS BIGINT)) AS measurement_datetime,"
            " CASE WHEN random() < 0.03 THEN NULL ELSE 50 + 10 * random() + hash(i + 2) % 30 END"
            " AS value_as_number, 8541 AS unit_concept_id"
            f" FROM (SELECT n, 1 + n // {ROWS_PER_PERSON} AS i FROM range({rows}) t(n))",
        )
        write(
            "death",
            f"SELECT i AS person_id, CAST({start} AS DATE) + 3 + CAST(floor(random() * 3000"
            " / (1 + hash(i + 2) % 30)) AS INTEGER)"
            f" AS death_date FROM range(1, {persons + 1}) t(i)",
        )
    load(source, folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="4GB", threads=2)
    return folder


if __name__ == "__main__":
    main()
