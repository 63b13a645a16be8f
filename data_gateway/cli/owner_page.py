"""`site owner-page`: give the data owner's page its passphrase, or turn it off."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, Site, new_group, telling_refusals
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder, find_site
from data_gateway.site.owner_account import keep_account, new_account, remove_account
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal

app = new_group()


@app.command("owner-page", help=HELP.say("help-owner-page"))
def owner_page(
    site: Site,
    name: Annotated[str, typer.Option(help=HELP.say("help-owner-name"))] = "",
    passphrase_file: Annotated[Path | None, typer.Option(help=HELP.say("help-passphrase-file"))] = None,
    off: Annotated[bool, typer.Option("--off", help=HELP.say("help-owner-page-off"))] = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        settings = load_settings(folder.settings)
        if off:
            _record(folder, settings.id, "owner-page.off", {})
            remove_account(folder)
            typer.echo(words.say("owner-page-off", site=settings.id))
            return
        chosen = name or typer.prompt(words.say("owner-name-question"))
        if passphrase_file is None:
            question, again = words.say("passphrase-question"), words.say("passphrase-again")
            passphrase = typer.prompt(question, hide_input=True, confirmation_prompt=again)
        else:
            passphrase = _read(passphrase_file)
        account = new_account(chosen, passphrase)
        _record(folder, settings.id, "owner-page.set", {"by": account.name})
        keep_account(folder, account)
        typer.echo(words.say("owner-page-set", name=account.name, url=settings.owner_page_url))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, ValueError) as fault:
        raise Refusal("passphrase-unreadable", path=str(path)) from fault


def _record(folder: SiteFolder, site: str, event: str, details: dict[str, str]) -> None:
    audit = SiteAudit(folder)
    try:
        audit.append(actor=ACTOR, event=event, subject=site, details=dict(details))
    finally:
        audit.close()
