"""Which columns a name in a query may mean, and what a name may look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from data_gateway.queries.sql_engines import Engine, identifier
from data_gateway.queries.sql_written import Column, Written
from governance.refusal import Refusal

_MOST_BYTES = 63  # PostgreSQL cuts longer names


@dataclass(frozen=True)
class Relation:
    """A view, common table or subquery as FROM names it. `alias` is ours, unlike any other in the query."""

    called: str
    alias: str
    columns: tuple[Column, ...]
    view: tuple[str, str] | None = None  # dataset, table

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name.lower() == name), None)


@dataclass(frozen=True)
class WrittenQuery:
    """`outside` are columns of the queries around it; `readings` counts the views it reads; `one_row` says
    that it never gives two rows, whatever the data."""

    sql: str
    columns: tuple[Column, ...]
    outside: frozenset[tuple[str, str]]
    readings: int
    one_row: bool = False

    def read_outside(self) -> Written:
        return Written(self.sql, None, outside=self.outside)


@dataclass(frozen=True)
class CommonTable:
    """A query of WITH, and the name it has in what is written."""

    name: str
    query: WrittenQuery


@dataclass
class Scope:
    """The relations of one SELECT. `outer` may be read while `reads_outer`: in its WHERE."""

    engine: Engine
    outer: Scope | None = None
    common: Mapping[str, CommonTable] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    shared: dict[str, Written] = field(default_factory=dict)  # columns of USING, read from both sides
    reads_outer: bool = False

    def add(self, relation: Relation) -> None:
        if any(relation.called == other.called for other in self.relations):
            raise Refusal("sql-table-twice", table=relation.called)
        self.relations.append(relation)

    def aliases(self) -> frozenset[str]:
        return frozenset(relation.alias for relation in self.relations)

    def find(self, name: str, table: str | None = None) -> tuple[Written, Relation | None]:
        """Raises Refusal `sql-column`, `sql-column-ambiguous` or `sql-table`."""
        if table is None and name in self.shared:
            return self.shared[name], None
        found = [
            (relation, column)
            for relation in self.relations
            if table in (None, relation.called) and (column := relation.column(name)) is not None
        ]
        if len(found) > 1:
            raise Refusal("sql-column-ambiguous", column=name)
        if found:
            relation, column = found[0]
            return self.read(relation, column), relation
        here = any(relation.called == table for relation in self.relations)
        if self.outer is not None and self.reads_outer and not here:
            return self.outer.find(name, table)
        if table is not None and not here:
            raise Refusal("sql-table", table=table)
        raise Refusal("sql-column", column=name)

    def read(self, relation: Relation, column: Column) -> Written:
        sql = f"{identifier(self.engine, relation.alias)}.{identifier(self.engine, column.name)}"
        return Written(
            sql, column.type, outside=frozenset({(relation.alias, column.name)}), growth=column.growth
        )

    def all_columns(self, table: str | None) -> Iterable[tuple[str, Written, Relation | None]]:
        """What a star stands for, in the order of FROM; a column of USING comes once."""
        told: set[str] = set()
        wanted = [relation for relation in self.relations if table in (None, relation.called)]
        if not wanted:
            raise Refusal("sql-table", table=table or "*")
        for relation in wanted:
            for column in relation.columns:
                shared = self.shared.get(column.name.lower()) if table is None else None
                if shared is None:
                    yield column.name, self.read(relation, column), relation
                elif column.name.lower() not in told:
                    told.add(column.name.lower())
                    yield column.name, shared, None


def name_of(node: object) -> str:
    """A name a researcher gave, kept as it was typed. Raises Refusal `sql-name`."""
    if not isinstance(node, exp.Identifier) or not isinstance(node.this, str):
        raise Refusal("sql-name", limit=_MOST_BYTES)
    name = unicodedata.normalize("NFC", node.this)
    if not name.isprintable() or not name or len(name.encode()) > _MOST_BYTES or set(name) & set("\"'`\\;"):
        raise Refusal("sql-name", limit=_MOST_BYTES)
    return name


def distinct_names(columns: Iterable[str]) -> None:
    """Raises Refusal `sql-column-twice`; engines differ in whether they tell capitals apart."""
    seen: set[str] = set()
    for name in columns:
        if name.lower() in seen:
            raise Refusal("sql-column-twice", column=name)
        seen.add(name.lower())
