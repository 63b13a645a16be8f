"""The figures of a data set's card, counted at the site and made safe there before anybody else sees them.

Opposed patients are not counted. What fewer than `SMALLEST` persons share is not told; counts are rounded to
tens and shares so coarsely that no number of persons below `SMALLEST` can be worked out from them.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable

from pydantic import BaseModel, ValidationError

from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import DAY, MOMENT, TEXT, TRUTH, Column, Dataset, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.labels import Label, labels
from data_gateway.catalogue.person_ids import plain_id_of
from data_gateway.queries.sql_engines import Engine, cast, cut, identifier
from governance.catalogue.site_card import (
    CodeCard,
    ColumnCard,
    DatasetCard,
    TableCard,
    UnmappedCard,
)

CARD_FILE = "card.json"
SMALLEST = 10  # persons
CODES_SHOWN = 20
CODED_LEVELS = 1_000  # a column of more different values is no list of codes
_STEPS = (0.001, 0.01, 0.05, 0.1, 0.25)
_LONGEST_CODE = 200


class StoredCard(BaseModel):
    """`opposed`: digest of the list of opposed patients whom the figures leave out."""

    opposed: str
    card: DatasetCard


def rounded(count: int) -> int | None:
    """To the nearest ten; None for a count too small to tell."""
    return None if count < SMALLEST else math.floor(count / SMALLEST + 0.5) * SMALLEST


def coarse_share(part: int, whole: int) -> float | None:
    """`part` of `whole` in steps that hold at least `SMALLEST` each; None when no step does."""
    step = next((step for step in _STEPS if step * whole >= SMALLEST), None)
    return None if step is None else round(min(1.0, math.floor(part / whole / step + 0.5) * step), 3)


Unmapped = Callable[[str, str], Iterable[tuple[str, int, int, int]]]


def write_card(
    counter: Counter,
    dataset: Dataset,
    opposed: frozenset[str],
    unmapped: Unmapped = lambda table, rows: (),
) -> DatasetCard:
    """Count and keep the card beside the catalogue file of `dataset`, replacing what was there.

    `unmapped` tells of a table and SQL of its rows what `unmapped_shares` does.
    """
    card = _Counting(counter, dataset, opposed, unmapped).card()
    stored = StoredCard(opposed=_digest(opposed), card=card)
    draft = dataset.folder / f".{CARD_FILE}"
    draft.write_text(stored.model_dump_json(indent=1), encoding="utf-8")
    draft.replace(dataset.folder / CARD_FILE)
    return card


def stored_card(dataset: Dataset, opposed: frozenset[str] | None = None) -> DatasetCard | None:
    """The card counted last; None when there is none, or when it leaves out others than `opposed`."""
    try:
        stored = StoredCard.model_validate_json((dataset.folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
    return stored.card if opposed is None or stored.opposed == _digest(opposed) else None


def _digest(persons: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(persons)).encode()).hexdigest()


class _Counting:
    def __init__(
        self, counter: Counter, dataset: Dataset, opposed: frozenset[str], unmapped: Unmapped
    ) -> None:
        self._counter, self._dataset, self._unmapped = counter, dataset, unmapped
        counter.leave_out(opposed)

    def card(self) -> DatasetCard:
        tables = {}
        for name, table in self._dataset.tables.items():
            shown = {c: col for c, col in table.columns.items() if col.role is not ColumnRole.IDENTIFYING}
            if shown:
                tables[name] = self._table(name, table, shown)
        columns = [column for table in tables.values() for column in table.columns.values()]
        return DatasetCard(
            id=self._dataset.id,
            title=self._dataset.title,
            description=self._dataset.description,
            steward=self._dataset.steward,
            standard=self._dataset.standard,
            version=self._dataset.version,
            first=min((column.first for column in columns if column.first), default=None),
            last=max((column.last for column in columns if column.last), default=None),
            tables=tables,
        )

    def _table(self, name: str, table: Table, shown: dict[str, Column]) -> TableCard:
        rows = self._rows(name, table)
        plain = {
            column: ColumnCard(
                type=found.served_type,
                description=found.description,
                unit=found.unit,
                coding_system=found.coding_system,
            )
            for column, found in shown.items()
        }
        if not self._enough(name, table, rows):
            return TableCard(description=table.description, columns=plain)
        parts = ", ".join(f"count({self._name(c)}), {levels_of(self._counter.engine, c)}" for c in shown)
        total, *counts = self._counter.ask(name, f"SELECT count(*), {parts} FROM {rows} AS facts")[0]  # noqa: S608
        columns = {}
        for place, (column, found) in enumerate(shown.items()):
            filled, levels = counts[2 * place : 2 * place + 2]
            figures: dict[str, object] = {"missing": coarse_share(total - filled, total)}
            if filled:
                figures |= self._values(name, table, column, found, rows, levels)
            columns[column] = plain[column].model_copy(update=figures)
        for column, codes, part, whole in self._unmapped(name, rows):
            if column in columns and codes:
                card = UnmappedCard(codes=codes, share=coarse_share(part, whole))
                columns[column] = columns[column].model_copy(update={"unmapped": card})
        told = total if table.person_column is None else rounded(total)
        return TableCard(description=table.description, rows=told, columns=columns)

    def _values(
        self, name: str, table: Table, column: str, found: Column, rows: str, levels: int
    ) -> dict[str, object]:
        if table.person_column is None:
            return {"levels": levels}
        if found.role is not ColumnRole.PLAIN:
            return {"levels": rounded(levels)}
        if found.type in (DAY, MOMENT):
            month = cut(self._counter.engine, "month", self._name(column), found.type)
            months = [text[:7] for text in self._shared(name, table, self._cast(month, DAY), rows)]
            return {"first": min(months, default=None), "last": max(months, default=None)}
        coded = column.endswith("_concept_id")
        if levels > CODED_LEVELS or not (coded or found.coding_system or found.type in (TEXT, TRUTH)):
            return {"levels": _two_digits(levels) if levels > SMALLEST else None}
        shared = self._shared(name, table, self._cast(self._name(column), TEXT), rows)
        frequent = [code for code in shared if len(code) <= _LONGEST_CODE][:CODES_SHOWN]
        known = labels(self._counter, self._dataset, frequent) if coded else {}
        codes = [
            CodeCard(code=code, rows=rounded(shared[code]) or SMALLEST, **known.get(code, Label()).told())
            for code in frequent
        ]
        systems = sorted({label.vocabulary for label in known.values()} - {"", "None"})
        system = found.coding_system or (", ".join(systems)[:60] if len(systems) <= 3 else "")
        return {"levels": len(shared), "codes": tuple(codes), "coding_system": system}

    def _shared(self, name: str, table: Table, value: str, rows: str) -> dict[str, int]:
        """Value -> rows, of the values that enough persons share, the most frequent first."""
        by_person = (
            f"SELECT {value} AS value, {self._name(str(table.person_column))} AS person, count(*) AS n"  # noqa: S608
            f" FROM {rows} AS facts WHERE {value} IS NOT NULL GROUP BY 1, 2"
        )
        found = self._counter.ask(
            name,
            f"SELECT value, sum(n) FROM ({by_person}) AS persons GROUP BY value"  # noqa: S608
            f" HAVING count(*) >= {SMALLEST} ORDER BY 2 DESC, 1",
        )
        return {str(value): int(count) for value, count in found}

    def _rows(self, name: str, table: Table) -> str:
        """SQL of a table's rows that may be counted."""
        rows = self._counter.rows(name)
        if table.person_column is None:
            return rows
        type_ = table.columns[table.person_column].type
        person = plain_id_of(self._counter.engine, f"t.{self._name(table.person_column)}", type_)
        opposed = f"SELECT 1 FROM {self._counter.opposed} o WHERE o.id = {person}"  # noqa: S608
        return f"(SELECT * FROM {rows} t WHERE NOT EXISTS ({opposed}))"  # noqa: S608

    def _enough(self, name: str, table: Table, rows: str) -> bool:
        if table.person_column is None:
            return True
        person = self._name(table.person_column)
        persons = f"SELECT DISTINCT {person} FROM {rows} AS facts LIMIT {SMALLEST}"  # noqa: S608
        found = self._counter.ask(name, f"SELECT count(*) FROM ({persons}) AS persons")  # noqa: S608
        return bool(found[0][0] >= SMALLEST)

    def _name(self, column: str) -> str:
        return identifier(self._counter.engine, column)

    def _cast(self, sql: str, type_: str) -> str:
        return cast(self._counter.engine, sql, type_)


def levels_of(engine: Engine, column: str) -> str:
    """SQL of about how many different values a column holds; PostgreSQL can only count them."""
    name = identifier(engine, column)
    return f"count(DISTINCT {name})" if engine is Engine.POSTGRES else f"approx_count_distinct({name})"


def _two_digits(count: int) -> int:
    """Distinct values are estimated to within a few per cent: no more digits than are true."""
    place = 10 ** max(0, len(str(count)) - 2)
    return int(round(count / place) * place)
