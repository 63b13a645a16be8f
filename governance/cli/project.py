"""`d2h project`: plan, apply, list, export, use; the steps of its life stand in project_life.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.plan_text import plans_json, print_plans
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
from governance.projects.apply import apply_projects, plan_projects, read_project_files
from governance.projects.life import all_lives, known_project
from governance.projects.use import project_use, use_table
from governance.projects.written import written_project
from governance.storage.unit_of_work import open_governance

NOTHING, CHANGES = 0, 2  # exit codes of `plan`; 1 is an error

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-project"))
Files = Annotated[list[str], typer.Argument(metavar="FILE…", help=HELP.say("help-project-files"))]


@app.command(cls=Command, help=HELP.say("help-plan"))
def plan(files: Files, json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words):
        read = read_project_files(project_paths(files))
        with open_governance(settings_from_environment(), read_only=True)() as uow:
            plans = plan_projects(uow, read)
        if json_:
            typer.echo(json.dumps(plans_json(plans, words), ensure_ascii=False, indent=2))
        else:
            print_plans(plans, words)
        raise typer.Exit(CHANGES if any(plan.lines for plan in plans) else NOTHING)


@app.command(cls=Command, help=HELP.say("help-apply"))
def apply(
    files: Files,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=HELP.say("help-yes"))] = False,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words):
        read = read_project_files(project_paths(files))
        write = open_governance(settings_from_environment())
        shown = None
        if sys.stdin.isatty() and not yes:
            with write() as uow:
                shown = plan_projects(uow, read)
            print_plans(shown, words)
            if any(plan.lines for plan in shown) and not typer.confirm(words.say("apply-confirm")):
                raise typer.Exit(1)
        with write() as uow:
            done = apply_projects(uow, read, acting_as(uow, actor), shown=shown)
            uow.commit()
        if shown is None:
            print_plans(done, words)
        count = sum(1 for plan in done if plan.lines)
        typer.echo(words.say("applied", count=count))


@app.command("list", cls=Command, help=HELP.say("help-list"))
def list_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        lives = all_lives(uow)
    if json_:
        shown = [life.view.model_dump(mode="json") for life in lives]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    if not lives:
        typer.echo(words.say("projects-none"))
    for life in lives:
        project = life.view
        state = words.say(f"name-{project.state.lower()}")
        people = ", ".join(
            f"{member.user} ({words.say(f'name-{member.role}')})" for member in project.members
        )
        typer.echo(f"{project.id}  {state}  {project.starts} – {project.ends}  {words.title(project.title)}")
        typer.echo(f"    {people}")
        typer.echo(f"    {', '.join(project.sites)}")
        if life.lacks:
            turns = dict.fromkeys(words.say(f"turn-{lack.turn}") for lack in life.lacks)
            typer.echo(f"    … {words.say('list-lacks', count=len(life.lacks), turns=', '.join(turns))}")


@app.command(cls=Command, help=HELP.say("help-export"))
def export(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help=HELP.say("help-project-id"))],
    language: LanguageOption = None,
) -> None:
    with (
        telling_refusals(words_of(language)),
        open_governance(settings_from_environment(), read_only=True)() as uow,
    ):
        typer.echo(written_project(uow, project), nl=False)


@app.command(cls=Command, help=HELP.say("help-use"))
def use(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help=HELP.say("help-project-id"))],
    language: LanguageOption = None,
) -> None:
    with (
        telling_refusals(words_of(language)),
        open_governance(settings_from_environment(), read_only=True)() as uow,
    ):
        known_project(uow, project)
        typer.echo(use_table(project_use(uow, project).lines), nl=False)


def project_paths(arguments: list[str]) -> list[Path]:
    """Files as named; a folder stands for the YAML files in it, a pattern for the files it matches."""
    paths: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
        elif not path.exists() and any(sign in argument for sign in "*?["):
            found = sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
        else:
            found = [path]
        paths += found or [path]  # an empty folder is told as what it is: nothing to read
    return list(dict.fromkeys(paths))
