"""`site patient`: for the data protection officer whom a patient asks what was done with her data."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, Site, new_group, telling_refusals
from data_gateway.patients.processing import ProjectProcessing, Question, patient_processing
from data_gateway.patients.words import covering_in_words, opposition_in_words
from data_gateway.serving.audited import asked_in
from data_gateway.site.folder import find_site
from governance.words import Words

app = new_group()


@app.command(help=HELP.say("help-patient"))
def patient(
    site: Site,
    case: Annotated[str, typer.Option(help=HELP.say("help-patient-case"))],
    project: Annotated[str, typer.Option(help=HELP.say("help-patient-project"))] = "",
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        # Asked, not an argument: those stand in the history of the shell and in every list of processes.
        question = words.say("patient-question-project" if project else "patient-question", project=project)
        number = typer.prompt(question, err=True)
        found = patient_processing(folder, Question(number, case, project))
        typer.echo(words.say("patient-person", person=found.person))
        typer.echo(opposition_in_words(found.opposed, found.since, words))
        typer.echo(words.say("patient-means"))
        if not found.projects:
            typer.echo(words.say("patient-no-project"))
        for one in found.projects:
            _tell(one, words)
        if found.untold:
            typer.echo(words.say("patient-untold", count=found.untold))


def _tell(processing: ProjectProcessing, words: Words) -> None:
    typer.echo("")
    typer.echo(words.say("patient-project", project=processing.project, count=len(processing.reads)))
    for covering in processing.permits:
        typer.echo(f"  {covering_in_words(covering, words)}")
    for read in processing.reads:
        typer.echo(
            "  "
            + words.say(
                "patient-read",
                moment=f"{read.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
                user=read.actor,
                kind=words.say(f"answer-{read.event.partition('.')[0]}"),
                asked=asked_in(read.details),
            )
        )
