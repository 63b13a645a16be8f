"""What every command leaves in the audit, and what a command that is killed leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.testing import Result

from governance.cli import app
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance

REPOSITORY = Path(__file__).resolve().parents[3]
Typed = Callable[..., Result]

READS = {
    *("people list", "policy show", "project plan", "project list", "project life", "project use"),
    *("project export", "audit show", "audit verify", "gpu list", "jobs list", "packages list"),
}
# Every other command, with what it leaves in the audit.
ACTS: dict[str, tuple[str, ...]] = {
    "people apply": ("person.registered", "person.changed"),
    "people certify": ("person.trained",),
    "people leave": ("person.left",),
    "people return": ("person.returned",),
    "policy apply": ("policy.changed",),
    "sites register": ("site.registered", "site.changed"),
    "project apply": ("project.created", "project.changed", "permit.proposed"),
    "project record": ("project.committee-opinion", "project.basis", "project.registered"),
    "project activate": ("project.activated",),
    "project suspend": ("project.suspended",),
    "project resume": ("project.resumed",),
    "project review": ("project.access-confirmed",),
    "project archive": ("project.archived",),
    "project destroy": ("project.destroyed",),
    "gpu declare": ("gpu.declared",),
    "jobs cancel": ("job.cancelled",),
    "packages allow": ("package.allowed",),
    "packages forbid": ("package.forbidden",),
    "announce": ("announcement.made", "announcement.withdrawn"),
}


def _every_command(group: Any, *names: str) -> set[str]:
    if not hasattr(group, "commands"):
        return {" ".join(names)}
    return {one for name, inner in group.commands.items() for one in _every_command(inner, *names, name)}


def test_every_command_reads_alone_or_leaves_its_record_in_the_audit(
    ready: Typed, sign: Callable[[], None]
) -> None:
    """Played once, in the order of a project's life; a new command has to be told here."""
    assert _every_command(typer.main.get_command(app)) == READS | ACTS.keys()
    Path("paper.pdf").write_bytes(b"paper")
    Path("policy.yaml").write_text("training: {output_checker: [sdc]}", encoding="utf-8")
    paper = ("--document", "paper.pdf", "--by", "CHU")
    played: list[tuple[str, ...]] = [
        ("policy apply", "policy.yaml"),
        ("people certify", "claire", "--kind", "sdc", *paper, "--until", "2099-01-01"),
        ("people leave", "hugo", "--reason", "moved"),
        ("people return", "hugo"),
        ("project apply", "project.yaml"),
        ("project record", "sepsis", "committee", "--reference", "1", *paper),
        ("project record", "sepsis", "basis", "--kind", "cnil", "--reference", "2", *paper),
        ("project record", "sepsis", "register", "--reference", "3", *paper),
        ("project activate", "sepsis"),
        ("project suspend", "sepsis", "--reason", "complaint"),
        ("project resume", "sepsis"),
        ("project review", "sepsis", "--yes"),
        ("project archive", "sepsis", "--reason", "published"),
        ("project destroy", "sepsis", *paper),
        ("announce", "--en", "Maintenance", "--fr", "Entretien"),
        ("announce", "--withdraw"),
        ("packages allow", "lifelines", "--versions", ">=0.30"),
        ("packages forbid", "lifelines"),
        ("gpu declare", "--id", "GPU-1", "--kind", "h100", "--node", "here"),
    ]
    settings = GovernanceSettings()
    for command, *arguments in played:
        with open_governance(settings)() as uow:
            before = len(list(uow.audit.records()))
        actor = () if command == "gpu declare" else ("--as", "nadia")
        done = ready(*command.split(), *arguments, *actor)
        assert done.exit_code == 0, (command, done.output)
        with open_governance(settings)() as uow:
            new = [record.event for record in uow.audit.records()][before:]
        assert set(new) & set(ACTS[command]), (command, new)
        if command == "project apply":
            sign()
    elsewhere = {"people apply", "sites register", "jobs cancel"}  # the fixture's, and test_jobs.py
    assert ACTS.keys() - {command for command, *_ in played} == elsewhere


def test_an_apply_that_is_killed_at_any_step_leaves_all_projects_or_none_and_can_be_typed_again(
    ready: Typed, project_text: str
) -> None:
    folder = Path("projects")
    folder.mkdir()
    for number in range(2):
        text = project_text.replace("id: sepsis", f"id: study-{number}").replace("lyon, grenoble", "lyon")
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    words = ("project", "apply", str(folder), "--yes", "--as", "nadia")
    played = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed_at_every_step.py"), os.environ["D2H_HOME"], *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    *killed, ended = map(json.loads, played.stdout.splitlines())
    assert all(time["killed"] for time in killed)
    assert not ended["killed"]
    left = [time["left"] for time in killed]
    assert left == sorted(left)
    assert set(left) == {0, 2}  # killed before the commit, and after it
    assert {time["then"] for time in (*killed, ended)} == {2}
