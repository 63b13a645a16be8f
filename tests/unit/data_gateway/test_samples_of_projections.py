"""How many projections a person looks at, and what it says of the others when none bears text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data_gateway.images.cleaning import ImagePolicy, clean
from data_gateway.images.picture import picture
from data_gateway.images.samples import (
    LEAST,
    Projections,
    Unseen,
    drawn,
    highest_share,
    is_projection,
    keep_projections,
    projections_of,
)
from data_gateway.images.stored import stored

from .planted_images import dx, radiograph, written

UNSEEN = {f"{number:04}.dcm": Unseen(file=f"pacs/{number}", digest=f"{number:064}") for number in range(500)}


def test_none_with_text_among_59_leaves_fewer_than_5_percent_and_among_299_fewer_than_1() -> None:
    assert highest_share(LEAST, 10_000) < 0.05 <= highest_share(LEAST - 1, 10_000)
    assert highest_share(299, 10_000) < 0.01 <= highest_share(298, 10_000)
    assert highest_share(40, 40) == 0


def test_a_sample_is_drawn_anew_for_each_version_and_stays_that_of_its_version(tmp_path: Path) -> None:
    first, second = (drawn(Projections.SAMPLE, UNSEEN, LEAST) for _ in range(2))
    assert len(set(first.sample)) == len(first.sample) == LEAST
    assert set(first.sample) < set(UNSEEN)
    assert set(first.sample) != set(second.sample)
    keep_projections(tmp_path, first)
    assert projections_of(tmp_path) == first


def test_all_are_looked_at_where_there_are_fewer_and_none_where_the_site_rests_on_the_detector() -> None:
    few = dict(list(UNSEEN.items())[:7])
    assert set(drawn(Projections.SAMPLE, few, LEAST).sample) == set(few)
    alone = drawn(Projections.DETECTOR, few, LEAST)
    assert (alone.sample, alone.waits) == ((), False)


@pytest.mark.parametrize("modality", ["CR", "DX", "MG", "NM", "XA", "RF", "PX", "", None])
def test_what_is_not_known_to_be_a_section_counts_as_a_projection(modality: str | None) -> None:
    assert is_projection(modality) and not is_projection("CT")


def test_text_that_is_too_faint_to_be_seen_stands_out_where_local_contrast_is_raised(tmp_path: Path) -> None:
    plain = radiograph()
    ink = written(np.zeros_like(plain), "KERVELLEC", at=(120, 150), size=16, grey=4095) > 2000
    content = dx((plain + 40 * ink).astype(np.uint16))
    content.save_as(tmp_path / "came", enforce_file_format=True)
    image = clean(tmp_path / "came", ImagePolicy(looked_at=True))
    stored(image, pixels_cleaned=False).save_as(tmp_path / "kept", enforce_file_format=False)
    shown, raised = (
        np.asarray(picture(tmp_path / "kept", raised=way, side=1024)).astype(float) for way in (False, True)
    )
    beside = np.roll(ink, 24, axis=0) & ~ink
    seen, stands_out = (abs(grey[ink].mean() - grey[beside].mean()) for grey in (shown, raised))
    assert shown.shape == raised.shape == plain.shape
    assert stands_out > 4 * seen and stands_out > 25


def test_a_large_image_is_shown_small_or_whole_and_frames_beside_one_another(tmp_path: Path) -> None:
    content = dx(radiograph(600))
    content.Rows, content.NumberOfFrames = 200, 3
    content.save_as(tmp_path / "came", enforce_file_format=True)
    image = clean(tmp_path / "came", ImagePolicy(looked_at=True))
    stored(image, pixels_cleaned=False).save_as(tmp_path / "kept", enforce_file_format=False)
    assert picture(tmp_path / "kept", raised=True, side=0).size == (1200, 400)
    assert picture(tmp_path / "kept", raised=False, side=600).size == (600, 200)
