"""ORDER BY, LIMIT and OFFSET as they were asked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from data_gateway.queries.sql_scope import name_of
from data_gateway.queries.sql_written import construct, only
from governance.refusal import Refusal

_MOST_ROWS = 10**12


def ordered(node: exp.Expr | None) -> list[exp.Ordered]:
    """Raises Refusal `sql-construct`."""
    if node is None:
        return []
    only(node, "expressions")
    for entry in node.expressions:
        if not isinstance(entry, exp.Ordered):
            raise construct(entry)
        only(entry, "this", "desc", "nulls_first")
    return list(node.expressions)


def place_of(node: exp.Expr, names: Sequence[str]) -> int | None:
    """Which output column `node` means by its number or its name; None when it means neither."""
    if isinstance(node, exp.Literal) and not node.is_string:
        if not node.this.isdecimal() or not 1 <= int(node.this) <= len(names):
            raise Refusal("sql-position", limit=len(names))
        return int(node.this) - 1
    if isinstance(node, exp.Column) and not node.args.get("table") and isinstance(node.this, exp.Identifier):
        lowered = [name.lower() for name in names]
        name = name_of(node.this).lower()
        return lowered.index(name) if name in lowered else None
    return None


def row_count(node: exp.Expr | None) -> int | None:
    """The constant of LIMIT or OFFSET. Raises Refusal `sql-limit`."""
    if node is None:
        return None
    if not isinstance(node, exp.Limit | exp.Offset):
        raise construct(node)
    only(node, "expression")
    given = node.expression
    if not isinstance(given, exp.Literal) or given.is_string or not given.this.isdecimal():
        raise Refusal("sql-limit", limit=_MOST_ROWS)
    if int(given.this) > _MOST_ROWS:
        raise Refusal("sql-limit", limit=_MOST_ROWS)
    return int(given.this)
