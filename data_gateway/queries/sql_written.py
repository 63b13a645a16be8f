"""A piece of a query as it is written anew: its text for one engine, and what must be known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlglot import exp

from data_gateway.queries.conditions import Value
from data_gateway.queries.sql_engines import Engine
from governance.refusal import Refusal

MAX_TEXT = 20_000  # characters a researcher may write
MAX_TOKENS = 4_000
MAX_DEPTH = 40  # of parentheses, and of expressions in one another
MAX_WRITTEN = 200_000  # characters of the text written anew
MAX_READINGS = 60  # how often views are read in all, common tables counted each time they are named
MAX_GROWTH = 50.0  # a text made of others may be so many times as long
MAX_COLUMNS = 500
MAX_VALUES = 2_000  # of one list after IN

ViewName = Callable[[str, str], str]  # of a data set's table, quoted for the engine


@dataclass(frozen=True)
class View:
    """A view of the permit: its columns with their types, as a reader sees them."""

    dataset: str
    table: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    growth: float = 1.0


@dataclass(frozen=True)
class Written:
    """`type` is None for NULL alone. `outside` holds the columns read outside any aggregate, as
    (relation, column); `value` is set for a constant, which a caller may write otherwise."""

    sql: str
    type: str | None
    outside: frozenset[tuple[str, str]] = frozenset()
    aggregate: bool = False
    window: bool = False
    value: Value | None = None
    growth: float = 1.0


@dataclass
class Writing:
    """What one writing of a query shares: the engine, the views, names made up, what was used."""

    engine: Engine
    views: tuple[View, ...]
    view_name: ViewName
    tables: set[tuple[str, str]] = field(default_factory=set)
    columns: set[tuple[str, str, str]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    _names: int = 0
    _depth: int = 0

    def fresh(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > 2 * MAX_DEPTH:
            raise Refusal("sql-too-complex", limit=MAX_DEPTH)
        try:
            yield
        finally:
            self._depth -= 1

    def bounded(self, sql: str) -> str:
        if len(sql) > MAX_WRITTEN:
            raise Refusal("sql-too-complex", limit=MAX_DEPTH)
        return sql


def only(node: exp.Expr, *known: str) -> None:
    """Refuses a node that holds anything but `known`: what is not written must not be there."""
    for key, value in node.args.items():
        if key not in known and value not in (None, False, [], ""):
            raise construct(node, key)


def construct(node: exp.Expr, part: str = "") -> Refusal:
    """What was not allowed, named by kind: never the text itself, which may hold values."""
    name = " ".join([node.key.replace("_", " "), part.strip("_").replace("_", " ")]).strip()
    return Refusal("sql-construct", construct=name.upper())
