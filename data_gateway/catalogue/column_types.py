"""Types of files brought down to the six that a gateway serves, without losing a value in silence."""

from __future__ import annotations

from dataclasses import dataclass

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER
from data_gateway.queries.conditions import quoted

_PLAIN = {
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), WHOLE_NUMBER
    ),
    **dict.fromkeys(("UBIGINT", "HUGEINT"), WHOLE_NUMBER),
    **dict.fromkeys(("FLOAT", "DOUBLE"), NUMBER),
    **dict.fromkeys(("VARCHAR", "UUID", "TIME"), TEXT),
    "DATE": DAY,
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), MOMENT),
    "BOOLEAN": TRUTH,
}
_WIDER = ("UBIGINT", "HUGEINT")  # hold whole numbers that BIGINT does not


def plain_type(source_type: str) -> str | None:
    """The served type for a DuckDB type; None for what has no faithful one (blobs, lists, time zones)."""
    if source_type.startswith("DECIMAL"):
        return NUMBER
    if source_type.startswith("ENUM"):
        return TEXT
    return _PLAIN.get(source_type)


@dataclass(frozen=True)
class SourceColumn:
    """A column as its file spells it: its type there, the type to store, how the file writes days."""

    name: str
    source_type: str
    wanted: str
    written: str | None = None  # strptime format of days or moments in a text

    @property
    def value(self) -> str:
        """SQL of the stored value; null where the file's cannot be read as one."""
        column = quoted(self.name)
        if self._same:
            return f"CAST({column} AS {self.wanted})"
        if self.written and self.wanted in (DAY, MOMENT):
            return f"CAST(try_strptime({column}, '{self.written}') AS {self.wanted})"
        cast = f"TRY_CAST({column} AS {self.wanted})"
        if self.wanted == DAY and self.source_type == TEXT:
            # The vocabulary files of OHDSI write 19700101.
            return f"coalesce({cast}, CAST(try_strptime({column}, '%Y%m%d') AS DATE))"
        return cast

    @property
    def faulty(self) -> str | None:
        """SQL condition that finds the values a cast would lose or change; None when none can."""
        column, endless = quoted(self.name), None
        if self.wanted in (DAY, MOMENT):
            endless = f"NOT isfinite({self.value})"
        if self._same:
            return endless
        test = f"{self.value} IS NULL"
        if self.wanted == WHOLE_NUMBER:
            # A cast rounds 1.5 to 2.
            test += f" OR {self.value}::DOUBLE IS DISTINCT FROM TRY_CAST({column} AS DOUBLE)"
        if self.wanted == DAY and not self.written:
            # A cast cuts off the hour.
            test += f" OR TRY_CAST({column} AS TIMESTAMP) <> TRY_CAST({column} AS DATE)::TIMESTAMP"
        if endless:
            test += f" OR {endless}"
        return f"{column} IS NOT NULL AND ({test})"

    @property
    def _same(self) -> bool:
        return plain_type(self.source_type) == self.wanted and self.source_type not in _WIDER
