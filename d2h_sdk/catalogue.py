"""What the project may read, site by site; a site that does not answer is shown, never left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from d2h_sdk import words
from d2h_sdk.connection import Connection
from d2h_sdk.errors import D2HError, SiteError, UsageError
from d2h_sdk.rendering import html_note, html_table, text_table
from d2h_sdk.search import Matches, meaning_of, search
from d2h_sdk.wire import DatasetMessage, TableMessage


class Datasets:
    """The approved tables of every site; shows itself, tells its columns, becomes a frame."""

    def __init__(
        self, datasets: tuple[DatasetMessage, ...], away: dict[str, SiteError], titles: dict[str, str]
    ) -> None:
        self.datasets = datasets
        self.away = away
        self._titles = titles

    def __len__(self) -> int:
        return sum(len(dataset.tables) for dataset in self.datasets)

    def holding(self, table: str, site: str) -> list[str]:
        """The ids of the site's datasets that hold `table`; every dataset of the site when none does."""
        here = [dataset for dataset in self.datasets if dataset.site == site]
        with_table = [d.dataset for d in here if any(entry.name == table for entry in d.tables)]
        return with_table or [d.dataset for d in here]

    def describe(self, table: str | None = None) -> Description:
        """Columns, types and meanings of `table`, or of all. Raises UsageError `table-not-approved`."""
        entries = [(d, t) for d in self.datasets for t in d.tables if table in (None, t.name)]
        if table is not None and not entries:
            known = sorted({entry.name for d in self.datasets for entry in d.tables})
            raise UsageError("table-not-approved", table=table, known=", ".join(known) or "–")
        return Description(entries, self._titles)

    def search(self, text: str) -> Matches:
        """Tables, columns and frequent codes that hold every word of `text`, accents and capitals apart."""
        return search(text, self.datasets, self._titles)

    def to_frame(self) -> pd.DataFrame:
        """One row per site, dataset, table and column; `missing` is a share, `levels` a number of values."""
        return pd.DataFrame(
            [
                (
                    *(d.site, d.dataset, table.name, column.name, column.type, d.mode, table.filtered),
                    *(column.unit, column.coding_system, column.missing, column.levels),
                )
                for d in self.datasets
                for table in d.tables
                for column in table.columns
            ],
            columns=[
                *("site", "dataset", "table", "column", "type", "mode", "filtered"),
                *("unit", "coding_system", "missing", "levels"),
            ],
        )

    def _rows(self) -> list[tuple[str, ...]]:
        """Sites whose approval is the same share a row."""
        sites: dict[tuple[str, ...], list[str]] = {}
        for dataset in self.datasets:
            for table in dataset.tables:
                columns = ", ".join(column.name for column in table.columns)
                if table.filtered:
                    columns += f" ({words.say('rows-filtered')})"
                key = (dataset.dataset, table.name, columns, words.say(f"mode-{dataset.mode}"))
                sites.setdefault(key, []).append(self._titles.get(dataset.site, dataset.site))
        return [(", ".join(here), *rest) for rest, here in sites.items()]

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"label-{name}") for name in ("sites", "dataset", "table", "columns", "mode"))

    def __repr__(self) -> str:
        rows = self._rows()
        parts = [text_table(self._headings(), rows)] if rows else [words.say("nothing-approved")]
        return "\n".join([*parts, *(f"⚠ {error}" for error in self.away.values())])

    def _repr_html_(self) -> str:
        rows = self._rows()
        note = "" if rows else words.say("nothing-approved")
        table = html_table(words.say("datasets-title"), self._headings(), rows, note)
        return table + "".join(html_note(f"⚠ {error}", "bad") for error in self.away.values())


class Description:
    """The columns of tables, with what each means where the site says so."""

    def __init__(self, entries: list[tuple[DatasetMessage, TableMessage]], titles: dict[str, str]) -> None:
        self._entries = entries
        self._titles = titles

    def _rows(self) -> list[tuple[str, ...]]:
        sites: dict[tuple[str, ...], list[str]] = {}
        for dataset, table in self._entries:
            for column in table.columns:
                key = (f"{dataset.dataset}.{table.name}", column.name, column.type, meaning_of(column))
                sites.setdefault(key, []).append(self._titles.get(dataset.site, dataset.site))
        return [(*key, ", ".join(here)) for key, here in sites.items()]

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"label-{name}") for name in ("table", "column", "type", "meaning", "sites"))

    def __repr__(self) -> str:
        return text_table(self._headings(), self._rows())

    def _repr_html_(self) -> str:
        return html_table(words.say("datasets-title"), self._headings(), self._rows())


def ask_sites(connection: Connection, sites: tuple[str, ...] | None = None, *, holding: str = "") -> Datasets:
    """Ask all sites at once. Access that is over is raised; a site's own trouble is told in the answer.

    `holding`: a table, for which a site is not asked again that lately said that it holds it.
    """
    doors = connection.session.doors(sites)
    titles = {door.site: words.in_words(door.title, door.site) for door in connection.session.message.sites}
    if not doors:
        return Datasets((), {}, titles)

    def ask(site: str) -> tuple[DatasetMessage, ...] | SiteError:
        try:
            return connection.gateway(site).datasets(holding).datasets
        except SiteError as error:
            return error

    with ThreadPoolExecutor(max_workers=len(doors)) as pool:
        answers = dict(zip([d.site for d in doors], pool.map(ask, [d.site for d in doors]), strict=True))
    found = tuple(d for answer in answers.values() if isinstance(answer, tuple) for d in answer)
    away = {site: answer for site, answer in answers.items() if isinstance(answer, D2HError)}
    return Datasets(found, away, titles)
