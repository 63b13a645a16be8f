"""`site init`, `site describe`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.cli.session import (
    HELP,
    Language,
    Site,
    TitleEn,
    TitleFr,
    new_group,
    telling_refusals,
    titles,
)
from data_gateway.site.card import site_card
from data_gateway.site.folder import find_site, write_whole
from data_gateway.site.governance_client import fetch_access_key
from data_gateway.site.settings import GatewaySettings, GovernanceAddress, SiteSettings
from data_gateway.site.setup import create_site
from governance.refusal import Refusal

app = new_group()


@app.command(help=HELP.say("help-init"))
def init(
    site: Site,
    port: Annotated[int, typer.Option(min=1, max=65535, help=HELP.say("help-port"))],
    site_id: Annotated[str | None, typer.Option("--id", help=HELP.say("help-site-id"))] = None,
    title_fr: TitleFr = None,
    title_en: TitleEn = None,
    listen: Annotated[str, typer.Option(help=HELP.say("help-listen"))] = "127.0.0.1",
    host: Annotated[str, typer.Option(help=HELP.say("help-host"))] = "127.0.0.1",
    governance_url: Annotated[
        str, typer.Option(help=HELP.say("help-governance-url"))
    ] = "http://127.0.0.1:8020",
    access_key: Annotated[Path | None, typer.Option(help=HELP.say("help-access-key"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site)
        name = site_id or folder.root.name
        try:
            settings = SiteSettings(
                id=name,
                title=titles(title_fr, title_en, name),
                gateway=GatewaySettings(listen=listen, host=host, port=port),
                governance=GovernanceAddress(url=governance_url),
            )
        except ValueError as fault:
            raise Refusal("site-id-wrong", site=name) from fault
        key = _read_key(access_key) if access_key else fetch_access_key(governance_url)
        create_site(folder, settings, key)
        typer.echo(words.say("site-created", site=name, path=str(folder.root)))


@app.command(help=HELP.say("help-describe"))
def describe(
    site: Site,
    output: Annotated[Path | None, typer.Option(help=HELP.say("help-output"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        card = site_card(find_site(site)).model_dump_json(indent=2) + "\n"
        if output is None:
            typer.echo(card, nl=False)
            return
        try:
            write_whole(output, card.encode("utf-8"))
        except OSError as fault:
            raise Refusal("file-not-written", path=str(output)) from fault
        typer.echo(words.say("card-written", path=str(output)))


def _read_key(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
