"""`site renew-certificate`: the gateway's next certificate, made, then shown."""

from __future__ import annotations

from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, Site, new_group, telling_refusals
from data_gateway.site.folder import find_site
from data_gateway.site.renewal import finish_renewal, prepare_renewal
from data_gateway.site.settings import load_settings

app = new_group()


@app.command("renew-certificate", help=HELP.say("help-renew-certificate"))
def renew_certificate(
    site: Site,
    in_force: Annotated[bool, typer.Option("--in-force", help=HELP.say("help-renew-in-force"))] = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        if in_force:
            finish_renewal(folder)
        else:
            prepare_renewal(folder)
        told = "certificate-renewed" if in_force else "certificate-made"
        typer.echo(words.say(told, site=load_settings(folder.settings).id))
