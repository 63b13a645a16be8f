"""The mapping table of one hospital: its local codes and units to the common ones of the consortium."""

from __future__ import annotations

import csv
from pathlib import Path

from demo.hospitals.configuration import Site
from demo.hospitals.generating_model import MEASUREMENTS

# No table name: a load of the folder passes it over.
FILE = "local-codes.csv"
_HEADER = ("table", "column", "code", "local_unit", "concept_id", "unit", "factor", "offset")


def write_local_codes(folder: Path, site: Site) -> None:
    """`folder/local-codes.csv`, as `d2h site load --mapping` reads it."""
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for name, measurement in MEASUREMENTS.items():
            common = measurement.units[0]
            for unit in measurement.units:
                factor = 1 if unit.factor == 1 else repr(1 / unit.factor)
                code = site.local_codes[name]
                row = ("measurement", "measurement_source_value", code, unit.text)
                writer.writerow((*row, common.measurement_concept_id, common.text, factor, 0))
