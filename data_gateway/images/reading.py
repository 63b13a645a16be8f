"""Read one DICOM object that may be hostile: bounded, and of a kind that a site serves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileDataset
from pydicom.filereader import read_file_meta_info
from pydicom.sequence import Sequence

from data_gateway.images.attributes import DEEPEST, MODALITIES, OTHER_BODY_PARTS
from data_gateway.images.samples import is_projection
from data_gateway.images.withheld import Reason, Withheld

LARGEST_FILE = 512 * 1024 * 1024  # bytes
LARGEST_PIXELS = 512 * 1024 * 1024  # bytes, unpacked
# Deflated data sets can unpack to anything.
_DEFLATED = "1.2.840.10008.1.2.1.99"
_X_RAYS = MODALITIES & {"CR", "DX", "MG"}
# PS3.4 annex B: projections and sections, no captures, reports or documents. An object of another modality
# than its class makes would pass by what holds for that class.
_STORAGE_CLASSES = {
    "1.2.840.10008.5.1.4.1.1.1": _X_RAYS,  # CR
    "1.2.840.10008.5.1.4.1.1.1.1": _X_RAYS,  # DX
    "1.2.840.10008.5.1.4.1.1.1.1.1": _X_RAYS,
    "1.2.840.10008.5.1.4.1.1.1.2": _X_RAYS,  # MG
    "1.2.840.10008.5.1.4.1.1.1.2.1": _X_RAYS,
    "1.2.840.10008.5.1.4.1.1.2": {"CT"},
    "1.2.840.10008.5.1.4.1.1.2.1": {"CT"},
    "1.2.840.10008.5.1.4.1.1.4": {"MR"},
    "1.2.840.10008.5.1.4.1.1.4.1": {"MR"},
    "1.2.840.10008.5.1.4.1.1.20": {"NM"},
    "1.2.840.10008.5.1.4.1.1.128": {"PT"},
    "1.2.840.10008.5.1.4.1.1.130": {"PT"},
}
# How scanners mark pages of doses and copies of a screen that they store among their sections.
_CAPTURED = re.compile(r"screen|capture|dose|report|protocol")
_CONVERTED = frozenset({"DRW", "DV", "SD", "SI", "SYN", "WSD"})  # PS3.3, C.8.6.1: no film, no detector
_TOLD_OF = (
    "StudyDescription",
    "SeriesDescription",
    "ProtocolName",
    "RequestedProcedureDescription",
    "ScheduledProcedureStepDescription",
    "PerformedProcedureStepDescription",
    "CodeMeaning",
)
_TELLING = (
    "AnatomicRegionSequence",
    "FrameAnatomySequence",
    "PerFrameFunctionalGroupsSequence",
    "PerformedProtocolCodeSequence",
    "ProcedureCodeSequence",
    "RequestAttributesSequence",
    "RequestedProcedureCodeSequence",
    "ScheduledProtocolCodeSequence",
    "SharedFunctionalGroupsSequence",
)
# Also what reaches up to a face: the whole body, PET from the orbits on, the neck and its vessels.
_HEAD = re.compile(
    r"\b(cran\w*|tete\w*|cereb\w*|enceph\w*|neuro\w*|visage|facia\w*|face|massif|orbit\w*|sinus|maxill\w*|dent\w*"
    r"|head|brain|skull|neck|cou|orl|hypophys\w*|pituit\w*|rocher\w*|mastoid\w*|oreill\w*|auditif\w*|occipit\w*"
    r"|willis|polygone|mandibul\w*|atm|parotid\w*|saliva\w*|cavum|\w*pharyn\w*|laryn\w*|thyroid\w*|cervic\w*"
    r"|caroti\w*|t\W?s\W?a|supra\W?aortique\w*|vertex|corps\W?entier|whole\W?body|wb|body\W?scan\w*"
    r"|polytrauma\w*|tep\w*|pet|petct)\b"
)


def read_object(path: Path) -> FileDataset:
    """Raises Withheld with UNREADABLE, TOO_LARGE, KIND or NOT_AN_IMAGE."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Withheld(Reason.TOO_LARGE)
        if str(read_file_meta_info(path).get("TransferSyntaxUID", "")) == _DEFLATED:
            raise Withheld(Reason.KIND)
        found = pydicom.dcmread(path)
        made_by = _STORAGE_CLASSES.get(str(found.get("SOPClassUID", "")), frozenset())
        if str(found.get("Modality", "")) not in made_by or _is_captured(found):
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
    if is_projection(source.Modality):
        return False
    part = str(source.get("BodyPartExamined", "")).strip().upper()
    return part not in OTHER_BODY_PARTS or bool(_HEAD.search(_folded(" ".join(_told(source)))))


def _told(source: Dataset, depth: int = 0) -> Iterator[str]:
    for keyword in _TOLD_OF:
        yield str(source.get(keyword, ""))
    if depth < DEEPEST:
        for keyword in _TELLING:
            items = source.get(keyword)
            for item in items if isinstance(items, Sequence) else ():
                yield from _told(item, depth + 1)


def _is_captured(source: Dataset) -> bool:
    converted = str(source.get("ConversionType", "")).strip().upper()
    return converted in _CONVERTED or bool(_CAPTURED.search(str(source.get("ImageType", "")).lower()))


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
