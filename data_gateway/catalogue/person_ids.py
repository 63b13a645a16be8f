"""The id of a person whatever zeros and spaces stand around it: one system writes 00042, another 42.

A list of opposed patients must find its patients in every data set, however each of them writes.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from data_gateway.catalogue.dataset import TEXT
from data_gateway.queries.sql_engines import Engine, cast

_ZEROS = "^0+([0-9]+)$"  # of digits alone; the last of them may be a zero itself


def plain_id(person: str) -> str:
    """
    >>> plain_id(" 00042"), plain_id("000"), plain_id("A007")
    ('42', '0', 'A007')
    """
    return re.sub(_ZEROS, r"\1", person.strip(" "))


def plain_ids(ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same of each, as texts; `ids` are whole numbers or texts."""
    if pa.types.is_integer(ids.type):
        return ids.cast(pa.string())
    trimmed = pc.utf8_trim(ids.cast(pa.string()), characters=" ")
    return pc.replace_substring_regex(trimmed, pattern=_ZEROS, replacement=r"\1")


def plain_id_of(engine: Engine, column: str, type_: str) -> str:
    """SQL of the same of `column`, SQL of a person's id of that type."""
    text = cast(engine, column, TEXT)
    group = "$1" if engine is Engine.SPARK else r"\1"
    return text if type_ != TEXT else f"regexp_replace(trim({text}), '{_ZEROS}', '{group}')"
