"""Synthetic chests: different, the same again, with masks that mean what they say, and taken in by a site."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pydicom

from data_gateway.images.cleaning import ImagePolicy, clean
from demo.studies.organs.chest import HEART, LEFT_LUNG, RIGHT_LUNG, chest
from demo.studies.organs.files import PATIENTS, write_radiographs


def test_a_seed_gives_one_chest_and_another_seed_another() -> None:
    assert np.array_equal(chest(3).pixels, chest(3).pixels)
    assert not np.array_equal(chest(3).masks[HEART], chest(4).masks[HEART])


def test_masks_lie_apart_where_their_organs_are_seen() -> None:
    for seed in range(12):
        made = chest(seed, size=128)
        right, left, heart = (made.masks[name] for name in (RIGHT_LUNG, LEFT_LUNG, HEART))
        assert not (right & left).any() and not ((right | left) & heart).any()
        assert all(0.04 < mask.mean() < 0.25 for mask in (right, left, heart))
        columns = [float(np.nonzero(mask)[1].mean()) for mask in (right, heart, left)]
        assert columns == sorted(columns)
        lung, soft = made.pixels[right | left].mean(), made.pixels[heart].mean()
        assert lung < 0.75 * soft
        assert 0 < made.pixels.max() <= 4095


def test_a_grey_value_alone_does_not_tell_an_organ() -> None:
    """Else there would be nothing to learn: the best threshold finds the lungs, but not well enough."""
    made = chest(5)
    lungs = made.masks[RIGHT_LUNG] | made.masks[LEFT_LUNG]
    best = max(
        2 * (found & lungs).sum() / (found.sum() + lungs.sum())
        for threshold in np.percentile(made.pixels, range(2, 98, 2))
        for found in [made.pixels < threshold]
    )
    assert best < 0.8


def test_a_site_takes_them_in_as_radiographs_of_its_patients(tmp_path: Path) -> None:
    persons = [("IPP0001", "17"), ("IPP0002", "18")]
    assert write_radiographs(tmp_path / "radiographs", persons, seed=2, size=128) == 2
    files = sorted((tmp_path / "radiographs").iterdir())
    assert [str(pydicom.dcmread(file).PatientID) for file in files] == ["IPP0001", "IPP0002"]
    image = clean(files[0], ImagePolicy(looked_at=True))
    assert image.origin.patient == "IPP0001" and image.content.BodyPartExamined == "CHEST"
    with (tmp_path / PATIENTS).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows == [{"patient_id": patient, "person_id": person} for patient, person in persons]
