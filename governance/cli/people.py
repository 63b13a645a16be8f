"""`d2h people`: apply, list, certify, leave, return."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from governance.cli.paper import ByOption, DocumentOption, GivenOption, LastDayOption, read_paper
from governance.cli.people_text import people_json, print_people
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
from governance.people.certificate import Certificate
from governance.people.leaving import come_back, leave
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.people.today import people_today
from governance.people.training import certificates_of, record_certificate
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-people"))
UserArgument = Annotated[str, typer.Argument(metavar="USER", help=HELP.say("help-user"))]


@app.command(cls=Command, help=HELP.say("help-people-apply"))
def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=HELP.say("help-people-file"))],
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with telling_refusals(words_of(language)):
        people = read_people_file(file)
    with writing(actor, language) as (uow, acting, words):
        registered, changed = register_people(uow, people, acting)
        uow.commit()
        for code, names in (("people-registered", registered), ("people-changed", changed)):
            if names:
                typer.echo(words.say(code, count=len(names), names=", ".join(names)))
        if not registered and not changed:
            typer.echo(words.say("people-unchanged"))


@app.command("list", cls=Command, help=HELP.say("help-people-list"))
def list_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        people, certificates = people_today(uow), certificates_of(uow)
    if json_:
        typer.echo(json.dumps(people_json(people, certificates), ensure_ascii=False, indent=2))
    else:
        print_people(people, certificates, words)


@app.command(cls=Command, help=HELP.say("help-certify"))
def certify(
    user: UserArgument,
    kind: Annotated[str, typer.Option("--kind", help=HELP.say("help-training-kind"))],
    document: DocumentOption,
    by: ByOption,
    until: LastDayOption,
    given: GivenOption = None,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with writing(actor, language) as (uow, acting, words):
        told = read_paper(Certificate, document=document, given=given, until=until, by=by, kind=kind)
        kept = record_certificate(uow, user, told, acting)
        uow.commit()
        said = "training-recorded" if kept else "training-known"
        typer.echo(words.say(said, user=user, kind=kind, until=told.until.isoformat()))


@app.command("leave", cls=Command, help=HELP.say("help-leave"))
def leave_(
    user: UserArgument,
    reason: Annotated[str, typer.Option("--reason", help=HELP.say("help-reason"))],
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    with writing(actor, language) as (uow, acting, words):
        projects = leave(uow, user, acting, reason)
        uow.commit()
        typer.echo(words.say("person-now-left", user=user))
        if projects:
            typer.echo(words.say("person-still-named", projects=", ".join(projects)))


@app.command("return", cls=Command, help=HELP.say("help-return"))
def return_(user: UserArgument, actor: ActorOption = None, language: LanguageOption = None) -> None:
    with writing(actor, language) as (uow, acting, words):
        come_back(uow, user, acting)
        uow.commit()
        typer.echo(words.say("person-now-back", user=user))
