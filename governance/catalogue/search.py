"""Find data sets, tables, variables and codes by words: accents and capitals make no difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from governance.catalogue.site_card import CodeCard, ColumnCard, DatasetCard, SiteCard, TableCard

LONGEST_QUERY = 200  # characters


@dataclass(frozen=True)
class Place:
    """Where the words stand inside a data set; `column` and `code` are empty for a whole table."""

    table: str
    column: str = ""
    code: CodeCard | None = None


@dataclass(frozen=True)
class Found:
    """A data set in which the words stand. `itself`: in what is said of it as a whole."""

    site: SiteCard
    dataset: DatasetCard
    itself: bool
    places: tuple[Place, ...]


class Query:
    """Every word must stand in a place or in what the place is part of, one of them in the place itself."""

    def __init__(self, text: str) -> None:
        self.words = tuple(folded(text[:LONGEST_QUERY]).split())

    def holds(self, own: str, around: str = "") -> bool:
        return any(word in own for word in self.words) and all(
            word in own or word in around for word in self.words
        )


def search(query: Query, sites: Iterable[SiteCard]) -> Iterator[Found]:
    """In the order of `sites`. A query without words finds every data set, and no place in it."""
    for site in sites:
        for dataset in site.datasets:
            places = tuple(places_of(query, site, dataset))
            itself = not query.words or query.holds(_dataset_text(dataset), _site_text(site))
            if itself or places:
                yield Found(site, dataset, itself, places)


def places_of(query: Query, site: SiteCard, dataset: DatasetCard) -> Iterator[Place]:
    around_table = f"{_site_text(site)} {_dataset_text(dataset)}"
    for name, table in dataset.tables.items():
        own = _table_text(name, table)
        if query.holds(own, around_table):
            yield Place(name)
        around_column = f"{around_table} {own}"
        for column_name, column in table.columns.items():
            own_column = _column_text(column_name, column)
            if query.holds(own_column, around_column):
                yield Place(name, column_name)
            around_code = f"{around_column} {own_column}"
            for code in column.codes:
                if query.holds(_code_text(code), around_code):
                    yield Place(name, column_name, code)


def folded(text: str) -> str:
    """
    >>> folded("Créatinine, Œdème")
    'creatinine, oedeme'
    """
    spread = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def _site_text(site: SiteCard) -> str:
    return folded(" ".join((site.id, *site.title.values())))


def _dataset_text(dataset: DatasetCard) -> str:
    told = (*dataset.title.values(), *dataset.description.values())
    return folded(" ".join((dataset.id, *told, dataset.steward, dataset.standard)))


def _table_text(name: str, table: TableCard) -> str:
    return folded(" ".join((name, *table.description.values())))


def _code_text(code: CodeCard) -> str:
    return folded(" ".join((code.code, code.standard, *code.label.values())))


def _column_text(name: str, column: ColumnCard) -> str:
    return folded(" ".join((name, column.unit, column.coding_system, *column.description.values())))
