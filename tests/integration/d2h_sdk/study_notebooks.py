"""A study's notebook, run from its first cell to its last as one script, and what its last cell would see."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from .conftest import AccessService, RunningAirlock, RunningSite, session_message

STUDIES = Path(__file__).parents[3] / "demo" / "studies"
LONGEST = 500  # seconds
KEEP = """
import json
reports = []

def keep(report):
    found = [[name, f.explanation, dict(f.params), dict(f.where)] for name, f in report.blocking]
    files = [f.name for f in report.message.files]
    reports.append({"state": report.state, "blocking": found, "files": files})
"""

Play = Callable[..., dict[str, Any]]


def play(
    study: str,
    told: Mapping[str, str],
    folder: Path,
    *,
    sites: Mapping[str, RunningSite],
    airlock: RunningAirlock,
    access_service: AccessService,
    changed: Mapping[str, str] | None = None,
    project: str = "",
) -> dict[str, Any]:
    """The value of each expression of `told`, and `reports`, what the airlock said at each check.

    `changed`: texts of the notebook that are replaced first, so as to keep what it throws away.
    `project`: the one of the study's own name, unless told.
    """
    notebook, project = STUDIES / f"{study}.ipynb", project or study.replace("_", "-")
    shutil.copy(notebook, folder)
    before = access_service.project, access_service.permits
    access_service.project, access_service.permits = project, airlock.permits[project]
    doors = tuple(site.door for site in sites.values())
    message = session_message(access_service, doors, "fr", airlock.url)
    (folder / "session.json").write_text(message.model_dump_json(), encoding="utf-8")
    environment = {
        "D2H_SESSION_FILE": str(folder / "session.json"),
        "PYTHONPATH": str(STUDIES.parents[1]),
        "MPLBACKEND": "agg",
    }
    try:
        ran = subprocess.run(
            [sys.executable, "-W", "error::FutureWarning", "-c", _script(notebook, told, changed or {})],
            cwd=folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    finally:
        access_service.project, access_service.permits = before
    assert ran.returncode == 0, ran.stderr[-3000:]
    line = next(line for line in ran.stdout.splitlines() if line.startswith("TOLD "))
    found = json.loads(line.removeprefix("TOLD "))
    assert isinstance(found, dict)
    return found


def _script(notebook: Path, told: Mapping[str, str], changed: Mapping[str, str]) -> str:
    cells = nbformat.read(notebook, as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for asked in ("d2h.outputs.check()", "d2h.outputs.submit()"):
        source = source.replace(asked, f"keep({asked})")
    for text, other in changed.items():
        assert text in source, f"{notebook.name} no longer has {text!r}"
        source = source.replace(text, other)
    values = ", ".join(f"{name!r}: {value}" for name, value in {"reports": "reports", **told}.items())
    return "\n".join([KEEP, source, f'print("TOLD " + json.dumps({{{values}}}, default=float))'])
