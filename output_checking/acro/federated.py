"""What ACRO writes in federated mode: tables that a trusted aggregator needs, on which it ran no check.

They hold the largest value of every cell, and never leave; what they are the evidence of is judged from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from d2h_sdk.wire import Evidence, Measure
from governance.refusal import Refusal
from output_checking.checks.encodings import read_text
from output_checking.checks.tables import Table, number, read_table

EVIDENCE = "evidence.json"
# As ACRO names its tables: of rows, and of the sum, the largest and the two largest of a variable.
_COUNTS = ("count_table", "num_negative")
_LARGEST = ("max", "top_2_sum", "top_n_sum")
Grid = tuple[tuple[float | None, ...], ...]


def claims(outputs: Mapping[str, Any], content: Callable[[str], bytes | None]) -> dict[str, Evidence | None]:
    """File -> what it is said to hold, None where nobody knows. `content`: bytes by name, None for a file
    that is not there. Raises KeyError, TypeError or AttributeError for what ACRO never writes."""
    found: dict[str, Evidence | None] = {}
    for output in outputs.values():
        tables = {str(kind): str(name) for kind, name in output["interim_tables"].items()}
        found |= {name: _evidence(kind, tables, content) for kind, name in tables.items()}
        if isinstance(output["dof"], str) and output["dof"].endswith(".csv"):
            found[output["dof"]] = None
    return found


def _evidence(
    kind: str, tables: Mapping[str, str], content: Callable[[str], bytes | None]
) -> Evidence | None:
    table = _table(content(tables[kind]))
    if table is None:
        return None
    width = len(table.columns) - table.leading_labels
    if kind in _COUNTS:
        return Evidence(kind="counts", index_columns=table.leading_labels)
    measure = Measure(statistic="extreme" if kind in _LARGEST else "sum", given=kind)
    shown = Evidence(kind="magnitudes", index_columns=table.leading_labels, measures=(measure,) * width)
    if kind != "sum":
        return shown
    first, both = (_grid(_table(content(tables[name]))) for name in ("max", "top_2_sum") if name in tables)
    sums, pairs = _grid(table), tuple(_pairs(first, both))
    fits = [len(line) for line in sums] == [len(line) for line in pairs]
    return shown.model_copy(update={"sums": sums, "largest": pairs}) if fits else shown


def _pairs(first: Grid, both: Grid) -> Iterator[tuple[tuple[float, float] | None, ...]]:
    for largest, two in zip(first, both, strict=False):
        yield tuple(
            None if one is None or together is None else (abs(one), abs(together - one))
            for one, together in zip(largest, two, strict=False)
        )


def _grid(table: Table | None) -> Grid:
    if table is None:
        return ()
    return tuple(tuple(number(cell) for cell in row[table.leading_labels :]) for row in table.rows)


def _table(content: bytes | None) -> Table | None:
    try:
        return read_table(read_text(content)[0]) if content is not None else None
    except (Refusal, UnicodeDecodeError):
        return None
