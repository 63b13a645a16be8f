"""`site forget-answers`."""

from __future__ import annotations

import typer

from data_gateway.aggregates.ledger import Ledger
from data_gateway.cli.session import HELP, Language, Project, Site, Yes, new_group, telling_refusals
from data_gateway.federated.history import ModelHistory
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import find_site
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal

app = new_group()


@app.command("forget-answers", help=HELP.say("help-forget-answers"))
def forget_answers(site: Site, project: Project, yes: Yes = False, language: Language = None) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        if not yes and not typer.confirm(words.say("forget-question", project=project)):
            raise Refusal("forget-declined", project=project)
        audit, ledger, history = SiteAudit(folder), Ledger(folder.answers), ModelHistory(folder.answers)
        try:
            audit.append(
                actor=ACTOR,
                event="answers.forgotten",
                subject=load_settings(folder.settings).id,
                details={"project": project},
            )
            answers = ledger.forget(project)
            history.forget(project)
        finally:
            audit.close()
            ledger.close()
            history.close()
        typer.echo(words.say("forget-done", project=project, answers=answers))
