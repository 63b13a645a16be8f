"""The SQL door: what a researcher typed is read, checked against an allow-list, and written anew.

Nothing of the text itself goes on to an engine. It is parsed, every construct and function in it must be
known, every name must be a view or a column of the permit, and what runs is text of our own making whose
expressions cannot fail on a value: an error that depended on a value would tell it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, SqlglotError, TokenError
from sqlglot.parsers.duckdb import DuckDBParser

from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_scope import WrittenQuery
from data_gateway.queries.sql_select import Selects
from data_gateway.queries.sql_written import (
    MAX_DEPTH,
    MAX_TEXT,
    MAX_TOKENS,
    Column,
    View,
    ViewName,
    Writing,
)
from governance.refusal import Refusal

_OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE)
_CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END)
_VALUES = (
    *(TokenType.STRING, TokenType.NUMBER, TokenType.RAW_STRING, TokenType.BYTE_STRING),
    *(TokenType.NATIONAL_STRING, TokenType.HEREDOC_STRING, TokenType.UNICODE_STRING),
    *(TokenType.HEX_STRING, TokenType.BIT_STRING),
)

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it would write the text, values included


class _Door(DuckDB):
    """DuckDB's grammar without its functions: each call keeps the name that was typed."""

    class Parser(DuckDBParser):
        FUNCTIONS = {}  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: DuckDBParser.FUNCTION_PARSERS[name] for name in ("CAST", "TRY_CAST", "EXTRACT")
        }
        NO_PAREN_FUNCTIONS = {}  # noqa: RUF012


@dataclass(frozen=True)
class CheckedQuery:
    """One allowed SELECT. `asked` is its text with every constant replaced by `?`; `digest` is the SHA-256
    of the text as it was typed."""

    tree: exp.Expr
    views: tuple[View, ...]
    columns: tuple[Column, ...]
    tables: tuple[tuple[str, str], ...]
    read: tuple[tuple[str, str, str], ...]
    functions: tuple[str, ...]
    digest: str
    asked: str


def checked(text: str, views: Sequence[View]) -> CheckedQuery:
    """Raises Refusal `sql-…`: what was not allowed by kind and name, never a value."""
    if len(text) > MAX_TEXT:
        raise Refusal("sql-too-long", limit=MAX_TEXT)
    tokens = _tokens(text)
    tree = _parsed(text)
    writing = Writing(Engine.DUCKDB, tuple(views), lambda dataset, table: "-")
    written = _written(tree, writing)
    if not writing.tables:
        raise Refusal("sql-without-table")
    return CheckedQuery(
        tree=tree,
        views=tuple(views),
        columns=written.columns,
        tables=tuple(sorted(writing.tables)),
        read=tuple(sorted(writing.columns)),
        functions=tuple(sorted(writing.functions)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        asked=_without_values(tokens),
    )


def render(query: CheckedQuery, engine: Engine, view_name: ViewName) -> str:
    """The query for an engine, where `view_name(dataset, table)` names its view, quoted.

    PostgreSQL needs `sql_postgres.PRELUDE` once per session; Spark its session's time zone to be UTC.
    """
    return _written(query.tree, Writing(engine, query.views, view_name)).sql


def _written(tree: exp.Expr, writing: Writing) -> WrittenQuery:
    try:
        return Selects(writing).query(tree, None, {})
    except RecursionError as fault:
        raise Refusal("sql-too-complex", limit=MAX_DEPTH) from fault


def _tokens(text: str) -> list[Token]:
    try:
        tokens = _Door().tokenize(text)
    except TokenError as fault:
        raise Refusal("sql-unparsable", line=1 + text.count("\n"), column=1) from fault
    depth = 0
    for token in tokens:
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        if depth > MAX_DEPTH:
            raise Refusal("sql-too-complex", limit=MAX_DEPTH)
    if len(tokens) > MAX_TOKENS:
        raise Refusal("sql-too-complex", limit=MAX_DEPTH)
    return tokens


def _parsed(text: str) -> exp.Expr:
    try:
        statements = [statement for statement in _Door().parse(text) if statement is not None]
    except ParseError as fault:
        first = fault.errors[0] if fault.errors else {}
        line, column = int(first.get("line") or 1), int(first.get("col") or 1)
        raise Refusal("sql-unparsable", line=line, column=column) from fault
    except RecursionError as fault:
        raise Refusal("sql-too-complex", limit=MAX_DEPTH) from fault
    except SqlglotError as fault:
        raise Refusal("sql-unparsable", line=1, column=1) from fault
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise Refusal("sql-not-one-select")
    return statements[0]


def _without_values(tokens: Sequence[Token]) -> str:
    """What the audit keeps of the text: comments are no tokens, constants are `?`."""
    return " ".join(
        "?"
        if token.token_type in _VALUES
        else f'"{token.text}"'
        if token.token_type == TokenType.IDENTIFIER
        else token.text
        for token in tokens
    )
