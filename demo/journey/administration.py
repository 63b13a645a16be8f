"""Steps 2 and 3: an admin applies the project files, data owners sign, what lacks nothing becomes active."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from demo.journey.kernel_answers import ask
from demo.journey.research import PROJECT, RESEARCHER
from demo.journey.stage import Stage
from launcher.client import ClientError, Workspace
from launcher.installation import REPOSITORY

ADMIN = "nadia"
PROJECTS = sorted((REPOSITORY / "demo" / "projects").glob("*.yaml"))
PLAN_CHANGES, PLAN_NOTHING, FAULT = 2, 0, 1

# The gateway's own answer: its Flight call without any of the SDK's own looks at the permit.
_CALL_GATEWAY = """
import json
import d2h_sdk as d2h
if {renewed}:
    d2h.session.access.forget()
import pyarrow.flight as flight
from d2h_sdk.wire import ReadRequest
# A token holds for the connection on which it was shown first.
if {renewed} or "_client" not in globals():
    (_door,) = d2h.session.doors({site!r})
    _client = flight.connect(
        _door.uri, tls_root_certs=_door.certificate, override_hostname=_door.server_name
    )
_ticket = flight.Ticket(ReadRequest(dataset="omop", table="person", columns=("person_id",)).model_dump_json())
_headers = [(b"authorization", b"Bearer " + d2h.session.access.current().encode())]
try:
    _client.do_get(_ticket, flight.FlightCallOptions(headers=_headers)).read_chunk()
    _answer = "rows"
except flight.FlightError as _fault:
    _answer = json.loads(_fault.extra_info)["code"]
"""


def apply_projects(stage: Stage) -> None:
    files = [str(path) for path in PROJECTS]
    with stage.step(2, "mistake-located") as told, tempfile.TemporaryDirectory() as folder:
        wrong = Path(folder) / "wrong.yaml"
        text = PROJECTS[0].read_text(encoding="utf-8")
        wrong.write_text(text.replace("mode:", "mod:"), encoding="utf-8")
        line = next(n for n, each in enumerate(text.splitlines(), 1) if each.strip().startswith("mode:"))
        answer = stage.d2h("project", "plan", str(wrong), codes=(FAULT,))
        stage.expect(f"{line}" in answer.text and "mod" in answer.text, f"no line and key in: {answer.text}")
        told["line"] = line
    with stage.step(2, "projects-applied", count=len(files)):
        planned = stage.d2h("project", "plan", *files, codes=(PLAN_NOTHING, PLAN_CHANGES))
        if planned.code == PLAN_CHANGES:
            stage.expect("adverse-events" in planned.text or "activity" in planned.text, planned.text)
            stage.d2h("project", "apply", *files, actor=ADMIN)
        stage.d2h("project", "plan", *files, codes=(PLAN_NOTHING,))


def refuse_to_activate(stage: Stage) -> None:
    """Opinion, basis and register entry came with the files; the hospitals have not signed."""
    for path in PROJECTS:
        life = _life(stage, path.stem)
        if life["state"] != "DRAFT" or not life["lacks"]:
            continue
        with stage.step(2, "draft-refused", project=path.stem):
            refused = stage.d2h("project", "activate", path.stem, codes=(FAULT,), actor=ADMIN)
            stage.expect("not signed" in refused.text, refused.text)
            steps = [step["step"] for step in life["steps"]]
            stage.expect({"committee", "basis", "register"} <= set(steps), f"steps kept: {steps}")


def activate_projects(stage: Stage) -> None:
    with stage.step(3, "projects-activated", count=len(PROJECTS)):
        for path in PROJECTS:
            if _life(stage, path.stem)["state"] == "DRAFT":
                stage.d2h("project", "activate", path.stem, actor=ADMIN)
            life = _life(stage, path.stem)
            stage.expect(life["state"] == "ACTIVE" and not life["lacks"], f"{path.stem}: {life}")


def sign_permits(stage: Stage) -> None:
    """Every permit that still waits; before the first signature nobody enters."""
    sites = stage.sites
    waiting = {
        (site, path.stem)
        for site in sites
        for path in PROJECTS
        if _waits(stage.site("permits", site).text, path.stem)
    }
    if waiting >= {(site, PROJECT) for site in sites}:
        with stage.step(3, "unsigned-project-closed") as told:
            try:
                stage.hub(RESEARCHER).start_workspace(PROJECT)
            except ClientError as refused:
                stage.expect("403" in str(refused), f"refused otherwise than expected: {refused}")
                told["sentence"] = str(refused)
            else:
                stage.expect(False, "a workspace opened before any data owner signed")
    with stage.step(3, "permits-signed", count=len(sites) * len(PROJECTS)):
        for site, project in sorted(waiting):
            stage.site("approve", site, project, "--yes")


def refuse_without_signature(stage: Stage, workspace: Workspace) -> None:
    """The last site takes its signature back, the admin asks again, the data owner signs again."""
    site = stage.sites[-1]
    with stage.step(3, "withdrawn-at-once", site=site) as told:
        stage.expect(_gateway(workspace, site) == "rows", f"the gateway of {site} refuses although it signed")
        stage.site("stop-project", site, PROJECT, "--yes")
        told["refusal"] = code = _gateway(workspace, site)
        stage.expect(code == "permit-unknown", f"after the withdrawal the old token is answered: {code}")
    with stage.step(3, "refused-until-signed", site=site):
        files = [str(path) for path in PROJECTS]
        stage.d2h("project", "plan", *files, codes=(PLAN_CHANGES,))
        stage.d2h("project", "apply", *files, actor=ADMIN)
        stage.expect(
            _gateway(workspace, site, renewed=True) != "rows", "the admin's proposal alone opened the site"
        )
        stage.site("approve", site, PROJECT, "--yes")
        code = _gateway(workspace, site, renewed=True)
        stage.expect(code == "rows", f"signed again, yet the gateway answers: {code}")


def _life(stage: Stage, project: str) -> dict[str, Any]:
    life: dict[str, Any] = json.loads(stage.d2h("project", "life", project, "--json").text)
    return life


def _gateway(workspace: Workspace, site: str, *, renewed: bool = False) -> str:
    """`rows`, or the code of the gateway's refusal; with the access token at hand, or a `renewed` one."""
    answer = ask(workspace, "_answer", before=_CALL_GATEWAY.format(site=site, renewed=renewed))
    assert isinstance(answer, str)  # noqa: S101 - JSON of a str; narrows the type
    return answer


def _waits(permits: str, project: str) -> bool:
    return any(line.startswith(f"{project},") and "waits" in line for line in permits.splitlines())
