"""The study of organs: images and outlines of a gateway, and a request that passes, around any network.

That the notebook's own network finds the organs is measured by `benchmarks/organs.py`: PyTorch is in no lock
of the tests.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pyarrow.parquet as pq
import pytest

from data_gateway.catalogue.image_intake import ImageFolder
from data_gateway.catalogue.image_loading import load_images
from data_gateway.catalogue.image_table import image_columns
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.withheld_images import WithheldImages
from data_gateway.patients.opposition import OppositionRegister
from demo.studies.organs.contours import CONTOURS, write_contours
from demo.studies.organs.files import write_radiographs
from governance.permits.document import DatasetPermit, Mode, TablePermit

from .conftest import PROJECT, AccessService, RunningAirlock, RunningSite, permit, sign
from .study_notebooks import STUDIES, play

PERSONS, SIZE = 36, 64
OUTLINES = ("person_id", "organ", "image_row", "first_column", "last_column")
# In place of the network: the expert's outlines, one pixel to the right.
FOUND = "found = np.roll(masks[held_out], 1, axis=2)"


@pytest.fixture(scope="module")
def lyon(sites: dict[str, RunningSite], tmp_path_factory: pytest.TempPathFactory) -> RunningSite:
    """With radiographs of some of its patients, whose pixels a person has looked at, and their outlines."""
    site, folder = sites["lyon"], tmp_path_factory.mktemp("organs")
    opposed = OppositionRegister(site.folder.opposition).current().persons
    known = [str(one) for one in pq.read_table(site.source / "person.parquet")["person_id"].to_pylist()]
    persons = [(f"IPP{one}", one) for one in known if one not in opposed][:PERSONS]
    write_radiographs(folder / "radiographs", persons, seed=1, size=SIZE)
    write_contours(folder / CONTOURS, persons, seed=1, size=SIZE)
    queue = WithheldImages(site.folder.withheld_images)
    source = ImageFolder(folder / "radiographs", ImagePolicy(looked_at=True), dict(persons))
    load_images(source, site.folder.datasets, "chests", {}, queue, memory="500MB", threads=1, readers=2)
    queue.close()
    titled = {"en": "Outlines"}
    load(
        *(folder / CONTOURS, site.folder.datasets, CONTOURS, titled, ColumnChoices()),
        memory="500MB",
        threads=1,
    )
    return site


@pytest.fixture(scope="module")
def told(
    lyon: RunningSite,
    airlock: RunningAirlock,
    access_service: AccessService,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What the study's last cell would see."""
    columns = tuple(name for name in image_columns("BIGINT") if name != "file")
    opened = {"chests": ("image", columns), CONTOURS: (CONTOURS, OUTLINES)}
    document = permit("lyon").model_copy(
        update={
            "datasets": {
                name: DatasetPermit(mode=Mode.RECORDS, tables={table: TablePermit(columns=named)})
                for name, (table, named) in opened.items()
            }
        }
    )
    digest = sign(lyon.folder, document)
    return play(
        "organs/organs",
        {
            "dice": 'scores.groupby("organ")["dice"].min().to_dict()',
            "again": "{organ: bool((again[organ][0] == outlines[organ]).all()) for organ in ORGANS}",
            "bias": "bias",
            "seen": "int((~held_out).sum())",
            "apart": "not set(persons[held_out]) & set(persons[~held_out])",
        },
        tmp_path_factory.mktemp("study"),
        project=PROJECT,
        sites={"lyon": lyon},
        airlock=replace(airlock, permits=airlock.permits | {PROJECT: {"lyon": digest}}),
        access_service=access_service,
        changed=without_its_network(STUDIES / "organs" / "organs.ipynb"),
    )


def without_its_network(notebook: Path) -> dict[str, str]:
    cells = [each.source for each in nbformat.read(notebook, as_version=4).cells if each.cell_type == "code"]
    defined = next(source for source in cells if "class UNet" in source)
    used = next(source for source in cells if "network = train(" in source)
    imported = "import torch\nfrom torch import nn\nfrom torch.nn import functional\n"
    return {defined: "", used: FOUND, imported: ""}


def test_outlines_of_a_table_lie_on_the_images_of_their_persons(told: dict[str, Any]) -> None:
    """One pixel to the side, they still cover nearly all, of the right organ in each person."""
    assert set(told["dice"]) == {"right lung", "left lung", "heart"}
    assert all(0.8 < least < 1 for least in told["dice"].values())
    assert told["bias"] == pytest.approx(0, abs=1e-9)


def test_nobody_is_both_learnt_from_and_judged(told: dict[str, Any]) -> None:
    assert told["apart"] and told["seen"] == PERSONS * 2 // 3


def test_masks_are_read_again_from_what_radiology_software_opens(told: dict[str, Any]) -> None:
    assert all(told["again"].values())


def test_what_the_study_asks_to_release_passes_the_checks(told: dict[str, Any]) -> None:
    checked, submitted = told["reports"]
    assert checked["blocking"] == []
    assert submitted["state"] == "SUBMITTED"
    assert "dice_by_organ.csv" in submitted["files"] and "organs.dcm" not in submitted["files"]
