"""`site load`, `site oppose`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.catalogue.loading import ColumnChoices, load, names_in
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
from data_gateway.patients.opposing import oppose as take_opposition
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import find_site
from data_gateway.site.settings import load_settings

app = new_group()
_Columns = list[str] | None


@app.command("load", help=HELP.say("help-load"))
def load_command(
    site: Site,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help=HELP.say("help-source"))],
    dataset: Annotated[str, typer.Option(help=HELP.say("help-dataset"))],
    title_fr: TitleFr = None,
    title_en: TitleEn = None,
    identifying: Annotated[_Columns, typer.Option(help=HELP.say("help-identifying"))] = None,
    plain: Annotated[_Columns, typer.Option(help=HELP.say("help-plain"))] = None,
    reference: Annotated[_Columns, typer.Option(help=HELP.say("help-reference"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site).require()
        settings = load_settings(folder.settings)
        choices = ColumnChoices(
            identifying=names_in(identifying or ()),
            plain=names_in(plain or ()),
            reference_tables=frozenset(reference or ()),
        )
        audit = SiteAudit(folder)
        report = load(
            source,
            folder.datasets,
            dataset,
            titles(title_fr, title_en, dataset),
            choices,
            memory=settings.limits.memory,
            threads=settings.limits.threads,
        )
        rows = {name: table.rows for name, table in report.dataset.tables.items()}
        details = {"dataset": dataset, "version": report.dataset.version, "rows": rows}
        audit.append(actor=ACTOR, event="dataset.loaded", subject=settings.id, details=details)
        for name, count in rows.items():
            typer.echo(words.say("load-table", table=name, rows=count))
        if report.left_out:
            typer.echo(words.say("load-left-out", tables=", ".join(report.left_out)))
        standard = report.dataset.standard or words.say("load-no-standard")
        typer.echo(words.say("load-done", dataset=dataset, standard=standard))


@app.command(help=HELP.say("help-oppose"))
def oppose(
    site: Site,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=HELP.say("help-opposed"))],
    column: Annotated[str | None, typer.Option(help=HELP.say("help-column"))] = None,
    replace: Annotated[bool, typer.Option("--replace", help=HELP.say("help-replace"))] = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        report = take_opposition(find_site(site), source, column=column, replace=replace)
        typer.echo(
            words.say("opposition-done", persons=report.persons, added=report.added, removed=report.removed)
        )
        if report.unknown:
            typer.echo(words.say("opposition-unknown", count=report.unknown), err=True)
