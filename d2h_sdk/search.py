"""Find a table, a column or a code by words: accents and capitals make no difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from d2h_sdk import words
from d2h_sdk.errors import UsageError
from d2h_sdk.rendering import html_table, text_table
from d2h_sdk.wire import CodeMessage, ColumnMessage, DatasetMessage

LINES_SHOWN = 100


@dataclass(frozen=True)
class Match:
    """What was found at one site; `column` and `code` are empty for a whole table, a whole data set."""

    site: str
    dataset: str
    table: str = ""
    column: str = ""
    code: str = ""
    meaning: str = ""
    rows: int | None = None

    @property
    def place(self) -> str:
        path = ".".join(part for part in (self.dataset, self.table, self.column) if part)
        return f"{path} = {self.code}" if self.code else path


class Matches:
    """Shows itself, one line for what several sites hold alike; `.to_frame()` for a line per site."""

    def __init__(self, text: str, found: tuple[Match, ...], titles: dict[str, str]) -> None:
        self.found = found
        self._text = text
        self._titles = titles

    def __len__(self) -> int:
        return len(self.found)

    def to_frame(self) -> pd.DataFrame:
        """`rows`: about how many, as the site rounds them; missing where it tells none."""
        names = ["site", "dataset", "table", "column", "code", "meaning", "rows"]
        frame = pd.DataFrame(
            [[getattr(match, name) for name in names] for match in self.found], columns=names
        )
        return frame.astype({"rows": "Int64"})

    def _rows(self) -> list[tuple[str, ...]]:
        sites: dict[tuple[str, ...], list[str]] = {}
        for match in self.found:
            title = self._titles.get(match.site, match.site)
            rows = f" (≈ {match.rows:,})".replace(",", " ") if match.rows else ""
            sites.setdefault((match.place, match.meaning), []).append(title + rows)
        return [(*key, ", ".join(here)) for key, here in sites.items()][:LINES_SHOWN]

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"label-{name}") for name in ("where", "meaning", "sites"))

    def _title(self) -> str:
        return words.say("search-title", text=self._text, count=len(self.found))

    def _note(self) -> str:
        return "" if self.found else words.say("search-nothing")

    def __repr__(self) -> str:
        table = text_table(self._headings(), self._rows()) if self.found else self._note()
        return f"{self._title()}\n{table}"

    def _repr_html_(self) -> str:
        return html_table(self._title(), self._headings(), self._rows(), self._note())


def search(text: str, datasets: Iterable[DatasetMessage], titles: dict[str, str]) -> Matches:
    """Every table, column and frequent code in which all the words of `text` stand.

    Raises UsageError `search-empty`.
    """
    wanted = folded(text).split()
    if not wanted:
        raise UsageError("search-empty")

    def holds(*texts: str) -> bool:
        joined = folded(" ".join(texts))
        return all(word in joined for word in wanted)

    found: list[Match] = []
    for dataset in datasets:
        here = Match(dataset.site, dataset.dataset)
        told = [dataset.dataset, *dataset.title.values(), *dataset.description.values(), dataset.standard]
        if holds(*told, dataset.steward):
            found.append(_at(here, meaning=words.in_words(dataset.title, "")))
        for table in dataset.tables:
            at_table = _at(here, table=table.name)
            if holds(table.name, *table.description.values()):
                meaning = words.in_words(table.description, "")
                found.append(_at(at_table, meaning=meaning, rows=table.rows))
            for column in table.columns:
                at_column = _at(at_table, column=column.name)
                if holds(*_texts(column)):
                    found.append(_at(at_column, meaning=meaning_of(column)))
                found += (
                    _at(at_column, code=code.code, meaning=_label(code), rows=code.rows)
                    for code in column.codes
                    if holds(code.code, code.standard, *code.label.values())
                )
    return Matches(text, tuple(found), titles)


def folded(text: str) -> str:
    """
    >>> folded("Créatinine, Œdème")
    'creatinine, oedeme'
    """
    spread = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def meaning_of(column: ColumnMessage) -> str:
    """Its description in the person's language, its unit, its coding system."""
    units = ", ".join(part for part in (column.unit, column.coding_system) if part)
    said = words.in_words(column.description, "")
    return f"{said} ({units})" if said and units else said or units


def _texts(column: ColumnMessage) -> Iterator[str]:
    yield from (column.name, column.unit, column.coding_system)
    yield from column.description.values()


def _label(code: CodeMessage) -> str:
    label = words.in_words(code.label, "")
    return f"{label} [{code.standard}]" if label and code.standard else label or code.standard


def _at(match: Match, **known: str | int | None) -> Match:
    return Match(**{**match.__dict__, **known})
