"""`site connect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.catalogue.live_sources import live_source
from data_gateway.catalogue.loading import names_in
from data_gateway.catalogue.omop import STANDARD
from data_gateway.catalogue.raw_texts import raw_texts
from data_gateway.catalogue.site_data import SiteData
from data_gateway.catalogue.table_files import ColumnChoices
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
from data_gateway.site.folder import find_site

app = new_group()
_Columns = list[str] | None


@app.command(help=HELP.say("help-connect"))
def connect(
    site: Site,
    source: Annotated[str, typer.Argument(metavar="ADDRESS", help=HELP.say("help-address"))],
    dataset: Annotated[str, typer.Option(help=HELP.say("help-dataset"))],
    tables: Annotated[str | None, typer.Option(help=HELP.say("help-live-tables"))] = None,
    title_fr: TitleFr = None,
    title_en: TitleEn = None,
    described: Annotated[Path | None, typer.Option("--describe", help=HELP.say("help-described"))] = None,
    mapping: Annotated[Path | None, typer.Option(help=HELP.say("help-mapping"))] = None,
    identifying: Annotated[_Columns, typer.Option(help=HELP.say("help-identifying"))] = None,
    plain: Annotated[_Columns, typer.Option(help=HELP.say("help-plain"))] = None,
    reference: Annotated[_Columns, typer.Option(help=HELP.say("help-reference"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        choices = ColumnChoices(
            identifying=names_in(identifying or ()),
            plain=names_in(plain or ()),
            reference_tables=frozenset(reference or ()),
        )
        title = titles(title_fr, title_en, dataset) if title_fr or title_en else {}
        data = SiteData(find_site(site))
        report = data.connect(live_source(source, tables), dataset, title, choices, described, mapping)
        for name, table in report.dataset.tables.items():
            typer.echo(words.say("load-table", table=name, rows=table.rows))
        for name, columns in report.unserved.items():
            typer.echo(words.say("connect-unserved", table=name, columns=", ".join(sorted(columns))))
        for place in raw_texts(report.dataset):
            typer.echo(words.say("connect-raw-text", place=place))
        if report.left_out:
            typer.echo(words.say("load-left-out", tables=", ".join(report.left_out)))
        standard = report.dataset.standard or words.say("load-no-standard")
        typer.echo(words.say("connect-done", dataset=dataset, standard=standard))
        if report.dataset.standard not in ("", STANDARD):
            typer.echo(words.say("load-other-version", standard=standard, known=STANDARD), err=True)
