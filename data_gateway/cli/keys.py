"""`site rotate-pseudonyms`, `site destroy-pseudonyms`, `site linkage-key`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, Project, Site, Yes, new_group, telling_refusals
from data_gateway.patients.linkage_keys import LinkageKeys
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
        LinkageKeys(folder).destroy(project)
        typer.echo(words.say("destroy-done", project=project))


@app.command("linkage-key", help=HELP.say("help-linkage-key"))
def linkage_key(
    site: Site,
    project: Project,
    new: Annotated[bool, typer.Option("--new", help=HELP.say("help-linkage-new"))] = False,
    taken_in: Annotated[Path | None, typer.Option("--import", help=HELP.say("help-linkage-import"))] = None,
    written: Annotated[Path | None, typer.Option("--export", help=HELP.say("help-linkage-export"))] = None,
    yes: Yes = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        keys = LinkageKeys(folder)
        if (new and taken_in) or not (new or taken_in or written):
            raise Refusal("linkage-key-what")
        if new:
            keys.make(project, replace=yes)
        elif taken_in:
            keys.take_in(project, taken_in, replace=yes)
        if new or taken_in:
            _record(
                folder, "linkage-key.kept", {"project": project, "fingerprint": keys.fingerprint(project)}
            )
            typer.echo(words.say("linkage-key-made", project=project, fingerprint=keys.fingerprint(project)))
        if written:
            _record(folder, "linkage-key.exported", {"project": project})
            keys.write_out(project, written)
            typer.echo(words.say("linkage-key-exported", project=project, path=str(written)))


def _record(folder: SiteFolder, event: str, details: dict[str, str]) -> None:
    audit = SiteAudit(folder)
    try:
        audit.append(
            actor=ACTOR, event=event, subject=load_settings(folder.settings).id, details=dict(details)
        )
    finally:
        audit.close()
