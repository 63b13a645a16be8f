"""`d2h audit`: show the story of all zones, verify that nobody edited it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from governance.audit.event_words import event_words
from governance.audit.searching import Wanted
from governance.audit.story import Told, tell, trails_of, verify, without_copies_told_twice
from governance.cli.session import (
    HELP,
    Command,
    JsonOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-audit"))


def _day(name: str, code: str) -> Any:
    return typer.Option(name, formats=["%Y-%m-%d"], help=HELP.say(code))


@app.command(cls=Command, help=HELP.say("help-show"))
def show(
    project: Annotated[str | None, typer.Option("--project", help=HELP.say("help-show-project"))] = None,
    zone: Annotated[str | None, typer.Option("--zone", help=HELP.say("help-show-zone"))] = None,
    actor: Annotated[str | None, typer.Option("--actor", help=HELP.say("help-show-actor"))] = None,
    event: Annotated[str | None, typer.Option("--event", help=HELP.say("help-show-event"))] = None,
    since: Annotated[datetime | None, _day("--since", "help-show-since")] = None,
    until: Annotated[datetime | None, _day("--until", "help-show-until")] = None,
    last: Annotated[int | None, typer.Option("--last", min=1, help=HELP.say("help-show-last"))] = None,
    json_: JsonOption = False,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    wanted = Wanted(
        actor=actor or "",
        project=project or "",
        event=event or "",
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    with telling_refusals(words):
        trails = tuple(t for t in trails_of(settings_from_environment()) if zone in (None, t.zone))
        trails = without_copies_told_twice(trails)
        story = tell(trails, wanted, last=last)
        if json_:
            typer.echo(json.dumps([_told_json(told) for told in story], ensure_ascii=False, indent=2))
            return
        width = max((len(trail.zone) for trail in trails), default=0)
        for told in story:
            when = told.record.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            typer.echo(f"{when}  {told.zone:{width}}  {event_words(told.record, words)}")
        if not story:
            typer.echo(words.say("audit-nothing"))


@app.command("verify", cls=Command, help=HELP.say("help-verify"))
def verify_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words):
        verdicts = [(trail.zone, verify(trail)) for trail in trails_of(settings_from_environment())]
    if json_:
        typer.echo(
            json.dumps([{"zone": zone, **v.model_dump(mode="json")} for zone, v in verdicts], indent=2)
        )
    else:
        for zone, verdict in verdicts:
            if verdict.fault is None:
                typer.secho(words.say("audit-holds", zone=zone, count=verdict.records), fg=typer.colors.GREEN)
            else:
                reason = words.say(verdict.fault.code, sequence=verdict.fault.sequence, zone=zone)
                said = words.say("audit-broken", zone=zone, sequence=verdict.fault.sequence, reason=reason)
                typer.secho(said, fg=typer.colors.RED)
    raise typer.Exit(0 if all(verdict.holds for _, verdict in verdicts) else 1)


def _told_json(told: Told) -> dict[str, object]:
    return {"zone": told.zone, **told.record.model_dump(mode="json")}
