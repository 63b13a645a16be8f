"""`d2h packages`: what workspaces may install, who waits for more; allow and forbid."""

from __future__ import annotations

import json
from dataclasses import asdict
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
from governance.packages.allowed import allow_package, allowed_packages, forbid_package
from governance.packages.wishes import package_wishes
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-packages"))

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=HELP.say("help-package"))]


@app.command("list", cls=Command, help=HELP.say("help-packages-list"))
def list_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        allowed, wishes = allowed_packages(uow), package_wishes(uow)
    if json_:
        told = {"allowed": [asdict(one) for one in allowed], "asked": [asdict(one) for one in wishes]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for one in allowed:
        typer.echo(f"{one.name}  {one.versions or '*'}  {one.by}  {one.since:%Y-%m-%d}")
    if not allowed:
        typer.echo(words.say("packages-none"))
    for wish in wishes:
        typer.echo(words.say("package-waits", name=wish.name, project=wish.project, user=wish.user))


@app.command("allow", cls=Command, help=HELP.say("help-packages-allow"))
def allow(
    name: NameArgument,
    versions: Annotated[str, typer.Option("--versions", help=HELP.say("help-package-versions"))] = "",
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        one = allow_package(uow, name, versions, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("package-allowed", name=one.name, versions=one.versions or "*"))


@app.command("forbid", cls=Command, help=HELP.say("help-packages-forbid"))
def forbid(name: NameArgument, actor: ActorOption = None, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        forbid_package(uow, name, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("package-forbidden", name=name))
