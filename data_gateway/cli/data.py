"""`site load`, `site oppose`, `site opposition`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_gateway.catalogue.loading import SiteRules, names_in
from data_gateway.catalogue.omop import STANDARD
from data_gateway.catalogue.postgresql_source import PostgresqlSource, is_postgresql
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
from data_gateway.patients.opposing import oppose as take_opposition
from data_gateway.patients.opposition_effect import opposition_effect
from data_gateway.site.folder import find_site
from governance.refusal import Refusal

app = new_group()
_Columns = list[str] | None


@app.command("load", help=HELP.say("help-load"))
def load_command(
    site: Site,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=HELP.say("help-source"))],
    dataset: Annotated[str, typer.Option(help=HELP.say("help-dataset"))],
    title_fr: TitleFr = None,
    title_en: TitleEn = None,
    tables: Annotated[str | None, typer.Option(help=HELP.say("help-tables"))] = None,
    schema: Annotated[Path | None, typer.Option(help=HELP.say("help-schema"))] = None,
    mapping: Annotated[Path | None, typer.Option(help=HELP.say("help-mapping"))] = None,
    described: Annotated[Path | None, typer.Option("--describe", help=HELP.say("help-described"))] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out-bad-rows", help=HELP.say("help-leave-out"))] = False,
    known: Annotated[Path | None, typer.Option(help=HELP.say("help-known"))] = None,
    identifying: Annotated[_Columns, typer.Option(help=HELP.say("help-identifying"))] = None,
    plain: Annotated[_Columns, typer.Option(help=HELP.say("help-plain"))] = None,
    linkage: Annotated[_Columns, typer.Option(help=HELP.say("help-linkage"))] = None,
    reference: Annotated[_Columns, typer.Option(help=HELP.say("help-reference"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        choices = ColumnChoices(
            identifying=names_in(identifying or ()),
            plain=names_in(plain or ()),
            reference_tables=frozenset(reference or ()),
            linkage=names_in(linkage or ()),
        )
        rules = SiteRules(mapping, schema, described, leave_out, known)
        title = titles(title_fr, title_en, dataset) if title_fr or title_en else {}
        data = SiteData(find_site(site))
        report = data.load(_source(source, tables), dataset, title, choices, rules)
        for name, table in report.dataset.tables.items():
            typer.echo(words.say("load-table", table=name, rows=table.rows))
        for place, counts in report.documents.items():
            typer.echo(
                words.say(
                    "load-documents",
                    place=place,
                    served=counts.served,
                    withheld=counts.withheld,
                    refused=counts.refused,
                )
            )
        for place in raw_texts(report.dataset):
            typer.echo(words.say("load-raw-text", place=place))
        if report.left_out:
            typer.echo(words.say("load-left-out", tables=", ".join(report.left_out)))
        if report.bad_rows:
            rows = sum(report.bad_rows.values())
            typer.echo(words.say("load-bad-rows-left-out", rows=rows, report=str(report.listing)), err=True)
        standard = report.dataset.standard or words.say("load-no-standard")
        typer.echo(words.say("load-done", dataset=dataset, standard=standard))
        if report.dataset.standard not in ("", STANDARD):
            typer.echo(words.say("load-other-version", standard=standard, known=STANDARD), err=True)


def _source(given: str, tables: str | None) -> Path | PostgresqlSource:
    if is_postgresql(given):
        return PostgresqlSource(given, tuple(tables.split(","))) if tables else PostgresqlSource(given)
    if tables:
        raise Refusal("load-tables-need-database")
    return Path(given)


@app.command(help=HELP.say("help-oppose"))
def oppose(
    site: Site,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=HELP.say("help-opposed"))],
    column: Annotated[str | None, typer.Option(help=HELP.say("help-column"))] = None,
    replace: Annotated[bool, typer.Option("--replace", help=HELP.say("help-replace"))] = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site)
        report = take_opposition(folder, source, column=column, replace=replace)
        SiteData(folder).cards()  # they are gone from the published figures, too
        typer.echo(
            words.say("opposition-done", persons=report.persons, added=report.added, removed=report.removed)
        )
        if report.unknown:
            typer.echo(words.say("opposition-unknown", count=report.unknown), err=True)


@app.command(help=HELP.say("help-opposition"))
def opposition(site: Site, language: Language = None) -> None:
    with telling_refusals(language) as words:
        effect = opposition_effect(find_site(site))
        typer.echo(words.say("opposition-on-list", persons=effect.persons))
        for one in effect.withheld:
            typer.echo(
                words.say(
                    "opposition-withholds",
                    dataset=one.dataset,
                    table=one.table,
                    persons=one.persons,
                    rows=one.rows,
                    all=one.all_rows,
                )
            )
        for dataset in effect.elsewhere:
            typer.echo(words.say("opposition-elsewhere", dataset=dataset))
