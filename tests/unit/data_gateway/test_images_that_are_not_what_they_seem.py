"""Faces under other names, copies of a screen among sections, objects of a false kind, numbers in pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence

from data_gateway.images.withheld import Reason

from .planted_images import NAME, ct, dx
from .test_images_name_nobody import deidentified, reason_of

CODED_HEAD = {"CodeValue": "69536005", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Head"}


def item(**values: object) -> Sequence:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return Sequence([made])


def section(**values: object) -> FileDataset:
    made = ct()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize("part", ["WHOLEBODY", "CSPINE", "SPINE", "CAROTID"])
def test_sections_of_a_part_that_reaches_up_to_the_face_stay(part: str, tmp_path: Path) -> None:
    assert reason_of(section(BodyPartExamined=part), tmp_path) is Reason.FACE


@pytest.mark.parametrize(
    "told",
    [
        "TEP-TDM FDG vertex mi-cuisses",
        "BODY SCANNER POLYTRAUMA",
        "Corps entier",
        "RACHIS CERVICAL",
        "Angio T.S.A.",
        "Troncs supra-aortiques",
        "Carotides",
        "Parotides",
        "Nasopharynx",
    ],
)
def test_a_series_said_to_be_of_a_chest_and_called_by_what_shows_a_face_stays(
    told: str, tmp_path: Path
) -> None:
    assert reason_of(section(SeriesDescription=told), tmp_path) is Reason.FACE


@pytest.mark.parametrize("told", ["TAP injecté", "Petit bassin", "Coeur", "Thorax basse dose"])
def test_a_series_called_by_what_is_far_from_the_face_leaves(told: str, tmp_path: Path) -> None:
    assert deidentified(section(SeriesDescription=told), tmp_path).BodyPartExamined == "CHEST"


@pytest.mark.parametrize(
    "where",
    [
        {"AnatomicRegionSequence": item(**CODED_HEAD)},
        {"ProcedureCodeSequence": item(CodeMeaning="TDM CRANE")},
        {"RequestAttributesSequence": item(ScheduledProcedureStepDescription="Scanner cérébral")},
        {"PerformedProcedureStepDescription": "TDM massif facial"},
        {
            "SharedFunctionalGroupsSequence": item(
                FrameAnatomySequence=item(AnatomicRegionSequence=item(**CODED_HEAD))
            )
        },
    ],
    ids=lambda where: next(iter(where)),
)
def test_a_head_is_known_by_the_codes_and_requests_that_name_it(
    where: dict[str, object], tmp_path: Path
) -> None:
    made = section(**where)
    made.SpecificCharacterSet = "ISO_IR 192"
    assert reason_of(made, tmp_path) is Reason.FACE


@pytest.mark.parametrize(
    "marks",
    [
        {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]},
        {"ImageType": ["DERIVED", "SECONDARY", "OTHER", "CSA REPORT"]},
        {"ImageType": ["DERIVED", "SECONDARY", "DOSE_INFO"]},
        {"ConversionType": "WSD"},
    ],
    ids=str,
)
def test_a_copy_of_a_screen_stays_though_it_lies_among_sections(
    marks: dict[str, object], tmp_path: Path
) -> None:
    assert reason_of(section(**marks), tmp_path) is Reason.KIND


def test_an_object_whose_modality_is_not_that_of_its_class_stays(tmp_path: Path) -> None:
    """The head would be no section's, and the radiograph's pixels would go unsearched."""
    assert reason_of(section(Modality="DX", BodyPartExamined="HEAD"), tmp_path) is Reason.KIND
    radiograph = dx()
    radiograph.Modality = "CT"
    assert reason_of(radiograph, tmp_path) is Reason.KIND


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("KVP", "560312"),
        ("KVP", ["8001", "2345"]),
        ("PixelSpacing", ["8001", "2345", "67"]),
        ("ExposureTime", [8001, 2345]),
        ("EchoNumbers", [ord(letter) for letter in NAME]),
        ("WindowCenter", [str(ord(letter)) for letter in NAME]),
    ],
)
def test_a_number_or_a_name_in_pieces_is_no_measure(keyword: str, value: object, tmp_path: Path) -> None:
    assert keyword not in deidentified(section(**{keyword: value}), tmp_path)


def test_measures_that_are_negative_fractions_or_large_by_nature_stay_as_they_are(tmp_path: Path) -> None:
    left = deidentified(
        section(PixelIntensityRelationshipSign=-1, NumberOfAverages="1.5", WindowCenter=["40", "250000"]),
        tmp_path,
    )
    assert left.PixelIntensityRelationshipSign == -1
    assert (left.NumberOfAverages, list(left.WindowCenter)) == (1.5, [40, 250_000])


@pytest.mark.parametrize("day", ["00010101", "99991231"])
def test_a_day_at_an_end_of_the_calendar_is_no_day_and_costs_nothing(day: str, tmp_path: Path) -> None:
    left = deidentified(section(AcquisitionDate=day), tmp_path)
    assert left.StudyDate[:2] == "20"
    assert not deidentified(section(StudyDate=day), tmp_path).StudyDate
