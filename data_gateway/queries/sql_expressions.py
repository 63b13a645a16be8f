"""Expressions, checked and written anew: what has no rule here is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from data_gateway.catalogue.dataset import DAY, MOMENT, TRUTH
from data_gateway.queries import sql_arithmetic, sql_calls, sql_comparisons
from data_gateway.queries.conditions import Value
from data_gateway.queries.sql_casts import CAST_TYPES, cast_between
from data_gateway.queries.sql_engines import Engine, cast, constant, moment_in, type_of
from data_gateway.queries.sql_fitting import alike, applied, fitted, told
from data_gateway.queries.sql_functions import SCALARS
from data_gateway.queries.sql_scope import Scope, name_of
from data_gateway.queries.sql_written import Writing, Written, construct, only
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.queries.sql_select import Selects

_WHOLE = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?")


class Expressions:
    """Writes expressions of one SELECT. `keys` are the texts of its GROUP BY, free to be read anywhere."""

    def __init__(self, writing: Writing, scope: Scope, selects: Selects) -> None:
        self.writing = writing
        self.scope = scope
        self.selects = selects
        self.keys: frozenset[str] = frozenset()

    @property
    def engine(self) -> Engine:
        return self.writing.engine

    def write(self, node: object) -> Written:
        """Raises Refusal `sql-…`."""
        if not isinstance(node, exp.Expr):
            raise Refusal("sql-construct", construct="–")
        rule = _RULES.get(type(node))
        if rule is None:
            raise construct(node)
        with self.writing.deeper():
            written = rule(self, node)
        self.writing.bounded(written.sql)
        return replace(written, outside=frozenset()) if written.sql in self.keys else written

    def truth(self, node: object, where: str) -> Written:
        """Raises Refusal `sql-types` when `node` is not a condition."""
        written = self.write(node)
        condition = fitted(self.engine, written, TRUTH)
        if condition is None:
            raise Refusal("sql-types", construct=where, types=told([written]))
        return condition

    def joined(self, sql: str, type_: str | None, *parts: Written) -> Written:
        return Written(
            sql,
            type_,
            outside=frozenset().union(*(part.outside for part in parts)),
            aggregate=any(part.aggregate for part in parts),
            window=any(part.window for part in parts),
            growth=max([part.growth for part in parts], default=1.0),
        )

    def value(self, value: Value) -> Written:
        return Written(constant(self.engine, value), type_of(value), value=value)

    def _column(self, node: exp.Expr) -> Written:
        only(node, "this", "table")
        table = node.args.get("table")
        name = name_of(node.this)
        found, relation = self.scope.find(name.lower(), None if table is None else name_of(table).lower())
        if relation is not None and relation.view is not None:
            self.writing.columns.add((*relation.view, name.lower()))
        return found

    def _literal(self, node: exp.Expr) -> Written:
        only(node, "this", "is_string")
        text = node.this
        if node.args.get("is_string"):
            if "\x00" in text:
                raise Refusal("sql-construct", construct="NUL")
            return self.value(text)
        if _WHOLE.fullmatch(text) and int(text) < 2**63:
            return self.value(int(text))
        if text.isdecimal() or not _NUMBER.fullmatch(text) or abs(float(text)) > 1e308:
            raise Refusal("sql-number")
        return self.value(float(text))

    def _null(self, node: exp.Expr) -> Written:
        return Written("NULL", None)

    def _boolean(self, node: exp.Expr) -> Written:
        only(node, "this")
        return self.value(bool(node.this))

    def _paren(self, node: exp.Expr) -> Written:
        only(node, "this")
        return self.write(node.this)

    def _connected(self, node: exp.Expr) -> Written:
        word = "AND" if isinstance(node, exp.And) else "OR"
        nodes = list(node.flatten())
        parts = [self.truth(part, word) for part in nodes]
        return self.joined("(" + f" {word} ".join(part.sql for part in parts) + ")", TRUTH, *parts)

    def _not(self, node: exp.Expr) -> Written:
        only(node, "this")
        this = self.truth(node.this, "NOT")
        return self.joined(f"(NOT {this.sql})", TRUTH, this)

    def _case(self, node: exp.Expr) -> Written:
        only(node, "this", "ifs", "default")
        tests, results = [], []
        for branch in node.args["ifs"]:
            only(branch, "this", "true")
            test = branch.this
            if node.this is not None:
                test = exp.EQ(this=node.this, expression=test)
            tests.append(self.truth(test, "CASE"))
            results.append(self.write(branch.args["true"]))
        if node.args.get("default") is not None:
            results.append(self.write(node.args["default"]))
        fitting, type_ = alike(self.engine, results, "CASE")
        pairs = zip(tests, fitting, strict=False)
        sql = " ".join(f"WHEN {test.sql} THEN {result.sql}" for test, result in pairs)
        otherwise = f" ELSE {fitting[-1].sql}" if len(fitting) > len(tests) else ""
        return self.joined(f"CASE {sql}{otherwise} END", type_, *tests, *fitting)

    def _if(self, node: exp.Expr) -> Written:
        only(node, "this", "true", "false")
        parts = [self.write(node.args.get(key, exp.Null())) for key in ("this", "true", "false")]
        return applied(self.writing, "if", SCALARS["if"], parts)

    def _cast(self, node: exp.Expr) -> Written:
        only(node, "this", "to", "safe")
        to = node.args["to"]
        wanted = CAST_TYPES.get(to.this) if isinstance(to, exp.DataType) else None
        if wanted is None or to.expressions:
            raise Refusal("sql-cast-type", types=", ".join(dict.fromkeys(CAST_TYPES.values())))
        this = self.write(node.this)
        if isinstance(this.value, str) and wanted in (DAY, MOMENT):
            moment = moment_in(this.value, wanted)
            return self.value(moment) if moment else Written(cast(self.engine, "NULL", wanted), wanted)
        fits = fitted(self.engine, this, wanted)
        if fits is not None:
            return fits
        sql = cast_between(self.engine, this.sql, this.type or wanted, wanted)
        if sql is None:
            raise Refusal("sql-types", construct="CAST", types=f"{told([this])} → {wanted}")
        return self.joined(sql, wanted, this)

    def _exists(self, node: exp.Expr) -> Written:
        only(node, "this")
        inner = self.selects.subquery(node.this, self.scope)
        return self.joined(f"EXISTS ({inner.sql})", TRUTH, inner.read_outside())

    def _scalar(self, node: exp.Expr) -> Written:
        """A subquery as a value: one that always gives one row, or an engine would fail on two."""
        only(node, "this", "with_")
        inner = self.selects.subquery(node, self.scope)
        if len(inner.columns) != 1:
            raise Refusal("sql-subquery-columns")
        if not inner.one_row:
            raise Refusal("sql-subquery-rows")
        return self.joined(f"({inner.sql})", inner.columns[0].type, inner.read_outside())


_Rule = Callable[[Expressions, exp.Expr], Written]
_RULES: Mapping[type[exp.Expr], _Rule] = {
    **dict.fromkeys(sql_comparisons.COMPARED, sql_comparisons.comparison),
    **dict.fromkeys(sql_arithmetic.CALCULATED, sql_arithmetic.calculation),
    **dict.fromkeys((exp.And, exp.Or), Expressions._connected),
    **dict.fromkeys((exp.NullSafeEQ, exp.NullSafeNEQ), sql_comparisons.distinct_from),
    **dict.fromkeys((exp.Like, exp.ILike), sql_comparisons.like),
    **dict.fromkeys((exp.Cast, exp.TryCast), Expressions._cast),
    exp.Column: Expressions._column,
    exp.Literal: Expressions._literal,
    exp.Null: Expressions._null,
    exp.Boolean: Expressions._boolean,
    exp.Paren: Expressions._paren,
    exp.Neg: sql_arithmetic.negative,
    exp.Between: sql_comparisons.between,
    exp.Is: sql_comparisons.is_,
    exp.Not: Expressions._not,
    exp.In: sql_comparisons.in_,
    exp.Case: Expressions._case,
    exp.If: Expressions._if,
    exp.Exists: Expressions._exists,
    exp.Subquery: Expressions._scalar,
    exp.Anonymous: sql_calls.call,
    exp.Extract: sql_calls.extract,
    exp.Filter: sql_calls.filtered,
    exp.Window: sql_calls.windowed,
}
