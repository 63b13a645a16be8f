"""The persons of a group as a set in DuckDB, a bit for each id that may occur.

What an engine holds of distinct persons by itself is an entry for each group and person. Where a warehouse
counts its ids, a bit does, and no group's set is larger for having more rows.
"""

from __future__ import annotations

import duckdb

from data_gateway.engines.pseudonyms_in_place import PseudonymTable
from data_gateway.engines.view_names import schema_name

MOST_BITS = 2**27  # of all groups together: 16 MB for each thread of the engine


def set_of(dataset: str, person: str) -> str:
    """SQL of the set of all `person`, itself SQL of an id: ids outside the map are left out."""
    return f'{schema_name(dataset)}."set of persons"({person})'


def holds(dataset: str, persons: str, person: str) -> str:
    """SQL of whether the set `persons` holds `person`, the id of one who has a pseudonym."""
    return f'{schema_name(dataset)}."set holds"({persons}, {person})'


def worth_sets(groups: int, rows: int, table: PseudonymTable) -> bool:
    """Whether sets of at most `groups` groups are looked through sooner than `rows` rows are told apart."""
    return groups * len(table.places) <= min(rows, MOST_BITS)


def make_sets(connection: duckdb.DuckDBPyConnection, dataset: str, table: PseudonymTable) -> None:
    """What `set_of` and `holds` call."""
    lowest, highest = table.lowest, table.lowest + len(table.places) - 1
    known = f"CASE WHEN person BETWEEN {lowest} AND {highest} THEN person::BIGINT END"
    schema = schema_name(dataset)
    connection.execute(
        f'CREATE MACRO {schema}."set of persons"(person) AS bitstring_agg({known}, {lowest}, {highest})'
    )
    connection.execute(
        f'CREATE MACRO {schema}."set holds"(persons, person) AS'
        f" get_bit(persons, (person - ({lowest}))::INTEGER) = 1"
    )
