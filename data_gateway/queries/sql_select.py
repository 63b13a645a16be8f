"""SELECT and combinations of SELECTs, checked and written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from sqlglot import exp

from data_gateway.queries.sql_calls import direction
from data_gateway.queries.sql_engines import identifier
from data_gateway.queries.sql_expressions import Expressions
from data_gateway.queries.sql_fitting import by_bytes
from data_gateway.queries.sql_from import Sources
from data_gateway.queries.sql_items import Item, grouping, items
from data_gateway.queries.sql_ordering import ordered, place_of, row_count
from data_gateway.queries.sql_scope import (
    CommonTable,
    Relation,
    Scope,
    WrittenQuery,
    distinct_names,
    name_of,
)
from data_gateway.queries.sql_written import MAX_READINGS, Column, Writing, Written, construct, only
from governance.refusal import Refusal

_KEPT = ";kept"  # the column of QUALIFY's condition: no name of a researcher's may hold a semicolon
_COMBINED: Mapping[type[exp.Expr], str] = {
    **{exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}
}
_ENDS = ("order", "limit", "offset")


class Selects:
    """Writes queries; `Expressions` comes back to it for subqueries, `Sources` for those in FROM."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    def query(self, node: exp.Expr, outer: Scope | None, common: Mapping[str, CommonTable]) -> WrittenQuery:
        """Raises Refusal `sql-…`."""
        with self.writing.deeper():
            prefix, common = self._common(node.args.get("with_"), common)
            if isinstance(node, exp.Subquery):
                only(node, "this", "with_", "alias")
                written = self.query(node.this, outer, common)
            elif isinstance(node, exp.Select):
                written = self._select(node, outer, common)
            elif type(node) in _COMBINED:
                written = self._combined(node, common)
            else:
                raise construct(node)
        if written.readings > MAX_READINGS:
            raise Refusal("sql-too-many-tables", limit=MAX_READINGS)
        return replace(written, sql=self.writing.bounded(prefix + written.sql))

    def subquery(self, node: exp.Expr, scope: Scope) -> WrittenQuery:
        """A query inside an expression: its WHERE may read the columns of `scope`."""
        return self.query(node, scope, scope.common)

    def _common(
        self, node: exp.Expr | None, common: Mapping[str, CommonTable]
    ) -> tuple[str, Mapping[str, CommonTable]]:
        if node is None:
            return "", common
        only(node, "expressions")
        known, texts, told = dict(common), [], list[str]()
        for entry in node.expressions:
            only(entry, "this", "alias")
            only(entry.args["alias"], "this")
            told.append(name_of(entry.args["alias"].this).lower())
            distinct_names(told)
            written = self.query(entry.this, None, known)
            table = CommonTable(self.writing.fresh("q"), written)
            known[told[-1]] = table
            texts.append(f"{identifier(self.writing.engine, table.name)} AS ({written.sql})")
        return f"WITH {', '.join(texts)} ", known

    def _select(self, node: exp.Expr, outer: Scope | None, common: Mapping[str, CommonTable]) -> WrittenQuery:
        only(
            node,
            *("with_", "expressions", "from_", "joins", "where", "group", "having", "qualify", "distinct"),
            *_ENDS,
        )
        scope = Scope(self.writing.engine, outer, common)
        into = Expressions(self.writing, scope, self)
        sources = Sources(self, into)
        text = sources.write(node)
        where = self._where(into, node.args.get("where"))
        listed = items(into, node.expressions)
        keys = grouping(into, node.args.get("group"), listed)
        into.keys = frozenset(key.sql for key in keys)
        listed = [item.written_by(into) for item in listed]
        having = self._condition(into, node, "having")
        qualify = self._condition(into, node, "qualify")
        wrapped = qualify is not None or self._distinct(node)
        orders = [] if wrapped else self._orders(into, node.args.get("order"), listed)
        told = [item.written for item in listed]
        conditions = [part for part in (having, qualify) if part is not None]
        inside = [*told, *conditions, *(written for written, _ in orders)]
        aggregated = bool(keys) or having is not None or any(part.aggregate for part in inside)
        if aggregated:
            _check_grouped(scope, inside)
        if having is not None and having.window:
            raise Refusal("sql-aggregate-place", construct="HAVING")
        columns = _columns(listed)
        sql = self._text(listed, qualify, self._distinct(node)) + text
        conditions_met = [*sources.conditions, *([where.sql] if where is not None else [])]
        sql += f" WHERE {' AND '.join(conditions_met)}" if conditions_met else ""
        sql += f" GROUP BY {', '.join(key.sql for key in keys)}" if keys else ""
        sql += f" HAVING {having.sql}" if having is not None else ""
        if wrapped:
            sql = self._wrapped(sql, columns, node, kept=qualify is not None)
        elif orders:
            sql += " ORDER BY " + ", ".join(by_bytes(into.engine, written) + way for written, way in orders)
        read = chain.from_iterable(part.outside for part in filter(None, [*inside, *keys, where]))
        return WrittenQuery(
            sql + self._end(node),
            columns,
            outside=frozenset(entry for entry in read if entry[0] not in scope.aliases()),
            readings=max(sources.readings, 1),
            one_row=(aggregated and not keys) or not text,
        )

    def _text(self, listed: Sequence[Item], qualify: Written | None, distinct: bool) -> str:
        texts = [f"{item.written.sql} AS {identifier(self.writing.engine, item.name)}" for item in listed]
        if qualify is not None:
            texts.append(f"{qualify.sql} AS {identifier(self.writing.engine, _KEPT)}")
        return f"SELECT {'DISTINCT ' if distinct else ''}{', '.join(texts)}"

    def _where(self, into: Expressions, node: exp.Expr | None) -> Written | None:
        if node is None:
            return None
        only(node, "this")
        into.scope.reads_outer = True
        where = into.truth(node.this, "WHERE")
        into.scope.reads_outer = False
        if where.aggregate or where.window:
            raise Refusal("sql-aggregate-place", construct="WHERE")
        return where

    def _condition(self, into: Expressions, node: exp.Expr, part: str) -> Written | None:
        given = node.args.get(part)
        if given is None:
            return None
        only(given, "this")
        return into.truth(given.this, part.upper())

    def _distinct(self, node: exp.Expr) -> bool:
        given = node.args.get("distinct")
        if given is None:
            return False
        only(given)
        if node.args.get("qualify") is not None:
            raise Refusal("sql-construct", construct="DISTINCT QUALIFY")
        return True

    def _orders(
        self, into: Expressions, node: exp.Expr | None, listed: Sequence[Item]
    ) -> list[tuple[Written, str]]:
        """ORDER BY of what the SELECT reads; names and places of its own columns stand for those."""
        found = []
        for entry in ordered(node):
            place = place_of(entry.this, [item.name for item in listed])
            written = into.write(entry.this) if place is None else listed[place].written
            if written.value is None:  # a constant orders nothing
                found.append((written, direction(entry)))
        return found

    def _wrapped(self, sql: str, columns: tuple[Column, ...], node: exp.Expr, *, kept: bool = False) -> str:
        """ORDER BY of what came out, for DISTINCT, QUALIFY and combinations of queries."""
        entries = ordered(node.args.get("order"))
        if not entries and not kept:
            return sql
        scope = Scope(self.writing.engine)
        relation = Relation("", self.writing.fresh("t"), columns)
        read = [scope.read(relation, column) for column in columns]
        texts = []
        for entry in entries:
            place = place_of(entry.this, [column.name for column in columns])
            if place is None:
                raise Refusal("sql-order-column")
            texts.append(by_bytes(self.writing.engine, read[place]) + direction(entry))
        alias = identifier(self.writing.engine, relation.alias)
        listed = ", ".join(
            f"{part.sql} AS {identifier(self.writing.engine, column.name)}"
            for part, column in zip(read, columns, strict=True)
        )
        where = f" WHERE {alias}.{identifier(self.writing.engine, _KEPT)}" if kept else ""
        order = f" ORDER BY {', '.join(texts)}" if texts else ""
        return f"SELECT {listed} FROM ({sql}) AS {alias}{where}{order}"  # noqa: S608

    def _end(self, node: exp.Expr) -> str:
        limit, offset = (row_count(node.args.get(part)) for part in ("limit", "offset"))
        return (f" LIMIT {limit}" if limit is not None else "") + (f" OFFSET {offset}" if offset else "")

    def _combined(self, node: exp.Expr, common: Mapping[str, CommonTable]) -> WrittenQuery:
        """It reads nothing of the query around it."""
        links: list[exp.Expr] = []
        first: exp.Expr = node
        while type(first) in _COMBINED and (first is node or not first.args.get("with_")):
            only(first, "this", "expression", "distinct", "with_", *(_ENDS if first is node else ()))
            links.append(first)
            first = first.this
        written = self.query(first, None, common)
        sql, readings = f"({written.sql})", written.readings
        for link in reversed(links):
            word = _COMBINED[type(link)]
            every = link.args.get("distinct") is False
            if every and word != "UNION":
                raise construct(link, "all")
            other = self.query(link.expression, None, common)
            _check_alike(written.columns, other.columns, word)
            readings += other.readings
            if readings > MAX_READINGS:
                raise Refusal("sql-too-many-tables", limit=MAX_READINGS)
            sql = f"({sql} {word}{' ALL' if every else ''} ({other.sql}))"
        whole = self._wrapped(sql[1:-1], written.columns, node) + self._end(node)
        return WrittenQuery(whole, written.columns, frozenset(), readings)


def _check_grouped(scope: Scope, parts: Sequence[Written]) -> None:
    for part in parts:
        for alias, column in sorted(part.outside):
            if alias in scope.aliases():
                raise Refusal("sql-not-grouped", column=column)


def _check_alike(first: Sequence[Column], other: Sequence[Column], word: str) -> None:
    if len(first) != len(other):
        raise Refusal("sql-union-columns", construct=word, first=len(first), second=len(other))
    for one, two in zip(first, other, strict=True):
        if one.type != two.type:
            raise Refusal("sql-union-types", construct=word, column=one.name, types=f"{one.type}, {two.type}")


def _columns(listed: Sequence[Item]) -> tuple[Column, ...]:
    distinct_names(item.name for item in listed)
    columns = []
    for item in listed:
        if item.written.type is None:
            raise Refusal("sql-null-without-type", column=item.name)
        columns.append(Column(item.name, item.written.type, item.written.growth))
    return tuple(columns)
