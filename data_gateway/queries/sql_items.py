"""What a SELECT lists, and what its GROUP BY means by names, places and expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.queries.sql_scope import name_of
from data_gateway.queries.sql_written import MAX_COLUMNS, Written, only
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.queries.sql_expressions import Expressions


@dataclass(frozen=True)
class Item:
    """One output column: as it was asked (`node`; None for one of a star), then as it is written."""

    name: str
    node: exp.Expr | None
    written: Written

    def written_by(self, into: Expressions) -> Item:
        """Written again, now that the keys of GROUP BY are known."""
        if self.node is not None:
            return replace(self, written=into.write(self.node))
        if self.written.sql in into.keys:
            return replace(self, written=replace(self.written, outside=frozenset()))
        return self


def items(into: Expressions, nodes: Sequence[exp.Expr]) -> list[Item]:
    """Raises Refusal `sql-too-many-columns`, or why an expression is refused."""
    found: list[Item] = []
    for node in nodes:
        if isinstance(node, exp.Star):
            only(node)
            found += _starred(into, None)
        elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
            only(node, "this", "table")
            only(node.this)
            found += _starred(into, name_of(node.args.get("table")).lower())
        elif isinstance(node, exp.Alias):
            only(node, "this", "alias")
            found.append(Item(name_of(node.args["alias"]), node.this, into.write(node.this)))
        else:
            found.append(Item(_own_name(node, len(found) + 1), node, into.write(node)))
        if len(found) > MAX_COLUMNS:
            raise Refusal("sql-too-many-columns", limit=MAX_COLUMNS)
    if not found:
        raise Refusal("sql-construct", construct="SELECT")
    return found


def grouping(into: Expressions, node: exp.Expr | None, listed: Sequence[Item]) -> list[Written]:
    """The keys of GROUP BY. Raises Refusal `sql-construct`, `sql-position` or `sql-aggregate-place`."""
    if node is None:
        return []
    only(node, "expressions")
    keys = []
    for entry in node.expressions:
        key = _key(into, entry, listed)
        if key.aggregate or key.window:
            raise Refusal("sql-aggregate-place", construct="GROUP BY")
        if key.value is not None:
            raise Refusal("sql-construct", construct="GROUP BY CONSTANT")
        keys.append(key)
    return keys


def _key(into: Expressions, node: exp.Expr, listed: Sequence[Item]) -> Written:
    if isinstance(node, exp.Literal) and not node.is_string:
        if not node.this.isdecimal() or not 1 <= int(node.this) <= len(listed):
            raise Refusal("sql-position", limit=len(listed))
        return listed[int(node.this) - 1].written
    if isinstance(node, exp.Column) and not node.args.get("table") and isinstance(node.this, exp.Identifier):
        name = name_of(node.this).lower()
        read = any(relation.column(name) for relation in into.scope.relations)
        named = [item for item in listed if item.name.lower() == name]
        if named and not read:
            return named[0].written
    return into.write(node)


def _starred(into: Expressions, table: str | None) -> list[Item]:
    found = []
    for name, written, relation in into.scope.all_columns(table):
        if relation is not None and relation.view is not None:
            into.writing.columns.add((*relation.view, name))
        found.append(Item(name, None, written))
    return found


def _own_name(node: exp.Expr, place: int) -> str:
    """The name of a column that was given none: its own, its function's, or its place."""
    while isinstance(node, exp.Window | exp.Filter | exp.Paren):
        node = node.this
    if isinstance(node, exp.Column):
        return name_of(node.this)
    if isinstance(node, exp.Anonymous) and isinstance(node.this, str) and node.this.isidentifier():
        return node.this.lower()
    return f"column_{place}"
