"""Free text that nobody declared: told by a column's name, or by a look at its texts. It stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data_gateway.catalogue.dataset import TEXT, Column, Dataset, Table
from data_gateway.catalogue.identifiers import ColumnRole, role_of
from data_gateway.catalogue.table_files import ColumnChoices, Engine
from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

LONG = 100  # characters
_LONG_SHARE = 0.1
"""A column with this share of long texts holds what people wrote: codes and labels are shorter."""
_SENTENCE = 5  # words
_OTHERS = 0.5
"""Sentences that differ from row to row, this share of them, are no labels either."""


def with_raw_texts(
    engine: Engine, name: str, written: Table, folder: Path, choices: ColumnChoices, unreadable: Refusal
) -> Table:
    """The table `name` as written in `folder`; what the site decided of a column in `choices` holds."""
    decided = choices.identifying | choices.linkage | choices.plain
    undecided = {
        column: told for column, told in written.columns.items() if f"{name}.{column}" not in decided
    }
    raw = {column for column, told in undecided.items() if named_so(column, told.role)}
    if written.person_column is not None:
        raw |= _looking_so(engine, name, written, folder, undecided, unreadable)
    return written.model_copy(
        update={
            "columns": {
                column: told.model_copy(update={"role": ColumnRole.IDENTIFYING, "raw_text": True})
                if column in raw
                else told
                for column, told in written.columns.items()
            }
        }
    )


def raw_texts(dataset: Dataset) -> list[str]:
    """`table.column` of each."""
    return [
        f"{name}.{column}"
        for name, table in dataset.tables.items()
        for column, told in table.columns.items()
        if told.raw_text
    ]


def named_so(column: str, role: ColumnRole) -> bool:
    """Of a column on which the site decided nothing."""
    return role is ColumnRole.IDENTIFYING and role_of(column) is ColumnRole.FREE_TEXT


def _looking_so(
    engine: Engine,
    name: str,
    written: Table,
    folder: Path,
    undecided: Mapping[str, Column],
    unreadable: Refusal,
) -> set[str]:
    asked = [
        column for column, told in undecided.items() if told.type == TEXT and told.role is ColumnRole.PLAIN
    ]
    if not asked:
        return set()
    looks = ", ".join(
        f"count_if(length({text}) >= {LONG}), count_if({_words(text)} >= {_SENTENCE}), count({text})"
        for text in map(quoted, asked)
    )
    files = ", ".join(literal(str(folder / file)) for file in written.files)
    (told,) = engine.execute(name, f"SELECT {looks} FROM read_parquet([{files}])", unreadable)  # noqa: S608
    found = set()
    for at, column in enumerate(asked):
        long, sentences, texts = told[3 * at : 3 * at + 3]
        differ = undecided[column].levels > _OTHERS * texts
        if texts and (long >= _LONG_SHARE * texts or (sentences >= texts / 2 and differ)):
            found.add(column)
    return found


def _words(text: str) -> str:
    """SQL of how many words `text` has, about: its blanks counted."""
    return f"length({text}) - length(replace({text}, ' ', '')) + 1"
