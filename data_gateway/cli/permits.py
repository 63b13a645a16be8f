"""`site approve`, `site stop-project`, `site permits`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import typer

from data_gateway.cli.session import HELP, Language, Project, Site, Yes, new_group, said, telling_refusals
from data_gateway.permits.data_owner import DataOwner
from data_gateway.permits.differences import differences_in_words
from data_gateway.permits.words import permit_in_words
from data_gateway.site.folder import find_site
from governance.permits.document import PermitDocument
from governance.refusal import Refusal
from governance.words import Words

app = new_group()


@app.command(help=HELP.say("help-approve"))
def approve(site: Site, project: Project, yes: Yes = False, language: Language = None) -> None:
    with telling_refusals(language) as words:
        owner = DataOwner(find_site(site))
        waiting = owner.waiting(project)
        for line in permit_in_words(waiting.proposal.document, waiting.proposal.project_title, words):
            typer.echo(line)
        for line in _changes(owner, waiting.proposal.document, words):
            typer.echo(line)
        signed = waiting.signed
        if signed is None:
            if not yes and not typer.confirm(words.say("approve-question", site=owner.settings.id)):
                raise Refusal("approve-declined", project=project)
            signed = owner.sign(waiting.proposal)
            typer.echo(words.say("approve-signed", project=project, site=owner.settings.id))
        try:
            owner.send(signed)
        except Refusal as refusal:
            typer.echo(said(refusal, words), err=True)
            raise Refusal("approve-not-sent", project=project, site=owner.settings.id) from refusal
        typer.echo(words.say("approve-sent"))


@app.command("stop-project", help=HELP.say("help-stop-project"))
def stop_project(site: Site, project: Project, yes: Yes = False, language: Language = None) -> None:
    with telling_refusals(language) as words:
        owner = DataOwner(find_site(site))
        question = words.say("withdraw-question", project=project, site=owner.settings.id)
        if not yes and not typer.confirm(question):
            raise Refusal("withdraw-declined", project=project)
        owner.close(project)
        try:
            owner.tell_withdrawn(project)
        except Refusal as refusal:
            typer.echo(said(refusal, words), err=True)
            raise Refusal("withdraw-not-sent", project=project, site=owner.settings.id) from refusal
        typer.echo(words.say("withdraw-done", project=project, site=owner.settings.id))


@app.command(help=HELP.say("help-permits"))
def permits(site: Site, language: Language = None) -> None:
    with telling_refusals(language) as words:
        owner = DataOwner(find_site(site))
        held = list(owner.permits.all())
        for permit in held:
            state = _state(permit.document, date.today())
            typer.echo(_line(permit.document, words.say(state), words))
        signed = {permit.digest for permit in held}
        waiting = [
            proposal.document
            for proposal in owner.governance.permits()
            if proposal.state == "PROPOSED" and proposal.digest not in signed
        ]
        for document in waiting:
            typer.echo(_line(document, words.say("permit-waits"), words))
        if not held and not waiting:
            typer.echo(words.say("permits-none", site=owner.settings.id))


def _changes(owner: DataOwner, document: PermitDocument, words: Words) -> Iterator[str]:
    """What would be otherwise than in the permit that is signed here now; nothing where none is."""
    before = owner.in_force(document.project)
    if before is None or before.digest == document.digest():
        return
    yield words.say("permit-changes", version=str(before.document.version))
    for one in differences_in_words(before.document, document, words):
        yield words.say(f"permit-change-{one.kind}", line=one.line)


def _state(document: PermitDocument, today: date) -> str:
    if today < document.valid_from:
        return "permit-later"
    return "permit-over" if today > document.valid_until else "permit-in-force"


def _line(document: PermitDocument, state: str, words: Words) -> str:
    return words.say(
        "permit-line",
        project=document.project,
        version=str(document.version),
        state=state,
        end=document.valid_until.isoformat(),
    )
