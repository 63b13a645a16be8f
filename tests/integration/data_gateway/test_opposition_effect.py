"""What the data protection officer of a site reads of the oppositions: counts by table, nobody's number."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from click.testing import Result
from typer.testing import CliRunner

from data_gateway.cli import app
from data_gateway.patients.opposition_effect import opposition_effect

from .conftest import RunningSite, write_source


@pytest.fixture
def type_(site: RunningSite) -> Callable[..., Result]:
    """Types a command of `d2h site` in English."""

    def typing(command: str, *words: str | Path) -> Result:
        arguments = [command, str(site.folder.root), *map(str, words)]
        return CliRunner().invoke(app, arguments, env=os.environ | {"D2H_LANGUAGE": "en"})

    return typing


def test_what_is_withheld_is_what_readers_no_longer_get(
    site: RunningSite, type_: Callable[..., Result], tmp_path: Path
) -> None:
    everybody = parquet.read_table(write_source(tmp_path / "source") / "person.parquet")
    opposed = everybody.column("person_id").to_pylist()[:3]
    (tmp_path / "opposed.txt").write_text("".join(f"{person}\n" for person in opposed))
    assert type_("oppose", tmp_path / "opposed.txt", "--replace").exit_code == 0

    effect = opposition_effect(site.folder)
    told = {one.table: one for one in effect.withheld}
    assert (effect.persons, told["person"].persons, told["person"].rows) == (3, 3, 3)
    served = site.read(site.token(site.permit()), "person").num_rows
    assert served == told["person"].all_rows - told["person"].rows
    output = type_("opposition").output
    assert "3 opposed patients on the list." in output
    assert (
        f"omop.person: 3 of them withheld from every project, with 3 of {everybody.num_rows} rows" in output
    )


def test_a_list_that_cannot_be_read_is_told_in_words(site: RunningSite, type_: Callable[..., Result]) -> None:
    site.folder.opposition.unlink()
    done = type_("opposition")

    assert done.exit_code == 1
    assert "cannot read its list of opposed patients" in done.output
