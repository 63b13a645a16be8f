"""Radiographs of nobody, with identifiers of an invented patient in every place that DICOM has for them."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, JPEGBaseline8Bit
from scipy import ndimage

DX = "1.2.840.10008.5.1.4.1.1.1.1"
NAME, FIRST_NAME, NUMBER, NIR = "KERVELLEC", "Maryvonne", "8001234567", "256037512345618"
ROOT = "1.2.250.1.99.7"
CANARIES = (NAME, FIRST_NAME, NUMBER[:9], NIR, ROOT, "19560312", "RADIOLOGUE", "CROIX-ROUSSE")
Plant = Callable[[FileDataset], None]
_LETTERS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def radiograph(size: int = 384, seed: int = 0) -> npt.NDArray[np.uint16]:
    """Two lungs, ribs and a heart in 12 bits, as soft and as noisy as film."""
    rows, columns = np.mgrid[0:size, 0:size] / size
    grey = 300 + 1500 * np.exp(-((columns - 0.5) ** 2 / 0.08 + (rows - 0.55) ** 2 / 0.12))
    for centre in (0.33, 0.67):
        grey -= 900 * (((columns - centre) / 0.13) ** 2 + ((rows - 0.5) / 0.25) ** 2 < 1)
    soft = ndimage.gaussian_filter(grey, size / 200)
    noisy = soft + np.random.default_rng(seed).normal(0, 15, soft.shape)
    return np.clip(noisy, 0, 4095).astype(np.uint16)


def written(
    pixels: npt.NDArray[np.uint16],
    text: str,
    *,
    at: tuple[int, int],
    size: int,
    grey: int,
    turned: int = 0,
    blurred: float = 0.0,
) -> npt.NDArray[np.uint16]:
    layer = Image.new("L", pixels.shape[::-1])
    ImageDraw.Draw(layer).text(at, text, fill=255, font=ImageFont.truetype(_LETTERS, size))
    share = ndimage.gaussian_filter(np.asarray(layer.rotate(turned)) / 255.0, blurred)
    return (pixels * (1 - share) + grey * share).astype(np.uint16)


def dx(pixels: npt.NDArray[np.uint16] | None = None, *, number: int = 1) -> FileDataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DX
    meta.MediaStorageSOPInstanceUID = f"{ROOT}.3.{number}"
    found = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    found.SOPClassUID, found.SOPInstanceUID = DX, f"{ROOT}.3.{number}"
    found.StudyInstanceUID, found.SeriesInstanceUID = f"{ROOT}.1", f"{ROOT}.2"
    found.Modality, found.BodyPartExamined, found.ViewPosition = "DX", "CHEST", "PA"
    found.ImageType = ["ORIGINAL", "PRIMARY"]
    found.PatientID, found.PatientName = NUMBER, f"{NAME}^{FIRST_NAME}"
    found.StudyDate = "20240105"
    found.PixelSpacing = [0.2, 0.2]
    found.PatientAge, found.PatientSex = "067Y", "F"
    put_pixels(found, radiograph() if pixels is None else pixels)
    return found


def ct() -> FileDataset:
    found = dx()
    found.SOPClassUID = found.file_meta.MediaStorageSOPClassUID = CTImageStorage
    found.Modality = "CT"
    found.ImagePositionPatient, found.ImageOrientationPatient = [-100.5, -100.5, 12.25], [1, 0, 0, 0, 1, 0]
    return found


def put_pixels(found: Dataset, pixels: npt.NDArray[np.uint16]) -> None:
    found.Rows, found.Columns = pixels.shape
    found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
    found.BitsAllocated, found.BitsStored, found.HighBit, found.PixelRepresentation = 16, 12, 11, 0
    found.PixelData = pixels.astype("<u2").tobytes()
    found["PixelData"].VR = "OW"


def _set(keyword: str, value: object) -> Plant:
    return lambda found: setattr(found, keyword, value)


def _private(found: FileDataset) -> None:
    found.private_block(0x0029, f"{NAME} VENDOR", create=True).add_new(0x10, "LO", f"{NAME} {NUMBER}")


def _private_sequence(found: FileDataset) -> None:
    item = Dataset()
    item.PatientName = NAME
    found.private_block(0x0019, "VENDOR", create=True).add_new(0x20, "SQ", Sequence([item]))


def _unknown_binary(found: FileDataset) -> None:
    found.add_new(0x00091001, "UN", f"{NAME}\0{NIR}".encode())


def _nested(*keywords: str) -> Plant:
    def plant(found: FileDataset) -> None:
        inner = Dataset()
        inner.PatientName, inner.PatientID, inner.TextValue = NAME, NUMBER, f"{FIRST_NAME} {NIR}"
        inner.ReferencedSOPInstanceUID = f"{ROOT}.9"
        for keyword in reversed(keywords):
            outer = Dataset()
            setattr(outer, keyword, Sequence([inner]))
            inner = outer
        found.update(inner)

    return plant


def _overlay(found: FileDataset) -> None:
    found.add_new(0x60000010, "US", 8)
    found.add_new(0x60000011, "US", 8)
    found.add_new(0x60000022, "LO", f"{NAME} {FIRST_NAME}")
    found.add_new(0x60003000, "OW", NUMBER.encode())


def _curve(found: FileDataset) -> None:
    found.add_new(0x50003000, "OW", (NAME + NAME[:1]).encode())


def _preamble(found: FileDataset) -> None:
    found.preamble = f"{NAME} {FIRST_NAME} {NUMBER}".encode().ljust(128, b"\0")


def _behind_the_pixels(found: FileDataset) -> None:
    found.PixelData += f"{NAME} {NUMBER}".encode()


def _in_unused_bits(found: FileDataset) -> None:
    pixels = np.frombuffer(found.PixelData, dtype="<u2").copy()
    bits = np.unpackbits(np.frombuffer(NAME.encode(), dtype=np.uint8))
    pixels[: bits.size] |= bits.astype("<u2") << 15
    found.PixelData = pixels.tobytes()


def _jpeg_comment(found: FileDataset) -> None:
    grey = (radiograph() >> 4).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(grey).save(content, "JPEG", comment=f"{NAME} {NUMBER}".encode(), quality=95)
    found.BitsAllocated, found.BitsStored, found.HighBit = 8, 8, 7
    found.PixelData = encapsulate([content.getvalue()])
    found["PixelData"].VR = "OB"
    found["PixelData"].is_undefined_length = True
    found.file_meta.TransferSyntaxUID = JPEGBaseline8Bit


def _file_meta(found: FileDataset) -> None:
    found.file_meta.SourceApplicationEntityTitle = NAME
    found.file_meta.PrivateInformationCreatorUID = f"{ROOT}.8"
    found.file_meta.PrivateInformation = NUMBER.encode()


def _trailing_padding(found: FileDataset) -> None:
    found.add_new(0xFFFCFFFC, "OB", f"{NAME} {NIR} ".encode())


PLANTS: dict[str, Plant] = {
    "birth date": _set("PatientBirthDate", "19560312"),
    "birth time": _set("PatientBirthTime", "031200"),
    "other names": _set("OtherPatientNames", f"{NAME}^{FIRST_NAME}"),
    "other numbers": _set("OtherPatientIDs", NUMBER),
    "birth name": _set("PatientBirthName", NAME),
    "mother's birth name": _set("PatientMotherBirthName", NAME),
    "address": _set("PatientAddress", f"{NAME}, 12 rue de la CROIX-ROUSSE"),
    "telephone": _set("PatientTelephoneNumbers", NUMBER),
    "insurance": _set("InsurancePlanIdentification", NIR),
    "occupation": _set("Occupation", NAME),
    "additional history": _set("AdditionalPatientHistory", f"{NAME} {NIR}"),
    "patient comments": _set("PatientComments", f"{FIRST_NAME} {NAME}"),
    "accession number": _set("AccessionNumber", NUMBER),
    "study number": _set("StudyID", NUMBER),
    "study description": _set("StudyDescription", f"THORAX {NAME}"),
    "series description": _set("SeriesDescription", f"FACE {NAME}"),
    "image comments": _set("ImageComments", f"{NAME} {FIRST_NAME}"),
    "protocol": _set("ProtocolName", NAME),
    "referring physician": _set("ReferringPhysicianName", "RADIOLOGUE^Jean"),
    "performing physician": _set("PerformingPhysicianName", "RADIOLOGUE^Jean"),
    "operator": _set("OperatorsName", "RADIOLOGUE^Jean"),
    "requesting service": _set("RequestingService", "CROIX-ROUSSE"),
    "institution": _set("InstitutionName", "HOPITAL DE LA CROIX-ROUSSE"),
    "department": _set("InstitutionalDepartmentName", "CROIX-ROUSSE 2"),
    "station": _set("StationName", "CROIX-ROUSSE"),
    "device serial": _set("DeviceSerialNumber", NUMBER),
    "device uid": _set("DeviceUID", f"{ROOT}.7"),
    "manufacturer string": _set("ManufacturerModelName", f"MODEL {NAME}"),
    "software versions": _set("SoftwareVersions", f"V1 {NUMBER}"),
    "frame of reference": _set("FrameOfReferenceUID", f"{ROOT}.4"),
    "acquisition moment": _set("AcquisitionDateTime", "19560312101010"),
    "content date": _set("ContentDate", "19560312"),
    "name as a defined term": _set("BodyPartExamined", NAME),
    "name in the image type": _set("ImageType", ["ORIGINAL", "PRIMARY", NAME]),
    "number as a count": _set("InstanceNumber", int(NUMBER[:9])),
    "number as a measure": _set("KVP", NUMBER),
    "number as a spacing": _set("PixelSpacing", [0.2, "8001234567"]),
    "character set": _set("SpecificCharacterSet", "ISO_IR 100"),
    "private group": _private,
    "private sequence": _private_sequence,
    "unknown binary": _unknown_binary,
    "referenced study": _nested("ReferencedStudySequence"),
    "request attributes": _nested("RequestAttributesSequence", "ScheduledProtocolCodeSequence"),
    "original attributes": _nested("OriginalAttributesSequence", "ModifiedAttributesSequence"),
    "nested in functional groups": _nested("SharedFunctionalGroupsSequence", "FrameContentSequence"),
    "overlay": _overlay,
    "curve": _curve,
    "preamble": _preamble,
    "behind the pixels": _behind_the_pixels,
    "in unused bits": _in_unused_bits,
    "comment of a JPEG": _jpeg_comment,
    "file meta": _file_meta,
    "trailing padding": _trailing_padding,
}
