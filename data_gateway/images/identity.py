"""The identity an image gets in one project: numbers of the project's own, days moved like the patient's.

UIDs: `2.25.` and a number (DICOM PS3.5, B.2), the same for one image each time, and unrelated to those of any
other project.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from data_gateway.images.cleaning import CleanImage, Origin
from data_gateway.patients.pseudonyms import date_shift

IMPLEMENTATION = UID("2.25.98423791605132416047253890812735412671")
# PS3.16 CID 7050: what was done, as every reader of DICOM understands it.
_BASIC_PROFILE = ("113100", "Basic Application Confidentiality Profile")
_CLEAN_PIXELS = ("113101", "Clean Pixel Data Option")
_CHARACTERISTICS = ("113108", "Retain Patient Characteristics Option")

# Of type 2: every reader expects them, with or without a value.
_ASKED_FOR = (
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
    "SeriesNumber",
    "InstanceNumber",
    "Manufacturer",
)
_TOLD_OF_PATIENTS = ("PatientAge", "PatientSex")


class Days(Enum):
    """What became of the day of an image: the attribute's value, and the option of the profile, if any."""

    EXACT = ("UNMODIFIED", ("113106", "Retain Longitudinal Temporal Information Full Dates Option"))
    MOVED = ("MODIFIED", ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"))
    GONE = ("REMOVED", None)


@dataclass(frozen=True)
class Identity:
    """Whose an image is in one project: a pseudonym, UIDs, and the day as the project may know it."""

    patient: str
    study: str
    series: str
    image: str
    day: date | None
    days: Days


def uid(number: int) -> str:
    return f"2.25.{number}"


def project_uid(key: bytes, kind: str, original: str) -> str:
    drawn = hmac.digest(key, f"dicom\x00{kind}\x00{original}".encode(), "sha256")[:16]
    return uid(int.from_bytes(drawn))


def project_patient(key: bytes, patient: str) -> str:
    drawn = hmac.digest(key, f"dicom\x00patient\x00{patient}".encode(), "sha256")[:8]
    return str(int.from_bytes(drawn) >> 1)


def moved(day: date, patient: str, key: bytes) -> date:
    return day + timedelta(days=date_shift(patient, key))


def project_identity(origin: Origin, key: bytes) -> Identity:
    return Identity(
        patient=project_patient(key, origin.patient),
        study=project_uid(key, "study", origin.study),
        series=project_uid(key, "series", origin.series),
        image=project_uid(key, "image", origin.image),
        day=moved(origin.day, origin.patient, key) if origin.day else None,
        days=Days.MOVED if origin.day else Days.GONE,
    )


def identified(image: CleanImage, key: bytes, *, pixels_cleaned: bool) -> FileDataset:
    """A whole object, ready to be written, under the identity that `key` gives it."""
    return with_identity(
        image.content, image.sop_class, project_identity(image.origin, key), pixels_cleaned=pixels_cleaned
    )


def with_identity(clean: Dataset, sop_class: str, identity: Identity, *, pixels_cleaned: bool) -> FileDataset:
    """`clean` as a whole object of somebody; `pixels_cleaned`: whether they were searched for text."""
    content = Dataset()
    content.update(clean)
    content.SOPClassUID = sop_class
    content.SOPInstanceUID = identity.image
    content.SeriesInstanceUID = identity.series
    content.StudyInstanceUID = identity.study
    content.PatientID = content.PatientName = identity.patient
    if identity.day:
        content.StudyDate = identity.day.strftime("%Y%m%d")
    for keyword in _ASKED_FOR:
        if keyword not in content:
            setattr(content, keyword, None)
    if "ImagePositionPatient" in content or "SharedFunctionalGroupsSequence" in content:
        # Positions compare within a series; that two series were taken in one position is not told.
        content.FrameOfReferenceUID = f"{identity.series}.1"
    content.PatientIdentityRemoved = "YES"
    content.LongitudinalTemporalInformationModified, option = identity.days.value
    if pixels_cleaned:
        content.BurnedInAnnotation = "NO"
    told = any(content.get(keyword) for keyword in _TOLD_OF_PATIENTS)
    options = (pixels_cleaned and _CLEAN_PIXELS, option, told and _CHARACTERISTICS)
    done = [_BASIC_PROFILE, *filter(None, options)]
    content.DeidentificationMethodCodeSequence = [_code(*method) for method in done]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = content.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION
    return FileDataset("", content, preamble=b"\0" * 128, file_meta=meta)


def _code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code
