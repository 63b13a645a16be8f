"""Types of files brought down to the six that a gateway serves, without losing a value in silence."""

from __future__ import annotations

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER

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


def plain_type(source_type: str) -> str | None:
    """The served type for a DuckDB type; None for what has no faithful one (blobs, lists, time zones)."""
    if source_type.startswith("DECIMAL"):
        return NUMBER
    if source_type.startswith("ENUM"):
        return TEXT
    return _PLAIN.get(source_type)


def faulty(column: str, source_type: str, wanted: str) -> str | None:
    """SQL condition that finds the values a cast would lose or change; None when none can."""
    if plain_type(source_type) == wanted and source_type not in ("UBIGINT", "HUGEINT"):
        return None
    test = f"{column} IS NOT NULL AND (TRY_CAST({column} AS {wanted}) IS NULL"
    if wanted == WHOLE_NUMBER:
        # A cast rounds 1.5 to 2.
        test += f" OR TRY_CAST({column} AS BIGINT)::DOUBLE IS DISTINCT FROM TRY_CAST({column} AS DOUBLE)"
    if wanted == DAY:
        # A cast cuts off the hour.
        test += f" OR TRY_CAST({column} AS DATE)::TIMESTAMP IS DISTINCT FROM TRY_CAST({column} AS TIMESTAMP)"
    return test + ")"
