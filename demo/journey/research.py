"""Steps 4 and 5: a researcher reads, analyses, and asks for her results to leave."""

from __future__ import annotations

import json
from typing import Any

from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import ADVERSE_EVENTS
from demo.journey.kernel_answers import ask, refusal
from demo.journey.stage import Stage
from launcher.client import Workspace
from launcher.installation import REPOSITORY

RESEARCHER, PROJECT = "claire", "adverse-events"
COUNTER, COUNTS = "hugo", "activity"
STUDY = REPOSITORY / "demo" / "studies" / "adverse_events.ipynb"
NOT_IN_PERMIT = "month_of_birth"  # of the table `person`


def enter_workspace(stage: Stage) -> Workspace:
    """Raises JourneyFault unless the workspace is sealed and files cannot be downloaded from it."""
    with stage.step(4, "workspace-sealed"):
        workspace = stage.hub(RESEARCHER).start_workspace(PROJECT)
        interfaces = ask(workspace, "sorted(os.listdir('/sys/class/net'))", before="import os")
        stage.expect(interfaces == ["lo"], f"the workspace has the network interfaces {interfaces}")
        workspace.execute("open('download-me.txt', 'w').write('a row of a patient')")
        for route in (
            "files/download-me.txt",
            "nbconvert/html/download-me.txt",
            "files/download-me.txt?download=1",
        ):
            answer = workspace.request("GET", route)
            stage.expect(answer.status_code == 403, f"{route} answers {answer.status_code}, not 403")
        workspace.execute("os.remove('download-me.txt')")
    return workspace


def read_data(stage: Stage, workspace: Workspace) -> None:
    sites = stage.sites
    with stage.step(4, "data-read") as told:
        listed = ask(
            workspace,
            "sorted({(d.site, d.mode) for d in d2h.datasets().datasets})",
            before="import d2h_sdk as d2h",
        )
        stage.expect(listed == [[site, "records"] for site in sites], f"the datasets listed are {listed}")
        counts = ask(
            workspace,
            "_persons.groupby('site', observed=True).size().astype(int).to_dict()",
            before="_persons = d2h.read('person', progress=False)",
        )
        stage.expect(sorted(counts) == sites and min(counts.values()) > 0, f"persons read by site: {counts}")
        told["persons"] = sum(counts.values())
        told["sites"] = len(counts)
    with stage.step(4, "column-refused") as told:
        sentence = refusal(workspace, f"d2h.read('person', columns=['person_id', '{NOT_IN_PERMIT}'])")
        stage.expect(NOT_IN_PERMIT in sentence, f"the refusal does not name the column: {sentence!r}")
        told["sentence"] = sentence


def count_aggregates(stage: Stage) -> None:
    """The other project counts persons at the hospitals; rows and small groups stay there."""
    group = read_hospitals().small_group
    kind = ADVERSE_EVENTS[group.event].concept_id
    with stage.step(4, "aggregates-only") as told:
        workspace = stage.hub(COUNTER).start_workspace(COUNTS)
        sentence = refusal(workspace, "d2h.read('observation')")
        stage.expect(sentence, "an aggregates-only permit handed out records")
        groups = ask(
            workspace,
            "[[s, int(k), int(n)] for s, k, n in _counts.itertuples(index=False)]",
            before="_counts = d2h.aggregate('observation', 'observation_concept_id')"
            "[['site', 'observation_concept_id', 'persons']]",
        )
        withheld = not any((site, concept) == (group.site, kind) for site, concept, _ in groups)
        stage.expect(groups and withheld, f"{group.site} told of its {group.persons} persons: {groups}")
        told |= {"sentence": sentence, "groups": len(groups)}
        workspace.stop()


def run_study(stage: Stage, workspace: Workspace) -> str:
    """Runs the study notebook cell by cell, as she would. Returns the id of the request it submitted.

    Raises JourneyFault unless the checks find the small cell where it stands, and pass once it is suppressed.
    """
    cells = _upload(stage, workspace)
    report: dict[str, Any] | None = None
    with stage.step(5, "small-cell-found") as told:
        while report is None or not report["blocking"]:
            stage.expect(cells, "the study ended and the checks never found the small cell")
            source = cells.pop(0)
            workspace.execute(source)
            report = _report(workspace) if ".check(" in source else None
        told |= _small_cell(stage, report["blocking"])
    with stage.step(5, "suppressed-and-submitted") as told:
        while cells:
            workspace.execute(cells.pop(0))
        report = _report(workspace)
        stage.expect(report["state"] == "SUBMITTED", f"after suppression the request is {report['state']}")
        stage.expect(not report["blocking"], f"still blocking: {report['blocking']}")
        told["files"] = ", ".join(report["files"])
    return str(report["id"])


def _upload(stage: Stage, workspace: Workspace) -> list[str]:
    """Puts the notebook into the workspace as JupyterLab does. Returns the source of its code cells."""
    with stage.step(4, "study-uploaded", name=STUDY.name) as told:
        notebook = json.loads(STUDY.read_text(encoding="utf-8"))
        answer = workspace.request(
            "PUT",
            f"api/contents/{STUDY.name}",
            {"type": "notebook", "format": "json", "content": notebook},
        )
        stage.expect(
            answer.status_code in (200, 201), f"the upload answers {answer.status_code}: {answer.text}"
        )
        cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        told["cells"] = len(cells)
    return cells


def _report(workspace: Workspace) -> dict[str, Any]:
    """The current request as the researcher's own library tells it."""
    report = ask(
        workspace,
        """{"id": _request.id, "state": _request.state, "files": [f.name for f in _request.message.files],
            "blocking": [{"file": name, "rule": f.rule, "params": f.params, "where": f.where}
                         for name, f in _request.blocking]}""",
        before="_request = d2h.outputs.status()",
    )
    assert isinstance(report, dict)  # noqa: S101 - JSON of a dict; narrows the type
    return report


def _small_cell(stage: Stage, blocking: list[dict[str, Any]]) -> dict[str, str | int]:
    """File, row and column of the finding about three persons."""
    for finding in blocking:
        if 3 in finding["params"].values() and {"row", "column"} <= set(finding["where"]):
            where = finding["where"]
            return {"file": finding["file"], "row": where["row"], "column": where["column"]}
    stage.expect(False, f"no finding tells of 3 persons, with row and column: {blocking}")
    return {}
