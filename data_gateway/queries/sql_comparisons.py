"""Conditions that compare: all that are compared are of one type, texts by their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.catalogue.dataset import TEXT, TRUTH
from data_gateway.queries.sql_engines import Engine, quoted_text
from data_gateway.queries.sql_fitting import alike, applied, by_bytes, fitted
from data_gateway.queries.sql_functions import SCALARS
from data_gateway.queries.sql_patterns import like_pattern
from data_gateway.queries.sql_written import MAX_VALUES, Written, construct, only
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.queries.sql_expressions import Expressions

COMPARED: Mapping[type[exp.Expr], str] = {
    **{exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="},
}


def comparison(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression")
    operator = COMPARED[type(node)]
    (left, right), _ = alike(into.engine, [into.write(node.this), into.write(node.expression)], operator)
    if operator in ("=", "<>"):
        return into.joined(f"({left.sql} {operator} {right.sql})", TRUTH, left, right)
    return into.joined(f"({by_bytes(into.engine, left)} {operator} {right.sql})", TRUTH, left, right)


def distinct_from(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression")
    pair = [into.write(node.this), into.write(node.expression)]
    (left, right), _ = alike(into.engine, pair, "IS DISTINCT FROM")
    differ = isinstance(node, exp.NullSafeNEQ)
    if into.engine is Engine.SPARK:
        sql = f"({'NOT ' if differ else ''}({left.sql} <=> {right.sql}))"
    else:
        sql = f"({left.sql} IS {'' if differ else 'NOT '}DISTINCT FROM {right.sql})"
    return into.joined(sql, TRUTH, left, right)


def between(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "low", "high")
    parts = [into.write(node.args[key]) for key in ("this", "low", "high")]
    (this, low, high), _ = alike(into.engine, parts, "BETWEEN")
    return into.joined(
        f"({by_bytes(into.engine, this)} BETWEEN {low.sql} AND {high.sql})", TRUTH, this, low, high
    )


def is_(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression")
    if isinstance(node.expression, exp.Null):
        this = into.write(node.this)
        return into.joined(f"({this.sql} IS NULL)", TRUTH, this)
    if not isinstance(node.expression, exp.Boolean):
        raise construct(node)
    this = into.truth(node.this, "IS")
    return into.joined(f"({this.sql} IS {'TRUE' if node.expression.this else 'FALSE'})", TRUTH, this)


def like(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expression", "negate")
    this, pattern = fitted(into.engine, into.write(node.this), TEXT), into.write(node.expression)
    if this is None or not isinstance(pattern.value, str):
        raise Refusal("sql-pattern", construct="LIKE")
    tested = quoted_text(into.engine, like_pattern(pattern.value))
    if isinstance(node, exp.ILike):  # small letters on both sides: each engine's ILIKE folds its own way
        this, lower = (applied(into.writing, "lower", SCALARS["lower"], [part]) for part in (this, pattern))
        tested = lower.sql
    negated = "NOT " if node.args.get("negate") else ""
    return into.joined(f"({this.sql} {negated}LIKE {tested})", TRUTH, this)


def in_(into: Expressions, node: exp.Expr) -> Written:
    only(node, "this", "expressions", "query")
    this = into.write(node.this)
    if node.args.get("query") is not None:
        inner = into.selects.subquery(node.args["query"], into.scope)
        if len(inner.columns) != 1:
            raise Refusal("sql-subquery-columns")
        if inner.columns[0].type != this.type:
            raise Refusal("sql-types", construct="IN", types=f"{this.type}, {inner.columns[0].type}")
        return into.joined(f"({this.sql} IN ({inner.sql}))", TRUTH, this, inner.read_outside())
    if not 1 <= len(node.expressions) <= MAX_VALUES:
        raise Refusal("sql-too-many-values", limit=MAX_VALUES)
    parts, _ = alike(into.engine, [this, *(into.write(part) for part in node.expressions)], "IN")
    listed = ", ".join(part.sql for part in parts[1:])
    return into.joined(f"({parts[0].sql} IN ({listed}))", TRUTH, *parts)
