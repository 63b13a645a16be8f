"""A hospital's radiographs, from its folder of DICOM to the viewer in a researcher's notebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from demo.browsing import CHROMIUM, Visitor, chromium
from demo.studies.organs.files import PATIENTS, write_radiographs
from launcher.commands import run_d2h, run_several
from launcher.installation import REPOSITORY
from launcher.running import RunningInstallation

PROJECT = "chests"
IMAGES = 6
READ = "import d2h_sdk as d2h\nimages = d2h.images.read()\nprint(images.table.to_csv(index=False))"
KERNEL = {"name": "python3", "display_name": "Python 3"}
SHOW = "d2h.images.show(images[0])"
# How many shades the canvas bears: one where nothing is drawn.
SHADES = """canvas => {
    const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(drawn.filter((_, at) => at % 4 === 0)).size;
}"""

pytestmark = pytest.mark.skipif(
    not (Path(CHROMIUM).exists() and shutil.which("docker") and shutil.which("tesseract")),
    reason="Chromium, Docker or Tesseract is not on this machine",
)


def project_file(folder: Path) -> Path:
    """The project of the demonstration that reads one hospital's images instead of four hospitals' counts."""
    written = (REPOSITORY / "demo" / "projects" / "activity.yaml").read_text(encoding="utf-8")
    head, steps = written[: written.index("permits:")], written[written.index("steps:") :]
    permits = f"""\
permits:
  - sites: [lyon]
    mode: records
    datasets:
      {PROJECT}:
        tables:
          image: {{columns: [person_id, study_id, series_id, image_id, modality, pixels]}}

"""
    file = folder / f"{PROJECT}.yaml"
    file.write_text(head.replace("id: activity", f"id: {PROJECT}") + permits + steps, encoding="utf-8")
    return file


def test_images_of_a_hospital_are_read_and_looked_at_in_a_sealed_workspace(
    installation: RunningInstallation, tmp_path: Path
) -> None:
    made = installation.installation
    patients = [(f"IPP{number:07}", str(number)) for number in range(1, IMAGES + 1)]
    write_radiographs(tmp_path / "pacs", patients, seed=1)
    loaded = run_d2h(
        made,
        *("site", "load-images", "lyon", tmp_path / "pacs"),
        *(f"--dataset={PROJECT}", "--persons", tmp_path / PATIENTS, "--projections=detector"),
    )
    assert f"{IMAGES} images" in loaded
    card = tmp_path / "card.json"
    run_several(
        made,
        [
            ["site", "describe", "lyon", "--output", card],
            ["sites", "register", card],
            ["project", "apply", project_file(tmp_path)],
            ["site", "approve", "lyon", PROJECT, "--yes"],
            ["project", "activate", PROJECT],
        ],
    )
    notebook = tmp_path / "look.ipynb"
    cells = [new_markdown_cell("# Radiographs"), new_code_cell(READ), new_code_cell(SHOW)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), notebook)

    with chromium() as browser:
        hugo = Visitor(
            browser,
            "hugo",
            hub_url=installation.hub_url,
            airlock_url=installation.airlock_url,
            pictures=tmp_path,
        )
        hugo.log_in(installation.password_of("hugo"))
        hugo.open_workspace(PROJECT)
        hugo.upload_notebook(PROJECT, notebook)
        hugo.open_notebook(PROJECT, notebook.name)
        read, shown = hugo.run_cells(3)
        expect(read.locator(".jp-OutputArea")).to_contain_text("DX")
        canvas = shown.locator("canvas").first
        expect(canvas).to_be_visible()
        hugo.picture("radiograph")
        assert canvas.evaluate(SHADES) > 50
        level = shown.get_by_role("slider").first
        before = level.input_value()
        level.press("ArrowRight")
        assert level.input_value() != before, "JupyterLab took the key for a shortcut of its own"
        assert "IPP" not in read.inner_text()
        hugo.close()
