"""The numbers that patients have in DICOM, and the ids by which the site's tables know them."""

from __future__ import annotations

import csv
from pathlib import Path

from data_gateway.catalogue.person_ids import plain_id
from governance.refusal import Refusal

PATIENT, PERSON = "patient_id", "person_id"


def read_patient_list(path: Path) -> dict[str, str]:
    """PatientID -> person id, of a CSV with the columns `patient_id` and `person_id`.

    Raises Refusal `images-persons-unreadable`, or `images-persons-wrong` with the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {PATIENT, PERSON} <= set(rows.fieldnames or ()):
                raise Refusal("images-persons-unreadable", path=str(path))
            found: dict[str, str] = {}
            for row in rows:
                patient, person = (str(row[name] or "").strip() for name in (PATIENT, PERSON))
                if (
                    not patient
                    or not person
                    or found.setdefault(patient, plain_id(person)) != plain_id(person)
                ):
                    raise Refusal("images-persons-wrong", path=str(path), line=rows.line_num)
            return found
    except (OSError, ValueError, csv.Error) as fault:
        raise Refusal("images-persons-unreadable", path=str(path)) from fault
