"""The policy view of one table: what a permit lets be read of it, in the words of the engine that holds it.

Pseudonyms stand for ids, opposed patients and rows outside the permit's filter are not there, dates are as
the permit says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data_gateway.catalogue.dataset import DAY, MOMENT, Column, Table, sealed_column
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.image_table import PIXELS
from data_gateway.queries.conditions import fixed, literal
from data_gateway.queries.sql_engines import Engine, cast, cut, days_later, identifier
from governance.permits.document import DatasetPermit, Dates, Documents

# The person of a row, for counting, whether or not the permit lets it be read. No permit can name it: a
# column name has no space.
PERSON = "the person"
# The object behind a row, where the permit opens objects: for the worker that sends them, and as unnameable.
FILE = "the file"
# Puts other names, dates and numbers in the place of a document's tags: `surrogates.asking`.
SURROGATES = "with_surrogates"
# The number of a query, which its cursor alone knows, so that one that is abandoned stops asking.
ASKED = "asked"
_ASKED = f"CAST(coalesce(getvariable('{ASKED}'), 0) AS BIGINT)"
# DuckDB would hold a reader's condition against the lowest and highest value, or the filter of values, that
# a file keeps of many rows, hidden ones among them, and leave out what cannot match. PostgreSQL would look up
# in an index what its own operators compare, below its own barrier. The time a read takes would tell of
# hidden rows. No condition passes below a limit or an offset; an offset of none costs PostgreSQL nothing.
# Spark would do all that and, having no barrier, run conditions on hidden rows besides. It lets none pass
# below a condition whose answer is not told by the row, as the number of the part that a row lies in.
_FENCES = {
    Engine.DUCKDB: f" LIMIT {2**63 - 1}",
    Engine.POSTGRES: " OFFSET 0",
    Engine.SPARK: " AND spark_partition_id() >= 0",
}


_UNMOVED = "0"


@dataclass(frozen=True)
class PolicyView:
    """`scan` names the table's rows in the engine, `map_of` the table of ids and pseudonyms of a role.

    A map of persons has the columns id, pseudonym and shift (days), without those who are opposed; a map of
    visits has id and pseudonym. `nobody` is the id in the map of a role, if there is one,
    that stands for a missing id: the join then need keep no row without a match, which DuckDB does several
    times as fast.

    Without `visits` it has the same rows and no column of visits: no engine leaves out a join for a column
    that nobody reads, and this one can cost as much as all the rest. With `opposed`, a table of their ids,
    ids stand where pseudonyms would, that of the person too, for a process that puts these in their place
    before anything leaves it: each row is then held against few persons, not looked up among all.
    """

    table: Table
    name: str
    granted: DatasetPermit
    scan: str
    map_of: Callable[[ColumnRole], str]
    engine: Engine = Engine.DUCKDB
    nobody: Mapping[ColumnRole, int] = field(default_factory=dict)
    visits: bool = True
    opposed: str = ""
    dataset: str = ""

    def sql(self) -> str:
        """The SELECT behind the view."""
        permit = self.granted.tables[self.name]
        selected, joins = [], []
        kept = [fixed(permit.rows, self.table.columns, table="t", engine=self.engine)]
        shift, renamed = self._shift(), self._renamed()
        looked_up = shift != _UNMOVED
        for position, (column, described) in enumerate(self.table.columns.items()):
            source = f"t.{identifier(self.engine, column)}"
            wanted = column in permit.columns and (self.visits or described.role is not ColumnRole.VISIT)
            owner = column == self.table.person_column
            alias = "owner" if owner else f"m{position}"
            if described.role is ColumnRole.PERSON and self.opposed and not (owner and looked_up):
                joins.append(f"ANTI JOIN {self.opposed} {alias} ON {source} = {alias}.id")
                kept += [f"{source} IS NOT NULL"] if owner else []
            elif described.role is ColumnRole.PERSON or (
                described.role is ColumnRole.VISIT and wanted and not self.opposed
            ):
                nobody = self.nobody.get(described.role)
                joined = source if nobody is None else f"coalesce({source}, {nobody})"
                joins.append(
                    f"{'JOIN' if owner or nobody is not None else 'LEFT JOIN'}"
                    f" {self.map_of(described.role)} {alias} ON {joined} = {alias}.id"
                )
                if described.role is ColumnRole.PERSON and not owner:
                    kept.append(f"({source} IS NULL OR {alias}.id IS NOT NULL)")
                source = source if self.opposed else f"{alias}.pseudonym"
            if owner:
                selected.append(f"{source} AS {identifier(self.engine, PERSON)}")
            if wanted:
                if column in renamed:
                    sealed = f"t.{identifier(self.engine, sealed_column(column))}"
                    source = f"{SURROGATES}({literal(self.dataset)}, {source}, {sealed}, {_ASKED})"
                served = self._served(source, described, shift)
                selected.append(f"{served} AS {identifier(self.engine, column)}")
        if self.table.file_column and PIXELS in permit.columns:
            held = f"t.{identifier(self.engine, self.table.file_column)}"
            selected.append(f"{held} AS {identifier(self.engine, FILE)}")
        return (
            f"SELECT {', '.join(selected)} FROM {self.scan} t {' '.join(joins)}"  # noqa: S608
            f" WHERE {' AND '.join(kept)}{_FENCES[self.engine]}"
        )

    def _renamed(self) -> set[str]:
        """Documents in which others stand for whom they name."""
        granted = self.granted.tables[self.name].columns
        if self.granted.documents is not Documents.SURROGATES:
            return set()
        return set(granted) & set(self.table.documents)

    def _shift(self) -> str:
        """SQL of the days by which the dates of a row move."""
        moved = self.table.person_column and self.granted.dates is Dates.SHIFTED
        return "owner.shift" if moved else _UNMOVED

    def _served(self, source: str, described: Column, shift: str) -> str:
        if described.type in (DAY, MOMENT) and described.role in (ColumnRole.PLAIN, ColumnRole.FREE_TEXT):
            if self.granted.dates is Dates.MONTH:
                source = cut(self.engine, "month", source, described.type)
            elif self.granted.dates is Dates.SHIFTED:
                source = days_later(self.engine, source, shift, described.type)
        return cast(self.engine, source, described.served_type)
