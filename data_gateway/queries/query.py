"""What the engine is asked to run: SQL of our own making, a researcher's values as bound parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from data_gateway.queries.conditions import Value


@dataclass(frozen=True)
class Query:
    """`columns` and `compared` are what the audit keeps: names, never a value."""

    kind: str  # read | aggregate
    dataset: str
    table: str
    columns: tuple[str, ...]
    sql: str
    parameters: list[Value] = field(default_factory=list)
    compared: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)  # of the Arrow schema
