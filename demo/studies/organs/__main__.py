"""`python -m demo.studies.organs HOSPITAL OUT`: outlined radiographs of some persons of a synthetic hospital.

HOSPITAL is a folder that `python -m demo.hospitals` wrote. Then, at the site:
`./d2h site load-images SITE OUT/radiographs --dataset chests --persons OUT/patients.csv`, with
`--projections detector` for who needs them at once (they show nobody),
`./d2h site load SITE OUT/contours --dataset contours`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pyarrow.parquet as parquet

from demo.studies.organs.contours import CONTOURS, write_contours
from demo.studies.organs.files import write_radiographs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("hospital", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ids = parquet.read_table(given.hospital / "person.parquet", columns=["person_id"])["person_id"]
    persons = [(f"IPP{person:07}", str(person)) for person in ids.slice(0, given.images).to_pylist()]
    count = write_radiographs(given.out / "radiographs", persons, given.seed)
    write_contours(given.out / CONTOURS, persons, given.seed)
    print(f"{given.out / 'radiographs'}: {count}")


if __name__ == "__main__":
    main()
