"""`d2h project`: record, activate, review, suspend, resume, archive, destroy, life."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from governance.actor import Actor
from governance.cli.life_text import life_json, print_life
from governance.cli.paper import ByOption, DocumentOption, GivenOption, UntilOption, day, read_paper
from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    JsonOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
    writing,
)
from governance.projects.life import (
    activate_project,
    archive_project,
    destroy_project,
    project_life,
    record_step,
    resume_project,
    suspend_project,
)
from governance.projects.reviews import confirm_access
from governance.projects.step_record import StepRecord
from governance.projects.steps import Basis, Step
from governance.storage.unit_of_work import UnitOfWork, open_governance

app = typer.Typer()
ProjectId = Annotated[str, typer.Argument(metavar="PROJECT", help=HELP.say("help-project-id"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=HELP.say("help-reason"))]


class Given(StrEnum):
    """The steps that come from outside."""

    COMMITTEE = Step.COMMITTEE.value
    BASIS = Step.BASIS.value
    REGISTER = Step.REGISTER.value


@app.command(cls=Command, help=HELP.say("help-record"))
def record(
    project: ProjectId,
    step: Annotated[Given, typer.Argument(metavar="STEP", help=HELP.say("help-step"))],
    document: DocumentOption,
    by: ByOption,
    reference: Annotated[str | None, typer.Option("--reference", help=HELP.say("help-reference"))] = None,
    kind: Annotated[Basis | None, typer.Option("--kind", help=HELP.say("help-kind"))] = None,
    given: GivenOption = None,
    until: UntilOption = None,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with writing(actor, language) as (uow, acting, words):
        days = {"given": given, "until": until}
        told = read_paper(StepRecord, document=document, by=by, reference=reference, kind=kind, **days)
        kept = record_step(uow, project, Step(step.value), told, acting)
        uow.commit()
        name = words.say(f"name-{step.value}")
        typer.echo(words.say("step-recorded" if kept else "step-known", project=project, step=name))
        print_life(project_life(uow, project), words, timeline=False)


@app.command(cls=Command, help=HELP.say("help-activate"))
def activate(project: ProjectId, actor: ActorOption = None, language: LanguageOption = None) -> None:
    _take("project-now-active", project, actor, language, activate_project)


@app.command(cls=Command, help=HELP.say("help-review"))
def review(
    project: ProjectId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=HELP.say("help-review-yes"))] = False,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with writing(actor, language) as (uow, acting, words):
        shown = project_life(uow, project)
        for member in shown.view.members:
            typer.echo(f"  {member.user} ({words.say(f'name-{member.role}')})")
        uow.session.rollback()  # nobody else waits while a person reads
    if not yes and not typer.confirm(words.say("review-confirm")):
        raise typer.Exit(1)
    with writing(actor, language) as (uow, acting, words):
        confirm_access(uow, project, [member.user for member in shown.view.members], acting)
        uow.commit()
        due = next(end.day for end in project_life(uow, project).ends if end.what == Step.REVIEW)
        typer.echo(words.say("access-confirmed", project=project, due=due.isoformat()))


@app.command(cls=Command, help=HELP.say("help-suspend"))
def suspend(
    project: ProjectId, reason: ReasonOption, actor: ActorOption = None, language: LanguageOption = None
) -> None:
    def take(uow: UnitOfWork, name: str, acting: Actor) -> None:
        suspend_project(uow, name, acting, reason)

    _take("project-now-suspended", project, actor, language, take)


@app.command(cls=Command, help=HELP.say("help-resume"))
def resume(project: ProjectId, actor: ActorOption = None, language: LanguageOption = None) -> None:
    _take("project-now-active", project, actor, language, resume_project)


@app.command(cls=Command, help=HELP.say("help-archive"))
def archive(
    project: ProjectId,
    reason: ReasonOption,
    until: UntilOption = None,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    def take(uow: UnitOfWork, name: str, acting: Actor) -> None:
        archive_project(uow, name, acting, reason, until=day(until, "--until"))

    _take("project-now-archived", project, actor, language, take)


@app.command(cls=Command, help=HELP.say("help-destroy"))
def destroy(
    project: ProjectId,
    document: DocumentOption,
    by: ByOption,
    given: GivenOption = None,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    def take(uow: UnitOfWork, name: str, acting: Actor) -> None:
        destroy_project(uow, name, acting, read_paper(StepRecord, by=by, document=document, given=given))

    _take("project-now-destroyed", project, actor, language, take)


@app.command(cls=Command, help=HELP.say("help-life"))
def life(project: ProjectId, json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        shown = project_life(uow, project)
        if json_:
            typer.echo(life_json(shown, words))
        else:
            print_life(shown, words)


def _take(
    said: str,
    project: str,
    actor: str | None,
    language: str | None,
    step: Callable[[UnitOfWork, str, Actor], None],
) -> None:
    with writing(actor, language) as (uow, acting, words):
        step(uow, project, acting)
        uow.commit()
        pooled = project_life(uow, project).pooled
        typer.echo(words.say(said, project=project))
        if pooled:
            typer.echo(words.say("basis-left-by-pooling", sites=pooled))
