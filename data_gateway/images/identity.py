"""The identity an image gets in one project: numbers of the project's own, days moved like the patient's.

UIDs: `2.25.` and a number of 128 bits (DICOM PS3.5, B.2), the same for one image each time, and unrelated to
those of any other project.
"""

from __future__ import annotations

import hmac
from datetime import date, timedelta

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from data_gateway.images.cleaning import CleanImage
from data_gateway.patients.pseudonyms import date_shift

_IMPLEMENTATION = UID("2.25.98423791605132416047253890812735412671")
# PS3.16 CID 7050: what was done, as every reader of DICOM understands it.
_BASIC_PROFILE, _CLEAN_PIXELS = (
    ("113100", "Basic Application Confidentiality Profile"),
    (
        "113101",
        "Clean Pixel Data Option",
    ),
)
_DATES_MODIFIED = ("113107", "Retain Longitudinal Temporal Information Modified Dates Option")


def project_uid(key: bytes, kind: str, uid: str) -> str:
    drawn = hmac.digest(key, f"dicom\x00{kind}\x00{uid}".encode(), "sha256")[:16]
    return f"2.25.{int.from_bytes(drawn)}"


def project_patient(key: bytes, patient: str) -> str:
    drawn = hmac.digest(key, f"dicom\x00patient\x00{patient}".encode(), "sha256")[:8]
    return str(int.from_bytes(drawn) >> 1)


def moved(day: date, patient: str, key: bytes) -> date:
    return day + timedelta(days=date_shift(patient, key))


def identified(image: CleanImage, key: bytes, *, read_text: bool) -> FileDataset:
    """A whole object, ready to be written, under the identity that `key` gives it."""
    origin, content = image.origin, Dataset()
    content.update(image.content)
    content.SOPClassUID = image.sop_class
    content.SOPInstanceUID = project_uid(key, "image", origin.image)
    content.SeriesInstanceUID = project_uid(key, "series", origin.series)
    content.StudyInstanceUID = project_uid(key, "study", origin.study)
    content.PatientID = content.PatientName = project_patient(key, origin.patient)
    if origin.day:
        content.StudyDate = moved(origin.day, origin.patient, key).strftime("%Y%m%d")
    content.PatientIdentityRemoved = "YES"
    content.LongitudinalTemporalInformationModified = "MODIFIED" if origin.day else "REMOVED"
    content.BurnedInAnnotation = "NO"
    done = {_BASIC_PROFILE: True, _CLEAN_PIXELS: read_text, _DATES_MODIFIED: origin.day is not None}
    content.DeidentificationMethodCodeSequence = [
        _code(*method) for method, applied in done.items() if applied
    ]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(image.sop_class)
    meta.MediaStorageSOPInstanceUID = content.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = _IMPLEMENTATION
    return FileDataset("", content, preamble=b"\0" * 128, file_meta=meta)


def _code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code
