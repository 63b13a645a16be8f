"""The workspace tells which code asked for a file to leave: in a real kernel, and in a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from d2h_sdk.wire import CODE_LENGTH, CODE_PIECES, CodeRecord, SessionMessage

from .conftest import ROOT, AccessService, session_message

OPENED = (
    "import matplotlib\nmatplotlib.use('agg')\nimport pandas as pd\nfrom matplotlib.figure import Figure\n"
    "import d2h_sdk as d2h\nnumbers = pd.DataFrame({'ward': ['a', 'b'], 'deaths': [40, 31]})\n"
    "def drawn():\n    figure = Figure()\n    figure.add_subplot().bar(numbers.ward, numbers.deaths)\n"
    "    return figure\ndraft = d2h.outputs.draft('Deaths', 'By ward')"
)
TOLD = (
    "import json\nfrom pathlib import Path\nPath('told.json').write_text(json.dumps({one.name: one.evidence."
    "model_dump(mode='json')['code'] for one in d2h.outputs.status().message.files}))"
)
Told = dict[str, tuple[CodeRecord, ...]]


def read(folder: Path) -> Told:
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return {name: tuple(CodeRecord.model_validate(one) for one in code) for name, code in told.items()}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, access_service: AccessService) -> Iterator[Path]:
    """A folder to work in, in a workspace whose outputs are recorded and not sent."""
    folder = tmp_path_factory.mktemp("workspace")
    message = session_message(access_service, (), "en", "http://127.0.0.1:1")
    session = SessionMessage.model_validate({**message.model_dump(), "replay": True})
    (folder / "session.json").write_text(session.model_dump_json(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("D2H_SESSION_FILE", str(folder / "session.json"))
        patch.setenv("PYTHONPATH", str(ROOT))
        yield folder


@dataclass
class Kernel:
    """A notebook's kernel; `runs` is the number of the cell run last."""

    client: NotebookClient
    folder: Path
    runs: int = 0

    def __call__(self, *cells: str) -> Told:
        """Runs cells for a request of their own; which code each file's record holds."""
        for source in (f"d2h.outputs.draft('Request {self.runs}', 'By ward')", *cells):
            self.execute(source)
        last = self.runs
        self.execute(TOLD)
        self.runs = last
        return read(self.folder)

    def execute(self, source: str) -> None:
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        self.runs = cell.execution_count


@pytest.fixture(scope="module")
def run(opened: Path) -> Iterator[Kernel]:
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=60, kernel_name="python3")
    with client.setup_kernel(cwd=str(opened)):
        kernel = Kernel(client, opened)
        kernel.execute(OPENED)
        yield kernel


def test_a_name_in_a_variable_is_told_with_its_cell(run: Kernel) -> None:
    cell = "# a comment\nname = 'deaths'\nd2h.outputs.figure(drawn(), name, numbers, persons='cells')\n"
    told = run(cell)
    assert told["deaths.png"] == (CodeRecord.of(cell, run=run.runs),)
    assert told["deaths-data.csv"] == told["deaths.png"]


def test_every_file_of_a_loop_is_told_with_the_cell_of_the_loop(run: Kernel) -> None:
    cell = "%matplotlib agg\nfor ward in 'ab':\n    d2h.outputs.table(numbers, 'of_' + ward, persons='cells')"
    told = run("1 + 1", cell)
    assert told == {f"of_{ward}.csv": (CodeRecord.of(cell, run=run.runs),) for ward in "ab"}


def test_a_function_of_another_cell_is_told_with_the_cell_that_calls_it(run: Kernel) -> None:
    defined = "def send(name):\n    d2h.outputs.table(numbers, name, persons='cells')"
    [code] = run(defined, "%%time\nsend('deaths')").values()
    assert code == (
        CodeRecord.of("%%time\nsend('deaths')", run=run.runs),
        CodeRecord.of(defined, run=run.runs - 1),
    )


def test_a_function_of_a_file_is_told_with_the_cell_that_calls_it(run: Kernel, opened: Path) -> None:
    function = "def send(numbers, name):\n    d2h.outputs.table(\n        numbers, name, persons='cells')\n"
    (opened / "study.py").write_text(
        f"import d2h_sdk as d2h\n\n\n{function}\n\nOTHER = 1\n", encoding="utf-8"
    )
    cell = "import study\nstudy.send(numbers, 'deaths')"
    [code] = run(cell).values()
    assert code == (CodeRecord.of(cell, run=run.runs), CodeRecord.of(function, file="study.py", line=4))


def test_a_cell_that_was_changed_and_run_again_is_told_as_it_ran_last(run: Kernel) -> None:
    first, second = (f"d2h.outputs.table(numbers, 'deaths', persons='cells')  # {n}" for n in (1, 2))
    assert run(first, second) == {"deaths.csv": (CodeRecord.of(second, run=run.runs),)}


def test_of_a_very_long_cell_the_beginning_is_told_and_the_whole_is_known(run: Kernel) -> None:
    cell = f"text = '''{'é' * 2 * CODE_LENGTH}'''\nd2h.outputs.table(numbers, 'deaths', persons='cells')"
    [[code]] = run(cell).values()
    assert code.code == cell[:CODE_LENGTH]
    assert code.is_of(cell) and not code.is_of(cell + " + 1")


def test_functions_that_call_one_another_are_told_from_both_ends(run: Kernel) -> None:
    inner = "def f0(name):\n    d2h.outputs.table(numbers, name, persons='cells')"
    others = [f"def f{n}(name):\n    f{n - 1}(name)" for n in range(1, 6)]
    [code] = run(inner, *others, "f5('deaths')").values()
    assert len(code) == CODE_PIECES
    assert code[0].code == "f5('deaths')" and code[-1].code == inner


def test_a_program_is_told_with_its_lines_down_to_the_call(opened: Path) -> None:
    call = "draft.table(\n    numbers,\n    'deaths',\n    persons='cells',\n)"
    (opened / "study.py").write_text(f"{OPENED}\n{call}\nafter = 1\n{TOLD}\n", encoding="utf-8")
    subprocess.run([sys.executable, "study.py"], check=True, cwd=opened, env=dict(os.environ), timeout=60)
    assert read(opened)["deaths.csv"] == (CodeRecord.of(f"{OPENED}\n{call}", file="study.py", line=1),)
