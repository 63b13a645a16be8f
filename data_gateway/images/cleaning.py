"""Strip one image of everything that tells whose it is: what is left names nobody, at any site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from pydicom.dataset import Dataset

from data_gateway.images import burned_in
from data_gateway.images.attributes import may_stay
from data_gateway.images.pixels import Pixels, read_pixels, set_pixels
from data_gateway.images.reading import read_object, shows_a_face
from data_gateway.images.reading_text import can_read
from data_gateway.images.samples import is_projection
from data_gateway.images.withheld import Reason, Withheld

_RADIOGRAPHS = frozenset({"CR", "DX", "MG"})
_YEARS = range(1895, 2200)  # a day of another year cannot be moved: none is as far as the calendar's end
_LONGEST_NUMBER = 64  # PS3.5, 6.2: of a UID and of a patient's number


class ImagePolicy(BaseModel):
    """What a site lets go. `read_text` off leaves pixels as they are: projections are then withheld.

    `looked_at`: a person did, and lets the pixels go as they are, face and text included.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    faces: bool = False
    read_text: bool = True
    ages: bool = True
    looked_at: bool = False

    @property
    def cleans_pixels(self) -> bool:
        return self.read_text and not self.looked_at


@dataclass(frozen=True)
class Origin:
    """Whose an image is and when it was made: for the site alone."""

    patient: str
    study: str
    series: str
    image: str
    day: date | None


@dataclass(frozen=True)
class CleanImage:
    """`content` holds neither a UID of its own nor a date nor a name."""

    content: Dataset
    sop_class: str
    origin: Origin
    painted: int


def clean(path: Path, policy: ImagePolicy) -> CleanImage:
    """Raises Withheld; what is withheld stays at the site."""
    source = read_object(path)
    if not (policy.faces or policy.looked_at) and shows_a_face(source):
        raise Withheld(Reason.FACE)
    pixels, painted = read_pixels(source), 0
    if not policy.looked_at:
        pixels, painted = _without_text(source, pixels, policy)
    content = may_stay(source)
    if not policy.ages and "PatientAge" in content:
        del content.PatientAge
    _describe(content, pixels)
    return CleanImage(content, str(source.SOPClassUID), _origin(source), painted)


def _without_text(source: Dataset, pixels: Pixels, policy: ImagePolicy) -> tuple[Pixels, int]:
    painted = 0
    if policy.read_text:
        if not can_read():
            raise Withheld(Reason.PIXELS_UNREAD)
        pixels, painted = burned_in.paint_over(
            pixels,
            inverted=source.PhotometricInterpretation == "MONOCHROME1",
            softened=_says_text(source) or str(source.get("LossyImageCompression", "")).strip() == "01",
            radiograph=source.Modality in _RADIOGRAPHS,
        )
    elif is_projection(source.Modality):
        raise Withheld(Reason.PIXELS_UNREAD)
    if _says_text(source) and not painted:
        raise Withheld(Reason.TEXT_DECLARED)
    return pixels, painted


def _says_text(source: Dataset) -> bool:
    return str(source.get("BurnedInAnnotation", "")).strip().upper() == "YES"


def _describe(content: Dataset, pixels: Pixels) -> None:
    frames, content.Rows, content.Columns = pixels.shape
    content.SamplesPerPixel = 1
    if frames > 1:
        content.NumberOfFrames = frames
    set_pixels(content, pixels)


def _origin(source: Dataset) -> Origin:
    try:
        study, series, image = (
            str(source[f"{name}InstanceUID"].value) for name in ("Study", "Series", "SOP")
        )
    except KeyError as fault:
        raise Withheld(Reason.UNREADABLE) from fault
    patient = str(source.get("PatientID", "")).strip()
    if not patient:
        raise Withheld(Reason.PATIENT_UNKNOWN)
    if any(len(number) > _LONGEST_NUMBER for number in (patient, study, series, image)):
        raise Withheld(Reason.UNREADABLE)
    return Origin(patient, study, series, image, _day(source))


def _day(source: Dataset) -> date | None:
    for keyword in ("AcquisitionDate", "StudyDate", "SeriesDate", "ContentDate"):
        try:
            day = datetime.strptime(str(source.get(keyword, "")), "%Y%m%d").date()
        except ValueError:
            continue
        if day.year in _YEARS:
            return day
    return None
