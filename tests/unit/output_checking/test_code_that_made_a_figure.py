"""Code that names a figure is found however the name is written, and no name of an author stops the page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from output_checking.model import FileRole, ReleaseRequest, RequestFile
from output_checking.web.pages.figure_code import Excerpt, code_behind

FIGURE = RequestFile("deaths_2025.png", "g", FileRole.OUTPUT, "a" * 64, 10)
STUDY = RequestFile("study.ipynb", "g", FileRole.OUTPUT, "b" * 64, 10)
PROGRAM = RequestFile("figures.py", "g", FileRole.OUTPUT, "c" * 64, 10)
REQUEST = ReleaseRequest(
    id="r1",
    project="p",
    author="claire",
    title="t",
    context="c",
    votes_required=2,
    threshold=10,
    created_at=datetime(2026, 11, 27, tzinfo=UTC),
    files=(FIGURE, STUDY, PROGRAM),
)


def found(code: str, figure: RequestFile = FIGURE) -> tuple[Excerpt, ...]:
    cells = [{"cell_type": "code", "source": "import d2h"}, {"cell_type": "code", "source": code}]
    contents = {STUDY: json.dumps({"cells": cells}), PROGRAM: f"import d2h\n{code}\n"}
    request = replace(REQUEST, files=(figure, STUDY, PROGRAM))
    return code_behind(request, figure, lambda one: contents[one].encode())


@pytest.mark.parametrize(
    "written",
    [
        "'deaths_2025.png'",
        '"out/deaths_2025"',
        "f'deaths_{year}.png'",
        'f"deaths_{years[0]}"',
        'f"out/{kind}_{year}.{ending}"',
        "rf'{folder}/deaths_{year}.png'",
        """f"deaths_{of['year']}.png\"""",
    ],
)
def test_a_name_is_found_written_out_or_with_its_parts_filled_in(written: str) -> None:
    code = f"d2h.outputs.figure(plot, {written})"
    assert found(code) == (
        Excerpt("study.ipynb", code, cell=2),
        Excerpt("figures.py", f"import d2h\n{code}", line=1),
    )


@pytest.mark.parametrize(
    "written",
    ["name", "f'{name}.png'", "f'births_{year}.png'", "'deaths_{year}.png'", "f'deaths.png'", "f'{'"],
)
def test_code_that_may_be_about_any_file_or_is_about_another_is_not_taken_for_its_maker(written: str) -> None:
    assert found(f"d2h.outputs.figure(plot, {written})") == ()


def test_a_name_made_to_be_hard_to_compare_is_compared_all_the_same() -> None:
    hard = "{a}a" * 70
    long = replace(FIGURE, name="a" * 200 + "b.png")
    assert found(f'd2h.outputs.figure(plot, f"{hard}c.png")', long) == ()
