"""Code behind a figure: found where it names it, however written; the recorded one compared with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from d2h_sdk.wire import CODE_LENGTH, CodeRecord, Evidence
from output_checking.model import ReleaseRequest
from output_checking.request_files import FileRole, RequestFile
from output_checking.web.pages.figure_code import Excerpt, Recorded, code_behind, recorded_code

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


CELL = "name = 'deaths_' + year\nd2h.outputs.figure(plot, name)"


def compared(*pieces: CodeRecord, notebook: str = CELL, program: str = "") -> tuple[Recorded, ...]:
    """What is said of this record beside a notebook whose third cell, and a program, hold this code."""
    cells = [{"cell_type": "markdown", "source": CELL}, {"cell_type": "code", "source": ""}]
    cells.append({"cell_type": "code", "source": notebook.splitlines(keepends=True)})  # type: ignore[dict-item]
    contents = {STUDY: json.dumps({"cells": cells}), PROGRAM: program}
    figure = replace(FIGURE, evidence=Evidence(kind="figure", code=pieces))
    request = replace(REQUEST, files=(figure, STUDY, PROGRAM))
    return recorded_code(request, figure, lambda one: contents[one].encode())


def test_a_recorded_cell_is_found_again_in_the_notebook_whatever_the_name_is_built_from() -> None:
    piece = CodeRecord.of(CELL + "\n", run=7)
    assert compared(piece) == (Recorded(piece, (Excerpt("study.ipynb", CELL, cell=3),)),)


@pytest.mark.parametrize("notebook", [CELL + "  # changed", CELL[:-1], ""])
def test_a_recorded_cell_that_the_notebook_does_not_hold_matches_nothing(notebook: str) -> None:
    [one] = compared(CodeRecord.of(CELL, run=7), notebook=notebook)
    assert one.same == ()


def test_code_shown_under_the_digest_of_a_cell_of_the_notebook_does_not_match_that_cell() -> None:
    forged = CodeRecord.of(CELL, run=7).model_copy(update={"code": "print('harmless')"})
    [one] = compared(forged)
    assert one.same == ()


def test_a_long_cell_matches_by_its_digest_and_only_whole() -> None:
    long = CELL + "\n" + "x = 1\n" * CODE_LENGTH
    piece = CodeRecord.of(long, run=7)
    assert [bool(one.same) for one in compared(piece, notebook=long)] == [True]
    assert [bool(one.same) for one in compared(piece, notebook=long + "y = 2")] == [False]


def test_recorded_lines_of_a_program_match_at_their_place_alone() -> None:
    piece = CodeRecord.of("def send(name):\n    d2h.outputs.figure(plot, name)", file="figures.py", line=3)
    for above, same in (("import d2h\n\n", (Excerpt("figures.py", piece.code, line=3),)), ("", ())):
        [one] = compared(piece, program=f"{above}{piece.code}\nmore = 1\n")
        assert one.same == same


def test_a_cell_that_names_the_figure_and_is_recorded_is_shown_once() -> None:
    code = "d2h.outputs.figure(plot, 'deaths_2025')"
    contents = {STUDY: json.dumps({"cells": [{"cell_type": "code", "source": code}]}), PROGRAM: code}
    figure = replace(FIGURE, evidence=Evidence(kind="figure", code=(CodeRecord.of(code, run=1),)))
    request = replace(REQUEST, files=(figure, STUDY, PROGRAM))
    known = recorded_code(request, figure, lambda one: contents[one].encode())
    others = code_behind(request, figure, lambda one: contents[one].encode(), known)
    assert others == (Excerpt("figures.py", code, line=1),)
