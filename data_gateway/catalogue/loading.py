"""Take in a data set: check its schema and rows, write typed Parquet, put it in force whole or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from data_gateway.catalogue.document_columns import DocumentDesk
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.site_rules import SiteRules
from data_gateway.catalogue.source_files import find_tables
from data_gateway.catalogue.table_files import ColumnChoices, Engine, disk_full, is_disk_full
from data_gateway.catalogue.table_loader import LoadReport, TableLoader
from data_gateway.catalogue.versions import Record, digests, make_version
from governance.refusal import Refusal

__all__ = ["ColumnChoices", "LoadReport", "SiteRules", "load", "names_in"]
COPIED = "copied"  # of a data base, inside a draft
NOTHING_SAID = SiteRules()


def load(
    source: Path | PostgresqlSource,
    datasets: Path,
    name: str,
    title: dict[str, str],
    choices: ColumnChoices,
    *,
    memory: str,
    threads: int,
    rules: SiteRules = NOTHING_SAID,
    opposed: frozenset[str] = frozenset(),
    record: Record = lambda event, details: None,
    pinned: Collection[str] = (),
    desk: Callable[[], DocumentDesk] | None = None,
) -> LoadReport:
    """Write `datasets/<name>/<version>/`, tell `record`, and put it in force.

    `opposed`: ids as text, left out of the card's figures; `pinned`: versions that stay; `desk` makes what
    de-identifies documents, asked only when the description declares some.

    Raises Refusal `load-…`, `mapping-…`, or SourceRefusal for the site's own files; then nothing changed.
    Bad rows are listed in `reports/` beside `datasets`, for the site's staff alone.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 30:
        raise Refusal("dataset-id-wrong", dataset=name)
    found = find_tables(source) if isinstance(source, Path) else {}
    place = str(source) if isinstance(source, Path) else source.place

    def build(draft: Path, version: str) -> tuple[LoadReport, dict[str, Any]]:
        tables = found if isinstance(source, Path) else source.copy_into(_folder(draft / COPIED))
        with duckdb.connect(":memory:") as connection:
            engine = Engine(connection, draft / "spill", memory=memory, threads=threads)
            loader = TableLoader(engine, datasets, name, draft, tables, choices, rules, desk)
            if not loader.about_persons:
                raise Refusal("load-no-person", path=place)
            listing = datasets.parent / "reports" / f"{name}-{version}.csv"
            report = loader.report(version, title, opposed, listing)
        for left in (COPIED, "spill"):
            shutil.rmtree(draft / left, ignore_errors=True)
        for masked in draft.glob("*.documents"):
            masked.unlink()
        rows = {table: found.rows for table, found in report.dataset.tables.items()}
        details: dict[str, Any] = {"rows": rows, "source": place, "files": digests(draft)}
        if report.bad_rows:
            details["left_out"] = report.bad_rows
        if report.documents:
            details["documents"] = {place: asdict(counts) for place, counts in report.documents.items()}
        return report, details

    try:
        return make_version(datasets, name, build, event="dataset.loaded", record=record, pinned=pinned)
    except OSError as fault:
        if is_disk_full(fault):
            raise disk_full() from fault
        raise


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


def names_in(choices: Collection[str]) -> frozenset[str]:
    """Lower-cased `table.column` entries. Raises Refusal `load-choice-wrong`."""
    for choice in choices:
        if choice.count(".") != 1:
            raise Refusal("load-choice-wrong", choice=choice)
    return frozenset(choice.lower() for choice in choices)
