"""A folder of radiographs as a hospital's PACS exports them: real DICOM, of patients who are nobody."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from demo.studies.organs.chest import Chest, chest

PATIENTS = "patients.csv"
_FIRST_DAY = date(2025, 1, 1)
_WRITTEN_ON = 20  # every so many radiographs bear the patient's name in their pixels


def write_radiographs(folder: Path, persons: Sequence[tuple[str, str]], seed: int, size: int = 256) -> int:
    """A radiograph per person in `folder`, and beside it the list of patients that `site load-images` takes.

    `persons`: the hospital's own number of each, and her id in its tables. A seed gives the same files again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    days = np.random.default_rng(seed).integers(0, 365, len(persons))
    for place, ((number, _), day) in enumerate(zip(persons, days, strict=True)):
        shown = chest(seed_of(seed, place), size)
        name = f"PATIENT^{number}"
        made = _dicom(shown, number, name, _FIRST_DAY + timedelta(days=int(day)), f"{seed}.{place}")
        if place % _WRITTEN_ON == _WRITTEN_ON - 1:
            _write_in(made, shown, name.replace("^", " "))
        made.save_as(folder / f"IM{place:05}", enforce_file_format=True)
    with (folder.parent / PATIENTS).open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["patient_id", "person_id"])
        rows.writerows(persons)
    return len(persons)


def seed_of(seed: int, place: int) -> int:
    """Of the chest of the person at that place."""
    return seed * 100_000 + place


def _dicom(shown: Chest, number: str, name: str, day: date, origin: str) -> FileDataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["image", origin])
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID = generate_uid(entropy_srcs=["study", origin])
    made.SeriesInstanceUID = generate_uid(entropy_srcs=["series", origin])
    made.PatientID, made.PatientName, made.StudyDate = number, name, day.strftime("%Y%m%d")
    made.Modality, made.BodyPartExamined, made.ViewPosition = "DX", "CHEST", "PA"
    made.ImageType, made.PresentationIntentType = ["ORIGINAL", "PRIMARY"], "FOR PRESENTATION"
    made.InstanceNumber, made.SeriesNumber = 1, 1
    made.Rows, made.Columns = shown.pixels.shape
    made.ImagerPixelSpacing = made.PixelSpacing = [round(400 / made.Rows, 4)] * 2
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 12, 11
    made.set_pixel_data(shown.pixels, "MONOCHROME2", 12)
    return made


def _write_in(made: FileDataset, shown: Chest, text: str) -> None:
    layer = Image.new("L", (made.Columns, made.Rows))
    ImageDraw.Draw(layer).text((8, 6), text, fill=255, font_size=14)
    pixels = np.where(np.asarray(layer) > 127, 4095, shown.pixels).astype(np.uint16)
    made.set_pixel_data(pixels, "MONOCHROME2", 12)
