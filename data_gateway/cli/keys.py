"""`site rotate-pseudonyms`, `site destroy-pseudonyms`."""

from __future__ import annotations

import typer

from data_gateway.cli.session import HELP, Language, Project, Site, Yes, new_group, telling_refusals
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder, find_site
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal

app = new_group()


@app.command("rotate-pseudonyms", help=HELP.say("help-rotate-pseudonyms"))
def rotate_pseudonyms(site: Site, project: Project, yes: Yes = False, language: Language = None) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        if not yes and not typer.confirm(words.say("rotate-question", project=project)):
            raise Refusal("rotate-declined", project=project)
        _record(folder, "pseudonyms.rotated", {"project": project})
        ProjectKeys(folder).rotate(project)
        typer.echo(words.say("rotate-done", project=project))


@app.command("destroy-pseudonyms", help=HELP.say("help-destroy-pseudonyms"))
def destroy_pseudonyms(site: Site, project: Project, yes: Yes = False, language: Language = None) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        if not yes and not typer.confirm(words.say("destroy-question", project=project)):
            raise Refusal("destroy-declined", project=project)
        _record(folder, "pseudonyms.destroyed", {"project": project})
        ProjectKeys(folder).destroy(project)
        typer.echo(words.say("destroy-done", project=project))


def _record(folder: SiteFolder, event: str, details: dict[str, str]) -> None:
    audit = SiteAudit(folder)
    try:
        audit.append(
            actor=ACTOR, event=event, subject=load_settings(folder.settings).id, details=dict(details)
        )
    finally:
        audit.close()
