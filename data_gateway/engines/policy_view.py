"""The policy view of one table: what a permit lets be read of it, as SQL that every engine understands.

Pseudonyms stand for ids, opposed patients and rows outside the permit's filter are not there, dates are as
the permit says. The text is DuckDB's; it keeps to what sqlglot turns into PostgreSQL and Spark without a
change of meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data_gateway.catalogue.dataset import DAY, MOMENT, Column, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.queries.conditions import fixed, quoted
from governance.permits.document import DatasetPermit, Dates

# The person of a row, for counting, whether or not the permit lets it be read. No permit can name it: a
# column name has no space.
PERSON = '"the person"'


def schema_name(dataset: str) -> str:
    return quoted(f"data set {dataset}")  # the space keeps it apart from DuckDB's own schemas and catalogs


def view_name(dataset: str, table: str) -> str:
    return f"{schema_name(dataset)}.{quoted(table)}"


def map_name(dataset: str, role: ColumnRole) -> str:
    return f"{schema_name(dataset)}.{quoted(f'{role.value} pseudonyms')}"


@dataclass(frozen=True)
class PolicyView:
    """`scan` names the table's rows in the engine, `map_of` the table of ids and pseudonyms of a role.

    A map of persons has the columns id, pseudonym and shift (days), without those who are opposed; a map of
    visits has id and pseudonym.
    """

    table: Table
    name: str
    granted: DatasetPermit
    scan: str
    map_of: Callable[[ColumnRole], str]

    def sql(self) -> str:
        """The SELECT behind the view."""
        permit = self.granted.tables[self.name]
        selected, joins, kept = [], [], [fixed(permit.rows, self.table.columns, table="t")]
        shift = self._shift()
        for position, (column, described) in enumerate(self.table.columns.items()):
            source = f"t.{quoted(column)}"
            wanted = column in permit.columns
            if described.role is ColumnRole.PERSON or (described.role is ColumnRole.VISIT and wanted):
                owner = column == self.table.person_column
                alias = "owner" if owner else f"m{position}"
                joins.append(
                    f"{'JOIN' if owner else 'LEFT JOIN'} {self.map_of(described.role)} {alias}"
                    f" ON {source} = {alias}.id"
                )
                if described.role is ColumnRole.PERSON and not owner:
                    kept.append(f"({source} IS NULL OR {alias}.id IS NOT NULL)")
                if owner:
                    selected.append(f"owner.pseudonym AS {PERSON}")
                source = f"{alias}.pseudonym"
            if wanted:
                selected.append(f"{self._served(source, described, shift)} AS {quoted(column)}")
        return (
            f"SELECT {', '.join(selected)} FROM {self.scan} t {' '.join(joins)}"  # noqa: S608
            f" WHERE {' AND '.join(kept)}"
        )

    def _shift(self) -> str:
        return "owner.shift" if self.table.person_column else "0"

    def _served(self, source: str, described: Column, shift: str) -> str:
        if described.type in (DAY, MOMENT) and described.role in (ColumnRole.PLAIN, ColumnRole.FREE_TEXT):
            if self.granted.dates is Dates.MONTH:
                source = f"date_trunc('month', {source})"
            elif self.granted.dates is Dates.SHIFTED:
                source = f"({source} + {shift} * INTERVAL '1' DAY)"
        return f"CAST({source} AS {described.served_type})"
