"""Does a permit fit what this site holds? Asked when its data owner signs, and again at every read."""

from __future__ import annotations

from collections.abc import Mapping

from data_gateway.catalogue.dataset import DAY, MOMENT, TEXT, Column, Dataset, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.queries.conditions import fixed
from governance.permits.document import DatasetPermit, Dates, Documents, PermitDocument
from governance.refusal import Refusal


def check_permit(permit: PermitDocument, datasets: Mapping[str, Dataset]) -> None:
    """Raises Refusal `dataset-unknown`, or what `check_table` says of the first table that does not fit."""
    for name, granted in permit.datasets.items():
        if name not in datasets:
            raise Refusal("dataset-unknown", dataset=name)
        for table_name in granted.tables:
            check_table(datasets[name], table_name, granted)


def check_table(dataset: Dataset, name: str, granted: DatasetPermit) -> Table:
    """The site's table behind the permit for table `name` of the data set.

    Raises Refusal `table-unknown`, `column-unknown`, `column-identifying` (it never leaves the site, whoever
    signed), `column-text-undeclared` (free text that nothing de-identified), `dataset-version-connected` (its
    rows change by themselves), `column-free-text` (only a permit for free text opens it),
    `surrogates-not-kept`, `dates-without-person` (a date that cannot be shifted), `linkage-column-missing`,
    or `condition-…` when a row filter does not suit its column.
    """
    permit = granted.tables[name]
    if granted.version and dataset.source:
        raise Refusal("dataset-version-connected", dataset=dataset.id)
    table = dataset.tables.get(name)
    if table is None:
        raise Refusal("table-unknown", dataset=dataset.id, table=name)
    if granted.linked and not any(known.link_column for known in dataset.tables.values()):
        raise Refusal("linkage-column-missing", dataset=dataset.id)
    for column in permit.columns:
        found = _column(dataset, name, table, column)
        if found.raw_text:
            raise Refusal("column-text-undeclared", dataset=dataset.id, table=name, column=column)
        if found.role is ColumnRole.IDENTIFYING:
            raise Refusal("column-identifying", dataset=dataset.id, table=name, column=column)
        if found.role is ColumnRole.FREE_TEXT and not granted.free_text:
            raise Refusal("column-free-text", dataset=dataset.id, table=name, column=column)
        renamed = found.role is ColumnRole.FREE_TEXT and granted.documents is Documents.SURROGATES
        if renamed and found.type == TEXT and column not in table.documents:
            raise Refusal("surrogates-not-kept", dataset=dataset.id, table=name, column=column)
        shifted = granted.dates is Dates.SHIFTED and found.type in (DAY, MOMENT)
        if shifted and table.person_column is None:
            raise Refusal("dates-without-person", dataset=dataset.id, table=name, column=column)
    for condition in permit.comparisons():
        # A filter on an id would put patients' own numbers into a document that travels.
        if _column(dataset, name, table, condition.column).role is not ColumnRole.PLAIN:
            raise Refusal("column-identifying", dataset=dataset.id, table=name, column=condition.column)
    fixed(permit.rows, table.columns, table="t")
    return table


def _column(dataset: Dataset, name: str, table: Table, column: str) -> Column:
    found = table.columns.get(column)
    if found is None:
        raise Refusal("column-unknown", dataset=dataset.id, table=name, column=column)
    return found
