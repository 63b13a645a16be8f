"""Take a list of opposed patients into force: from the next read on they are gone, from counts too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data_gateway.catalogue.dataset import dataset_names, load_dataset
from data_gateway.patients.finding import plain_person
from data_gateway.patients.opposition import OppositionRegister, read_person_ids, replace_opposition
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings


@dataclass(frozen=True)
class OppositionReport:
    """`unknown`: persons on the list whom no data set of the site holds, often a sign of the wrong column."""

    persons: int
    added: int
    removed: int
    unknown: int


def oppose(
    folder: SiteFolder, source: Path, *, column: str | None = None, replace: bool = False
) -> OppositionReport:
    """Add the persons in `source` to the list, or make them the whole list with `replace`.

    The ids are those of the site's data, before any pseudonym. Raises Refusal `opposition-…`; then the list
    is as it was.
    """
    settings = load_settings(folder.require().settings)
    given = read_person_ids(source, column)
    before = OppositionRegister(folder.opposition).current().persons
    after = given if replace else before | given
    report = OppositionReport(
        persons=len(after),
        added=len(after - before),
        removed=len(before - after),
        unknown=len(after) - _known(folder, after),
    )
    details = {"persons": report.persons, "added": report.added, "removed": report.removed}
    audit = SiteAudit(folder)
    audit.append(actor=ACTOR, event="opposition.changed", subject=settings.id, details=details)
    audit.close()
    replace_opposition(folder.opposition, after)
    return report


def _known(folder: SiteFolder, persons: frozenset[str]) -> int:
    found: set[str] = set()
    with duckdb.connect(":memory:") as connection:
        for name in dataset_names(folder.datasets):
            dataset = load_dataset(folder.datasets, name)
            if dataset.source:  # whose persons are not looked through: nobody is called unknown
                return len(persons)
            for table_name, table in dataset.tables.items():
                if table.person_column is None:
                    continue
                rows = connection.execute(
                    f"SELECT DISTINCT {plain_person(table, table.person_column)}"  # noqa: S608
                    " FROM read_parquet(?)",
                    [dataset.paths(table_name)],
                ).fetchall()
                found.update(row[0] for row in rows if row[0] in persons)
    return len(found)
