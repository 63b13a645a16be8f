"""Dice of the study's U-Net in persons it has not seen, and how long it learns.

The notebook `demo/studies/organs` is run until it asks for release, with PyTorch, over the gateway of a site
that took in radiographs of invented patients: de-identified, texts painted over, outlines as a table.

    python benchmarks/organs.py [--images 90] [--device cpu]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import PROJECT, SITE, USER, access_service, enter_workspace, gateway, make_site

from data_gateway.catalogue.image_intake import ImageFolder
from data_gateway.catalogue.image_loading import load_images
from data_gateway.catalogue.image_table import image_columns
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.patient_list import read_patient_list
from data_gateway.images.samples import Projections
from data_gateway.images.withheld_images import WithheldImages
from data_gateway.site.folder import SiteFolder
from demo.studies.organs.contours import CONTOURS, write_contours
from demo.studies.organs.files import PATIENTS, write_radiographs
from governance import signatures
from governance.permits.document import DatasetPermit, Mode, PermitDocument, TablePermit, sign_permit

NOTEBOOK = Path(__file__).parent.parent / "demo" / "studies" / "organs" / "organs.ipynb"
RELEASE = "## 6."
BAR = 0.90
CHESTS = "chests"


def take_in(folder: SiteFolder, scratch: Path, images: int) -> None:
    persons = [(f"IPP{person:07}", str(person)) for person in range(1_001, 1_001 + images)]
    write_radiographs(scratch / "radiographs", persons, seed=1)
    write_contours(scratch / CONTOURS, persons, seed=1)
    queue = WithheldImages(folder.withheld_images)
    source = ImageFolder(
        scratch / "radiographs",
        ImagePolicy(),
        read_patient_list(scratch / PATIENTS),
        Projections.DETECTOR,  # drawn, of nobody
    )
    report = load_images(source, folder.datasets, CHESTS, {}, queue, memory="1GB", threads=2)
    queue.close()
    print(f"radiographs taken in       {report.images} of {images}, text painted over in {report.painted}")
    load(
        *(scratch / CONTOURS, folder.datasets, CONTOURS, {"en": "Outlines"}, ColumnChoices()),
        memory="1GB",
        threads=2,
    )


def sign_a_permit(folder: SiteFolder) -> PermitDocument:
    columns = tuple(name for name in image_columns("BIGINT") if name != "file")
    outlines = ("person_id", "organ", "image_row", "first_column", "last_column")
    document = PermitDocument(
        project=PROJECT,
        site=SITE,
        version=1,
        purpose="Find organs on radiographs",
        members=(USER,),
        valid_from=date.today(),
        valid_until=date.today() + timedelta(days=1),
        datasets={
            CHESTS: DatasetPermit(mode=Mode.RECORDS, tables={"image": TablePermit(columns=columns)}),
            CONTOURS: DatasetPermit(mode=Mode.RECORDS, tables={CONTOURS: TablePermit(columns=outlines)}),
        },
    )
    signed = sign_permit(document, signatures.load_private_key(folder.data_owner_key))
    (folder.permits / f"{document.digest()}.jws").write_text(signed)
    return document


def run_notebook(device: str) -> dict[str, Any]:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    end = next(at for at, cell in enumerate(cells) if RELEASE in cell.source)
    names: dict[str, Any] = {}
    for cell in cells[:end]:
        if cell.cell_type == "code":
            source = cell.source.replace('"cuda" if torch.cuda.is_available() else "cpu"', repr(device))
            start, worked = time.perf_counter(), time.process_time()
            exec(compile(source, str(NOTEBOOK), "exec"), names)  # noqa: S102 it is our own notebook
            if "network = train(" in source:
                names["seconds"] = time.perf_counter() - start
                names["worked"] = time.process_time() - worked
    return names


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=90)
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    key = Ed25519PrivateKey.generate()
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        scratch = Path(made)
        folder = make_site(scratch, 1_000, key)
        take_in(folder, scratch, given.images)
        document = sign_a_permit(folder)
        served = running.enter_context(gateway(folder))
        url = running.enter_context(access_service(key, document))
        enter_workspace(scratch, url, (folder, served.port))
        os.chdir(scratch)
        names = run_notebook(given.device)
    scores = names["scores"].groupby("organ")["dice"]
    print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, on {given.device}")
    print(f"learnt in                  {names['seconds']:.0f} s, {names['worked']:.0f} processor seconds")
    for organ, least, mean in zip(scores.groups, scores.min(), scores.mean(), strict=True):
        print(f"Dice, {organ:<20} {mean:.3f} (least {least:.3f}), bar {BAR:.2f}")
    print(f"persons not seen           {int(names['held_out'].sum())}")
    print(f"cardiothoracic ratio       {names['bias']:+.3f} ± {1.96 * names['spread']:.3f} of the expert's")
    print(f"mean of all                {np.mean(names['scores']['dice']):.3f}")


if __name__ == "__main__":
    main()
