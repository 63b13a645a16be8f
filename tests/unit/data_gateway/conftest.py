"""A folder to load from, one to load into, and loads with what a site says of its data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_gateway.catalogue.loading import ColumnChoices, LoadReport, SiteRules, load

Loading = Callable[..., LoadReport]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    return folder


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


@pytest.fixture
def load_stays(source: Path, datasets: Path) -> Loading:
    """Load `source` as the data set `stays`; files are given as the text they hold."""

    def loading(
        *,
        mapping: str | None = None,
        schema: str | None = None,
        description: str | None = None,
        leave_out: bool = False,
        **others: Any,
    ) -> LoadReport:
        texts = {"mapping.csv": mapping, "schema.yaml": schema, "description.yaml": description}
        paths = {}
        for name, text in texts.items():
            if text is not None:
                path = source.parent / name
                path.write_text(text, encoding="utf-8")
                paths[name.partition(".")[0]] = path
        rules = SiteRules(**paths, leave_out_bad_rows=leave_out)
        choices = others.pop("choices", ColumnChoices())
        return load(source, datasets, "stays", {}, choices, memory="300MB", threads=2, rules=rules, **others)

    return loading
