"""An image as a site keeps it for its projects: clean, and nobody's until a permit gives it an identity.

What a table tells of it is read from what was kept, never from the file that came.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pydicom
from pydantic import BaseModel, ConfigDict, Field
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from data_gateway.images.cleaning import CleanImage
from data_gateway.images.identity import IMPLEMENTATION, Identity, with_identity

_PIXELS = b"\xe0\x7f\x10\x00"  # the tag of the last element, little endian
_TERM = Field(default=None, pattern=r"^[A-Z0-9_ ]{1,16}$")


class ImageFacts(BaseModel):
    """`spacing`: millimetres between rows, and between columns; `age`: whole years; `pixels`: bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    modality: str | None = _TERM
    body_part: str | None = _TERM
    view: str | None = _TERM
    laterality: str | None = _TERM
    sex: str | None = _TERM
    age: int | None = Field(default=None, ge=0, le=90)
    series_number: int | None = None
    image_number: int | None = None
    frames: int
    pixel_rows: int
    pixel_columns: int
    row_spacing: float | None = None
    column_spacing: float | None = None
    slice_thickness: float | None = None
    text_painted: int = 0
    pixels: int


def facts_of(image: CleanImage) -> ImageFacts:
    told = image.content
    spacing = told.get("PixelSpacing") or told.get("ImagerPixelSpacing") or (None, None)
    return ImageFacts(
        modality=told.get("Modality"),
        body_part=told.get("BodyPartExamined"),
        view=told.get("ViewPosition"),
        laterality=told.get("ImageLaterality") or told.get("Laterality"),
        sex=told.get("PatientSex"),
        age=_years(told.get("PatientAge")),
        series_number=told.get("SeriesNumber"),
        image_number=told.get("InstanceNumber"),
        frames=int(told.get("NumberOfFrames", 1)),
        pixel_rows=told.Rows,
        pixel_columns=told.Columns,
        row_spacing=_number(spacing[0]),
        column_spacing=_number(spacing[1]),
        slice_thickness=_number(told.get("SliceThickness")),
        text_painted=image.painted,
        pixels=len(told.PixelData),
    )


def _years(age: str | None) -> int | None:
    return None if not age else int(age[:3]) if age.endswith("Y") else 0


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def stored(image: CleanImage, *, pixels_cleaned: bool) -> FileDataset:
    content = Dataset()
    content.update(image.content)
    content.SOPClassUID = image.sop_class
    if pixels_cleaned:
        content.BurnedInAnnotation = "NO"
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION
    return FileDataset("", content, preamble=b"\0" * 128, file_meta=meta)


def modality_of(path: Path) -> str | None:
    """Of a stored image. Raises OSError, ValueError when damaged."""
    found = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["Modality"]).get("Modality")
    return None if found is None else str(found)


def served(path: Path, identity: Identity, without: frozenset[str], part_bytes: int) -> Iterator[bytes]:
    """The stored image `path` as a DICOM file of `identity`, in parts; its pixels are never held whole.

    `without`: keywords of attributes that its reader may not know. Raises OSError, ValueError when damaged.
    """
    with path.open("rb") as file:
        clean = pydicom.dcmread(file, stop_before_pixels=True)
        start = file.tell()
        file.seek(start)
        if file.read(len(_PIXELS)) != _PIXELS:
            raise ValueError("no pixels at the end of a stored image")
        file.seek(start)
        for keyword in without & set(clean.dir()):
            delattr(clean, keyword)
        pixels_cleaned = "BurnedInAnnotation" in clean
        whole = with_identity(Dataset(clean), str(clean.SOPClassUID), identity, pixels_cleaned=pixels_cleaned)
        head = io.BytesIO()
        whole.save_as(head, enforce_file_format=True)
        yield head.getvalue()
        while part := file.read(part_bytes):
            yield part
