"""The study notebook, run from its first cell to its last against four gateways and the airlock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import AGE_DECADE, CONDITIONS, EMERGENCY
from demo.studies.notebook import notebook_text, sources

from .conftest import AccessService, RunningAirlock, RunningSite, session_message

NOTEBOOK = Path(__file__).parents[3] / "demo" / "studies" / "adverse_events.ipynb"
TOLD = """
print("TOLD " + json.dumps({
    "reports": reports,
    "auc": float(auc.mean()),
    "cox": cox.params_.to_dict(),
    "errors": cox.standard_errors_.to_dict(),
    "small": counts[counts > 0].min().min(),
    "latest_hours": float(latest / pd.Timedelta(hours=1)),
    "creatinine": first["creatinine"].groupby(stays.set_index("visit_occurrence_id")["site"]
        .reindex(first.index)).median().to_dict(),
}, default=int))
"""


def script(notebook: nbformat.NotebookNode) -> str:
    """The notebook as one script that keeps each check's report, and the latest value used."""
    lines = ["import json", "reports = []"]
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        source = cell.source.replace("d2h.outputs.check()", "reports.append(keep(d2h.outputs.check()))")
        source = source.replace("d2h.outputs.submit()", "reports.append(keep(d2h.outputs.submit()))")
        lines.append(source.replace("del batches, early, visits", KEEP_LATEST))
    return "\n".join([KEEP, *lines, TOLD])


KEEP = """
def keep(report):
    found = [[name, f.explanation, dict(f.params), dict(f.where)] for name, f in report.blocking]
    return {"state": report.state, "blocking": found, "files": [f.name for f in report.message.files]}
"""
KEEP_LATEST = """
latest = (early["measurement_datetime"] - early["visit_occurrence_id"].map(admitted)).max()
"""


@pytest.fixture(scope="module")
def told(
    four_sites: dict[str, RunningSite],
    airlock: RunningAirlock,
    access_service: AccessService,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, object]:
    """What the study's last cell would see."""
    folder = tmp_path_factory.mktemp("study")
    shutil.copy(NOTEBOOK, folder)
    message = session_message(
        access_service, tuple(site.door for site in four_sites.values()), "fr", airlock.url
    )
    (folder / "session.json").write_text(message.model_dump_json(), encoding="utf-8")
    permits, access_service.permits = access_service.permits, airlock.permits
    try:
        ran = subprocess.run(
            [
                sys.executable,
                "-W",
                "error::FutureWarning",
                "-c",
                script(nbformat.read(NOTEBOOK, as_version=4)),
            ],
            cwd=folder,
            env=os.environ
            | {
                "D2H_SESSION_FILE": str(folder / "session.json"),
                "PYTHONPATH": str(NOTEBOOK.parents[2]),
            },
            capture_output=True,
            text=True,
            timeout=500,
        )
    finally:
        access_service.permits = permits
    assert ran.returncode == 0, ran.stderr[-3000:]
    line = next(line for line in ran.stdout.splitlines() if line.startswith("TOLD "))
    found = json.loads(line.removeprefix("TOLD "))
    assert isinstance(found, dict)
    return found


def test_the_notebook_is_made_from_its_source_and_keeps_no_outputs() -> None:
    [source] = sources()
    assert NOTEBOOK.read_text(encoding="utf-8") == notebook_text(source.read_text(encoding="utf-8"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_the_checks_find_the_three_persons_and_pass_once_they_are_suppressed(told: dict) -> None:
    first, second, submitted = told["reports"]
    group = read_hospitals().small_group
    small = [found for found in first["blocking"] if found[2].get("persons") == group.persons]
    assert small and {found[0] for found in first["blocking"]} == {"adverse_events_by_site.csv"}
    assert second["blocking"] == []
    assert submitted["state"] == "SUBMITTED"
    assert set(submitted["files"]) == {
        "adverse_events_by_site.csv",
        "cox_adverse_events.csv",
        "adverse_events.ipynb",
        "time_to_adverse_event.png",
        "time_to_adverse_event-data.csv",
    }


def test_no_value_measured_after_48_hours_is_used(told: dict) -> None:
    assert told["latest_hours"] < 48


def test_units_of_the_hospitals_are_brought_together(told: dict) -> None:
    medians = list(told["creatinine"].values())
    assert len(medians) == 4
    assert np.ptp(medians) < 0.3  # log µmol/L; mg/L taken for µmol/L would differ by 2.2


def test_the_models_find_what_the_patients_were_invented_from(told: dict) -> None:
    truth = {"age_decade": AGE_DECADE.event, "emergency": EMERGENCY.event}
    truth["diabetes"] = CONDITIONS["diabetes"].covariate.event
    for covariate, coefficient in truth.items():
        error = told["errors"][covariate]
        assert abs(told["cox"][covariate] - coefficient) < 3.5 * error
    assert told["auc"] > 0.8
