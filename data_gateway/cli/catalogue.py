"""`site versions`, `site map`, `site unmapped`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.catalogue.site_data import SiteData
from data_gateway.cli.session import HELP, Language, Site, new_group, telling_refusals
from data_gateway.site.folder import find_site

app = new_group()
_Dataset = Annotated[str, typer.Argument(metavar="DATASET", help=HELP.say("help-dataset"))]


@app.command(help=HELP.say("help-versions"))
def versions(site: Site, dataset: _Dataset, language: Language = None) -> None:
    with telling_refusals(language) as words:
        data = SiteData(find_site(site))
        pins = data.pins(dataset)
        for version in data.versions(dataset):
            line = words.say(
                "version-line", version=version.name, date=f"{version.made:%Y-%m-%d %H:%M}", rows=version.rows
            )
            told = [words.say("version-in-force")] if version.in_force else []
            if version.name in pins:
                told.append(words.say("version-pinned", projects=", ".join(pins[version.name])))
            typer.echo(" · ".join([line, *told]))


@app.command("map", help=HELP.say("help-map"))
def map_command(
    site: Site,
    mapping: Annotated[Path, typer.Argument(metavar="MAPPING", help=HELP.say("help-mapping"))],
    dataset: Annotated[str, typer.Option(help=HELP.say("help-dataset"))],
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        data = SiteData(find_site(site))
        made = data.map(mapping, dataset)
        left = len(data.unmapped(dataset))
        typer.echo(words.say("map-done", dataset=dataset, version=made.version))
        typer.echo(words.say("map-left", codes=left, site=site, dataset=dataset))


@app.command(help=HELP.say("help-unmapped"))
def unmapped(site: Site, dataset: _Dataset, language: Language = None) -> None:
    with telling_refusals(language) as words:
        codes = SiteData(find_site(site)).unmapped(dataset)
        for code in codes:
            place = f"{code.table}.{code.column}"
            unit = code.unit or "–"
            typer.echo(words.say("unmapped-line", place=place, local=code.code, unit=unit, rows=code.rows))
        typer.echo(words.say("unmapped-total", codes=len(codes)) if codes else words.say("unmapped-none"))
