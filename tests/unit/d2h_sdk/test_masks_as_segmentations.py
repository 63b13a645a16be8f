"""Masks leave the notebook as DICOM segmentations that other programs read, and come back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
import pytest

import d2h_sdk as d2h
from d2h_sdk.errors import UsageError
from d2h_sdk.images.collection import Images, Key
from data_gateway.images.cleaning import ImagePolicy, clean
from data_gateway.images.identity import Days, Identity, uid, with_identity

from ..data_gateway.planted_images import ct, dx


def images_of(folder: Path, made: Sequence[pydicom.FileDataset]) -> Images:
    """As a gateway sends them."""
    contents: dict[Key, bytes] = {}
    for number, one in enumerate(made, start=1):
        one.save_as(folder / "source.dcm", enforce_file_format=True)
        image = clean(folder / "source.dcm", ImagePolicy(looked_at=True))
        identity = Identity("7", uid(1), uid(2), uid(10 + number), date(2024, 1, 5), Days.MOVED)
        content = io.BytesIO()
        with_identity(image.content, image.sop_class, identity, pixels_cleaned=False).save_as(content)
        contents["lyon", number] = content.getvalue()

    def fetch(keys: Sequence[Key]) -> Mapping[Key, bytes]:
        return {key: contents[key] for key in keys}

    numbers = [number for _, number in contents]
    return Images(pd.DataFrame({"site": "lyon", "image_id": numbers, "pixels": 10}), fetch)


@pytest.fixture
def sections(tmp_path: Path) -> Images:
    made = []
    for number in range(3):
        one = ct()
        one.SliceThickness, one.ImagePositionPatient = 2, [-100, -100, 2 * number]
        made.append(one)
    return images_of(tmp_path, made)


def test_masks_of_a_series_are_read_back_as_they_were(sections: Images, tmp_path: Path) -> None:
    lung = np.zeros((3, 384, 384), dtype=bool)
    lung[1:, 100:200, 100:150] = True
    masks = {"poumon gauche": lung, "autre": ~lung}
    path = d2h.images.save_masks(tmp_path / "masks.dcm", sections, masks, made_by="U-Net")
    kept = pydicom.dcmread(path)
    assert kept.Modality == "SEG" and kept.PatientID == "7"
    assert [segment.SegmentedPropertyTypeCodeSequence[0].CodeMeaning for segment in kept.SegmentSequence] == [
        "Lung",
        "Tissue",
    ]
    found = d2h.images.read_masks(path, sections)
    assert list(found) == list(masks)
    assert all(np.array_equal(found[name], masks[name]) for name in masks)


def test_a_radiograph_has_its_masks_too(tmp_path: Path) -> None:
    (image,) = images_of(tmp_path, [dx()])
    mask = np.zeros((384, 384), dtype=np.uint8)
    mask[50:60, 70:90] = 1
    path = d2h.images.save_masks(tmp_path / "masks.dcm", image, {"coeur": mask})
    assert np.array_equal(d2h.images.read_masks(path, image)["coeur"][0], mask == 1)


def test_masks_of_another_shape_are_refused_and_nothing_is_written(sections: Images, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        d2h.images.save_masks(tmp_path / "masks.dcm", sections, {"lung": np.ones((2, 384, 384))})
    assert told.value.code == "images-mask-shape"
    assert not (tmp_path / "masks.dcm").exists()
