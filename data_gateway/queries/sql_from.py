"""FROM and its joins: views of the permit, common tables and subqueries, each under a name of our own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.queries.sql_engines import identifier
from data_gateway.queries.sql_fitting import alike
from data_gateway.queries.sql_scope import Relation, Scope, name_of
from data_gateway.queries.sql_written import MAX_READINGS, Column, View, construct, only
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.queries.sql_expressions import Expressions
    from data_gateway.queries.sql_select import Selects

_SIDES = ("", "LEFT", "RIGHT", "FULL")


class Sources:
    """Writes the FROM of one SELECT and tells its scope what stands there; `readings` counts the views."""

    def __init__(self, selects: Selects, into: Expressions) -> None:
        self.selects = selects
        self.into = into
        self.scope: Scope = into.scope
        self.readings = 0
        self.conditions: list[str] = []  # of SEMI and ANTI joins, which belong into WHERE

    def write(self, select: exp.Expr) -> str:
        """Empty when there is no FROM. Raises Refusal `sql-table…`, `sql-join…`."""
        source = select.args.get("from_")
        joins = select.args.get("joins") or []
        if source is None:
            if joins:
                raise construct(joins[0])
            return ""
        only(source, "this")
        text, relation = self._relation(source.this)
        self.scope.add(relation)
        parts = [f" FROM {text}", *(self._join(join) for join in joins)]
        if self.conditions and any(join.args.get("side") in ("RIGHT", "FULL") for join in joins):
            raise Refusal("sql-construct", construct="SEMI JOIN WITH OUTER JOIN")
        if self.readings > MAX_READINGS:
            raise Refusal("sql-too-many-tables", limit=MAX_READINGS)
        return "".join(parts)

    def _relation(self, node: exp.Expr) -> tuple[str, Relation]:
        if isinstance(node, exp.Subquery):
            only(node, "this", "alias", "with_")
            inner = self.selects.query(node, None, self.scope.common)
            self.readings += inner.readings
            return self._named(f"({inner.sql})", node, "", inner.columns)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            raise construct(node.this if isinstance(node, exp.Table) else node)
        only(node, "this", "db", "alias")
        table = name_of(node.this).lower()
        common = self.scope.common.get(table) if node.args.get("db") is None else None
        if common is not None:
            self.readings += common.query.readings
            name = identifier(self.into.engine, common.name)
            return self._named(name, node, table, common.query.columns)
        view = self._view(table, node.args.get("db"))
        self.readings += 1
        self.into.writing.tables.add((view.dataset, view.table))
        columns = tuple(Column(name, type_) for name, type_ in view.columns.items())
        text = self.into.writing.view_name(view.dataset, view.table)
        return self._named(text, node, table, columns, (view.dataset, view.table))

    def _view(self, table: str, dataset: exp.Expr | None) -> View:
        wanted = None if dataset is None else name_of(dataset).lower()
        views = self.into.writing.views
        found = [view for view in views if view.table == table and wanted in (None, view.dataset)]
        if not found:
            raise Refusal("sql-table", table=table if wanted is None else f"{wanted}.{table}")
        if len(found) > 1:
            known = ", ".join(f"{view.dataset}.{view.table}" for view in found)
            raise Refusal("sql-table-ambiguous", table=table, known=known)
        return found[0]

    def _named(
        self,
        text: str,
        node: exp.Expr,
        called: str,
        columns: tuple[Column, ...],
        view: tuple[str, str] | None = None,
    ) -> tuple[str, Relation]:
        ours = self.into.writing.fresh("t")
        given = node.args.get("alias")
        if given is not None:
            only(given, "this")
            called = name_of(given.this).lower()
        relation = Relation(called or ours, ours, columns, view)
        return f"{text} AS {identifier(self.into.engine, ours)}", relation

    def _join(self, join: exp.Expr) -> str:
        only(join, "this", "side", "kind", "on", "using")
        side, kind = (str(join.args.get(part) or "").upper() for part in ("side", "kind"))
        tested = kind in ("SEMI", "ANTI") and not side
        plain = kind in ("", "INNER", "OUTER") and (kind == "OUTER") <= bool(side)
        if side not in _SIDES or not (tested or plain):
            raise construct(join, kind or side)
        left = self.scope.aliases()
        text, relation = self._relation(join.this)
        using, on = join.args.get("using"), join.args.get("on")
        if using:
            condition = self._using(relation, [name_of(name).lower() for name in using], side)
            self.scope.add(relation)
        else:
            self.scope.add(relation)
            condition = self._on(on, left, relation, side)
        if not tested:
            return f" {side or 'INNER'} JOIN {text} ON {condition}"
        self.scope.relations.remove(relation)
        negated = "NOT " if kind == "ANTI" else ""
        self.conditions.append(f"{negated}EXISTS (SELECT 1 FROM {text} WHERE {condition})")  # noqa: S608
        return ""

    def _using(self, relation: Relation, names: list[str], side: str) -> str:
        equalities = []
        for name in names:
            left, source = self.scope.find(name)
            column = relation.column(name)
            if column is None:
                raise Refusal("sql-column", column=name)
            self._note(source, name)
            self._note(relation, name)
            (one, other), type_ = alike(self.into.engine, [left, self.scope.read(relation, column)], "USING")
            equalities.append(f"({one.sql} = {other.sql})")
            both = self.into.joined(f"coalesce({one.sql}, {other.sql})", type_, one, other)
            kept = {"FULL": both.sql, "RIGHT": other.sql}.get(side, one.sql)
            self.scope.shared[name] = self.into.joined(kept, type_, one, other)
        return " AND ".join(equalities)

    def _note(self, relation: Relation | None, name: str) -> None:
        if relation is not None and relation.view is not None:
            self.into.writing.columns.add((*relation.view, name))

    def _on(self, node: exp.Expr | None, left: frozenset[str], relation: Relation, side: str) -> str:
        """At least one equality of the two sides, or every row would meet every other."""
        if node is None:
            raise Refusal("sql-join-without-equality")
        if node.find(exp.Query) is not None:
            raise Refusal("sql-construct", construct="SUBQUERY IN JOIN")
        right = frozenset({relation.alias})
        texts, equalities = [], 0
        for part in _conjuncts(node):
            written = self.into.truth(part, "ON")
            if written.aggregate or written.window:
                raise Refusal("sql-aggregate-place", construct="ON")
            texts.append(written.sql)
            if isinstance(part, exp.EQ):
                read = [
                    {alias for alias, _ in self.into.write(end).outside}
                    for end in (part.this, part.expression)
                ]
                across = all(read) and (
                    (read[0] <= left and read[1] <= right) or (read[0] <= right and read[1] <= left)
                )
                equalities += across
        if not equalities or (side == "FULL" and equalities < len(texts)):
            raise Refusal("sql-join-without-equality")
        return " AND ".join(texts)


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    for part in node.flatten() if isinstance(node, exp.And) else [node]:
        while isinstance(part, exp.Paren):
            part = part.this
        if isinstance(part, exp.And):
            yield from _conjuncts(part)
        else:
            yield part
