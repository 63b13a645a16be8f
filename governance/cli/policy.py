"""`d2h policy`: apply, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
    writing,
)
from governance.policy.in_force import apply_policy, policy_in_force
from governance.policy.policy import Policy
from governance.source_file import SourceFile
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-policy"))


@app.command(cls=Command, help=HELP.say("help-policy-apply"))
def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=HELP.say("help-policy-file"))],
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with telling_refusals(words_of(language)):
        policy = SourceFile(file).validate(Policy)
    with writing(actor, language) as (uow, acting, words):
        changed = apply_policy(uow, policy, acting)
        uow.commit()
        typer.echo(words.say("policy-applied" if changed else "people-unchanged"))


@app.command(cls=Command, help=HELP.say("help-policy-show"))
def show(language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        policy = policy_in_force(uow)
    typer.echo(policy.model_dump_json(indent=2))
    if policy.charter:
        typer.echo(words.say("charter-version", version=policy.charter.version))
