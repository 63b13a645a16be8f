"""`site send-audit`: the hub's copy of the site's audit, brought up to now."""

from __future__ import annotations

import typer

from data_gateway.cli.session import HELP, Language, Site, new_group, telling_refusals
from data_gateway.site.audit_copy import AuditCopy
from data_gateway.site.folder import find_site

app = new_group()


@app.command(help=HELP.say("help-send-audit"))
def send_audit(site: Site, language: Language = None) -> None:
    with telling_refusals(language) as words:
        copy = AuditCopy(find_site(site))
        try:
            count = copy.send()
        finally:
            copy.close()
        typer.echo(words.say("audit-sent", site=copy.site, count=count))
