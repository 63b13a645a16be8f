"""Write the hospitals: per site a folder of OMOP tables in Parquet, opposed patients, local codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from demo.hospitals.cdm import TABLES, arrow_table
from demo.hospitals.cohort import draw_cohort
from demo.hospitals.configuration import Hospitals, Site, read_hospitals
from demo.hospitals.local_codes import write_local_codes
from demo.hospitals.site_tables import SiteTables
from demo.hospitals.vocabulary import vocabulary

BATCH = 20_000  # persons drawn at a time: bounds the memory, whatever the number of patients
ROW_GROUP = 250_000  # rows gathered before they are written


def generate(
    site_folder_root: Path,
    patients: int,
    seed: int,
    report: Callable[[str], None],
    hospitals: Hospitals | None = None,
) -> None:
    """Write `<root>/<site>/<table>.parquet`, `opposition.csv` and `local-codes.csv` for every site.

    `patients` counts distinct persons over all sites; the same arguments always write the same bytes.
    Raises ValueError below the number that lets the small group be planted (2,000 are enough).
    """
    hospitals = hospitals or read_hospitals()
    with ExitStack() as stack:
        folders = [
            stack.enter_context(SiteFolder(site_folder_root / name, site, index))
            for index, (name, site) in enumerate(hospitals.sites.items())
        ]
        for batch, start in enumerate(range(0, patients, BATCH)):
            numbers = np.arange(start, min(start + BATCH, patients))
            rng = np.random.default_rng([seed, batch])
            persons, stays = draw_cohort(hospitals, numbers, rng, plant_small_group=batch == 0)
            for folder in folders:
                tables, opposed = folder.rows.batch(persons, stays, rng)
                folder.append(tables)
                folder.oppose(opposed.tolist())
            report(f"{numbers[-1] + 1:,} / {patients:,} patients")


class SiteFolder:
    """The growing Parquet files of one site."""

    def __init__(self, folder: Path, site: Site, index: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.rows = SiteTables(site, index)
        self._folder = folder
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._writers = {name: _writer(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
        self._opposition = (folder / "opposition.csv").open("w", encoding="ascii", newline="")
        self._opposition.write("person_id\n")
        write_local_codes(folder, site)
        self.append(
            {
                **vocabulary(),
                "care_site": self.rows.wards(),
                "cdm_source": _source(folder.name, site),
            }
        )

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        for name, table in tables.items():
            self._waiting[name].append(table)
            if sum(each.num_rows for each in self._waiting[name]) >= ROW_GROUP:
                self._write(name)

    def oppose(self, person_ids: list[int]) -> None:
        self._opposition.writelines(f"{person_id}\n" for person_id in person_ids)

    def _write(self, name: str) -> None:
        if self._waiting[name]:
            self._writers[name].write_table(
                pa.concat_tables(self._waiting[name]), row_group_size=2 * ROW_GROUP
            )
            self._waiting[name] = []

    def __enter__(self) -> SiteFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in TABLES:
            if fault is None:
                self._write(name)
            self._writers[name].close()
        self._opposition.close()


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)


def _source(name: str, site: Site) -> pa.Table:
    return arrow_table(
        "cdm_source",
        {
            "cdm_source_name": [site.title.get("en", name)],
            "cdm_source_abbreviation": [name],
            "cdm_holder": [name],
            "source_description": ["Invented persons and stays: no real data"],
            "source_release_date": [date(2026, 1, 1)],
            "cdm_release_date": [date(2026, 1, 1)],
            "cdm_version": ["v5.4"],
            "cdm_version_concept_id": [756265],
            "vocabulary_version": ["D2H demonstration"],
        },
    )
