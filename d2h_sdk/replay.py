"""`python -m d2h_sdk.replay FOLDER PACKAGES NOTEBOOK LIMIT NAME…`: run a notebook again; say what it made.

Runs in a sealed container of its own, with nothing but FOLDER (the notebook and its supporting files), the
packages that its author had taken from outside, which are installed first, the sites' doors and the way to
access tokens. One JSON line (`ReplayedMessage`) on standard output is all that comes out: the files asked to
be released, and those of the working folder that bear one of the NAMEs. Nothing here is trusted: notebook and
container belong together, and the airlock compares and judges.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from d2h_sdk.kernel_of_notebook import kernel_of
from d2h_sdk.outputs.recording import RECORDED
from d2h_sdk.wire import ReplayedMessage, ReplayFault

_LONGEST_NAME = 200
_START_SECONDS = 120
_OF_R = Path("/tmp/d2h-packages")  # noqa: S108 - in a container of its own
# As a repository of its own, of which R finds out what needs what.
_INSTALL_IN_R = f"""
dir.create(Sys.getenv("R_LIBS_USER"), recursive = TRUE)
tools::write_PACKAGES("{_OF_R}", type = "source")
here <- "file://{_OF_R}"
utils::install.packages(rownames(available.packages(here, filters = list())), Sys.getenv("R_LIBS_USER"),
                        contriburl = here)
"""


def main(folder: str, packages: str, notebook: str, limit: str, *names: str) -> int:
    # The notebook and what it starts shall not write where the answer goes.
    answer = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    work = Path.cwd()
    shutil.copytree(folder, work, dirs_exist_ok=True)
    _install(Path(packages))
    executed = RECORDED.with_suffix(".ipynb")
    fault = _run(work / notebook, executed)
    files = _made(work, names)
    files = {name: file for name, file in files.items() if name != notebook}
    size = sum(file.stat().st_size for file in (*files.values(), executed) if file.exists())
    said = (
        ReplayedMessage(fault=fault, too_large=True)
        if size > int(limit)
        else ReplayedMessage.model_construct(
            files={name: file.read_bytes() for name, file in files.items()},
            notebook=executed.read_bytes() if executed.exists() else b"",
            fault=fault,
        )
    )
    with os.fdopen(answer, "wb") as out:
        out.write(said.model_dump_json().encode() + b"\n")
    return 0


def _install(packages: Path) -> None:
    """Each as it is; of one that does not go in, the notebook's own error tells."""
    files = sorted(str(file) for file in (packages / "python").glob("*"))
    wheels = [file for file in files if file.endswith(".whl")]
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation"]
    for some in (wheels, *([file] for file in files if file not in wheels)):
        if some:
            subprocess.run([*pip, *some], check=False)  # noqa: S603 - an argument for each
    if any((packages / "r").glob("*")):
        shutil.copytree(packages / "r", _OF_R)
        subprocess.run(["/usr/bin/Rscript", "-e", _INSTALL_IN_R], check=False)  # noqa: S603 - our own words


def _run(notebook: Path, executed: Path) -> ReplayFault | None:
    """Cell by cell, all outputs kept in `executed`; the error that ended it."""
    import papermill  # here: only the image has it
    from jupyter_client.kernelspec import KernelSpecManager

    kernels = KernelSpecManager()
    try:
        kernel = kernel_of(notebook, kernels.find_kernel_specs())
        papermill.execute_notebook(
            str(notebook),
            str(executed),
            kernel_name=kernel,
            language=kernels.get_kernel_spec(kernel).language,
            cwd=str(notebook.parent),
            progress_bar=False,
            start_timeout=_START_SECONDS,
        )
    except papermill.PapermillExecutionError as fault:
        return ReplayFault(cell=int(fault.cell_index) + 1, name=str(fault.ename)[:_LONGEST_NAME])
    except Exception as fault:
        # A kernel that died, a notebook that is none: papermill passes on what each library raises.
        return ReplayFault(cell=0, name=type(fault).__name__)
    return None


def _made(work: Path, names: tuple[str, ...]) -> dict[str, Path]:
    written = {name: work / name for name in names if Path(name).name == name and (work / name).is_file()}
    recorded = {file.name: file for file in RECORDED.glob("*")} if RECORDED.is_dir() else {}
    return written | recorded


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
