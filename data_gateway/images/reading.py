"""Read one DICOM object that may be hostile: bounded, and of a kind that a site serves."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pydicom
from pydicom.dataset import FileDataset

from data_gateway.images.attributes import MODALITIES, OTHER_BODY_PARTS
from data_gateway.images.withheld import Reason, Withheld

LARGEST_FILE = 512 * 1024 * 1024  # bytes
LARGEST_PIXELS = 512 * 1024 * 1024  # bytes, unpacked
# Deflated data sets can unpack to anything.
_DEFLATED = "1.2.840.10008.1.2.1.99"
_CROSS_SECTIONAL = frozenset({"CT", "MR", "PT"})
_STORAGE_CLASSES = frozenset(  # PS3.4 annex B: projections and sections, no captures, reports or documents
    {
        "1.2.840.10008.5.1.4.1.1.1",  # CR
        "1.2.840.10008.5.1.4.1.1.1.1",  # DX
        "1.2.840.10008.5.1.4.1.1.1.1.1",
        "1.2.840.10008.5.1.4.1.1.1.2",  # MG
        "1.2.840.10008.5.1.4.1.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2",  # CT
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.4",  # MR
        "1.2.840.10008.5.1.4.1.1.4.1",
        "1.2.840.10008.5.1.4.1.1.20",  # NM
        "1.2.840.10008.5.1.4.1.1.128",  # PT
        "1.2.840.10008.5.1.4.1.1.130",
    }
)
_TOLD_OF = ("StudyDescription", "SeriesDescription", "ProtocolName", "RequestedProcedureDescription")
_HEAD = re.compile(
    r"\b(cran\w*|tete\w*|cereb\w*|enceph\w*|neuro\w*|visage|facia\w*|face|massif|orbit\w*|sinus|maxill\w*|dent\w*"
    r"|head|brain|skull|neck|cou|orl|hypophys\w*|pituit\w*|rocher\w*|tsa)\b"
)


def read_object(path: Path) -> FileDataset:
    """Raises Withheld with UNREADABLE, TOO_LARGE, KIND or NOT_AN_IMAGE."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Withheld(Reason.TOO_LARGE)
        found = pydicom.dcmread(path)
        if str(found.file_meta.get("TransferSyntaxUID", "")) == _DEFLATED:
            raise Withheld(Reason.KIND)
        wanted = [str(found.get(keyword, "")) for keyword in ("SOPClassUID", "Modality")]
        if wanted[0] not in _STORAGE_CLASSES or wanted[1] not in MODALITIES:
            raise Withheld(Reason.KIND)
        if "PixelData" not in found:
            raise Withheld(Reason.NOT_AN_IMAGE)
        _check_size(found)
    except Withheld:
        raise
    # pydicom raises whatever its parts raise on what a hostile file holds.
    except Exception as fault:
        raise Withheld(Reason.UNREADABLE) from fault
    return found


def shows_a_face(source: FileDataset) -> bool:
    """Sections of a head can be turned into its face: so can those of a part nobody knows."""
    if str(source.get("RecognizableVisualFeatures", "")).upper() == "YES":
        return True
    if source.Modality not in _CROSS_SECTIONAL:
        return False
    part = str(source.get("BodyPartExamined", "")).strip().upper()
    told = _folded(" ".join(str(source.get(keyword, "")) for keyword in _TOLD_OF))
    return part not in OTHER_BODY_PARTS or bool(_HEAD.search(told))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("_", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _check_size(found: FileDataset) -> None:
    if int(found.get("SamplesPerPixel", 1)) != 1 or not str(
        found.get("PhotometricInterpretation", "")
    ).startswith("MONOCHROME"):
        raise Withheld(Reason.COLOUR)
    frames = int(found.get("NumberOfFrames", 1) or 1)
    cells = int(found.Rows) * int(found.Columns) * frames
    if cells * (int(found.BitsAllocated) // 8 or 1) > LARGEST_PIXELS:
        raise Withheld(Reason.TOO_LARGE)
