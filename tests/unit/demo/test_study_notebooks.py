"""The notebooks of the studies are made from their sources."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from demo.studies.notebook import notebook_text, sources


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_a_notebook_is_made_from_its_source_and_keeps_no_outputs(source: Path) -> None:
    made = source.with_suffix(".ipynb")
    assert made.read_text(encoding="utf-8") == notebook_text(source.read_text(encoding="utf-8"))
    notebook = nbformat.read(made, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
