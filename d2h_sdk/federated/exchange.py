"""The same request to every site at once, and a record of what was exchanged with each."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from d2h_sdk import words
from d2h_sdk.aggregates import SIGNATURE
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.connection import Connection
from d2h_sdk.errors import SiteError, SiteRefusalError, SitesMissingWarning, UsageError
from d2h_sdk.renewal import Renewal
from d2h_sdk.wire import ModelRequest, SurvivalRequest

OnSiteError = Literal["raise", "skip"]
Sites = str | Sequence[str] | None
Vector = npt.NDArray[np.float64]
Parts = dict[str, Vector]


@dataclass
class SiteExchange:
    """What one site was asked and told: bytes of the requests and of the answers' numbers."""

    site: str
    persons: int = 0
    rows: int = 0
    events: int | None = None
    rounds: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    cells: int = 0
    signatures: list[str] = field(default_factory=list)


class Exchange:
    """Sites that hold `table`. With `skip` a site that is away or refuses is left out: see `missing`."""

    def __init__(
        self,
        connection: Connection,
        table: str,
        dataset: str | None,
        sites: Sites,
        on_site_error: OnSiteError,
    ) -> None:
        if on_site_error not in ("raise", "skip"):
            raise UsageError("on-site-error-unknown", given=str(on_site_error))
        self._connection = connection
        self._skip = on_site_error == "skip"
        self.missing: dict[str, SiteError] = {}
        self._datasets: dict[str, str] = {}
        doors = connection.session.doors(sites if sites is None or isinstance(sites, str) else list(sites))
        if not doors:
            raise UsageError("no-site-in-session")
        self._resolve(table, dataset, [door.site for door in doors])
        self.sites = {site: SiteExchange(site) for site in self._datasets}

    def _resolve(self, table: str, dataset: str | None, sites: list[str]) -> None:
        if dataset is not None:
            self._datasets = dict.fromkeys(sites, dataset)
            return
        found = ask_sites(self._connection, tuple(sites))
        for site in sites:
            holding = found.holding(table, site)
            if site in found.away:
                self._leave_out(found.away[site])
            elif not holding:
                self._leave_out(SiteRefusalError("no-permit-at-site", site=site, title=site))
            elif len(holding) > 1:
                raise UsageError("dataset-ambiguous", table=table, known=", ".join(holding))
            else:
                self._datasets[site] = holding[0]

    def ask(
        self, make: Callable[[str], ModelRequest | SurvivalRequest], sites: Iterable[str] | None = None
    ) -> dict[str, pa.Table]:
        """One round trip with the sites that take part. Raises SiteError, the last one if none is left."""
        asked = [site for site in self._datasets if sites is None or site in set(sites)]
        with Renewal(self._connection, asked), ThreadPoolExecutor(max(1, len(asked))) as pool:
            answers = list(pool.map(lambda site: self._answer(site, make(self._datasets[site])), asked))
        told: dict[str, pa.Table] = {}
        for site, answer in zip(asked, answers, strict=True):
            if isinstance(answer, SiteError):
                self._leave_out(answer)
            else:
                told[site] = answer
        if not told:
            raise next(reversed(self.missing.values()))
        return told

    def _answer(self, site: str, request: ModelRequest | SurvivalRequest) -> pa.Table | SiteError:
        try:
            stream = self._connection.gateway(site).stream(request)
            table = pa.Table.from_batches(list(stream), stream.schema)
        except SiteError as error:
            return error
        book = self.sites[site]
        book.rounds += 1
        book.bytes_sent += len(request.model_dump_json().encode())
        book.bytes_received += table.nbytes
        book.cells += table.num_rows
        book.signatures.append((table.schema.metadata or {}).get(SIGNATURE, b"").decode("ascii"))
        return table

    def _leave_out(self, error: SiteError) -> None:
        if not self._skip:
            raise error
        self.missing[error.site] = error
        self._datasets.pop(error.site, None)

    def taking_part(self) -> list[SiteExchange]:
        return [book for site, book in self.sites.items() if site in self._datasets]

    def warn_of_missing(self) -> None:
        if self.missing:
            told = "".join(f"\n- {error}" for error in self.missing.values())
            summary = words.say("sites-missing", sites=", ".join(self.missing))
            warnings.warn(summary + told, SitesMissingWarning, stacklevel=4)

    def frame(self) -> pd.DataFrame:
        """One row per site that took part, then those that did not, with the reason."""
        rows = [
            {
                "site": book.site,
                "persons": book.persons,
                "rows": book.rows,
                "events": book.events,
                "rounds": book.rounds,
                "bytes_sent": book.bytes_sent,
                "bytes_received": book.bytes_received,
                "cells": book.cells,
                "withheld": "",
            }
            for book in self.taking_part()
        ]
        rows += [{"site": site, "withheld": str(error)} for site, error in self.missing.items()]
        return pd.DataFrame(rows).set_index("site")


def parts_of(answer: pa.Table) -> Parts:
    """The numbers of a site's answer by the name of their part, each in its order."""
    columns = (answer[name].to_pylist() for name in ("part", "at", "value"))
    rows = sorted(zip(*columns, strict=True))
    return {
        part: np.array([value for *_, value in own], dtype=np.float64)
        for part, own in groupby(rows, key=itemgetter(0))
    }


def full(upper: Vector, size: int) -> Vector:
    """The symmetric matrix (size, size) whose upper triangle was sent row by row."""
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size)] = upper
    return matrix + np.triu(matrix, 1).T
