"""`d2h jobs`: list those that wait and run, or all; stop one."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    JsonOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.jobs.job import Job
from governance.jobs.record import jobs_of
from governance.jobs.turn import cancel_job
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-jobs"))


@app.command("list", cls=Command, help=HELP.say("help-jobs-list"))
def list_(
    project: Annotated[str | None, typer.Option("--project", help=HELP.say("help-jobs-project"))] = None,
    every: Annotated[bool, typer.Option("--all", help=HELP.say("help-jobs-all"))] = False,
    json_: JsonOption = False,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        jobs = jobs_of(uow, project=project, open_only=not every)
    if json_:
        typer.echo(json.dumps([_told(job) for job in jobs], ensure_ascii=False, indent=2))
        return
    for job in jobs:
        state = words.say("job-state", state=job.state.value, reason=job.reason or "-")
        at = job.ended or job.started or job.submitted
        typer.echo(f"{job.id:6}  {job.project}  {job.user}  {state}  {at:%Y-%m-%d %H:%M}")
    if not jobs:
        typer.echo(words.say("jobs-none"))


@app.command("cancel", cls=Command, help=HELP.say("help-jobs-cancel"))
def cancel(
    job: Annotated[int, typer.Argument(metavar="JOB", help=HELP.say("help-job"))],
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        cancel_job(uow, job, acting_as(uow, actor).name)
        uow.commit()
        typer.echo(words.say("job-stopped", job=job))


def _told(job: Job) -> dict[str, object]:
    moments = {"submitted": job.submitted, "started": job.started, "ended": job.ended}
    return {
        "job": job.id,
        "project": job.project,
        "user": job.user,
        "state": job.state.value,
        "reason": job.reason,
        "memory_bytes": job.memory_bytes,
        "cpus": job.cpus,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }
