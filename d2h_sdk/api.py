"""The functions of `d2h`: datasets, read, scan, aggregate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, overload

import pandas as pd
import pyarrow as pa

from d2h_sdk import reading
from d2h_sdk.catalogue import Datasets, ask_sites
from d2h_sdk.conditions import Where
from d2h_sdk.connection import connection
from d2h_sdk.errors import UsageError
from d2h_sdk.frames import FrameKind, check_kind, to_frame
from d2h_sdk.progress import Progress

OnSiteError = Literal["raise", "skip"]
Sites = str | Sequence[str] | None


def datasets() -> Datasets:
    """What the project may read at each site now. A site that does not answer is shown as away."""
    return ask_sites(connection)


@overload
def read(
    table: str,
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: Sites = None,
    *,
    dataset: str | None = None,
    as_: Literal["pandas"] = "pandas",
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> pd.DataFrame: ...
@overload
def read(
    table: str,
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: Sites = None,
    *,
    dataset: str | None = None,
    as_: Literal["arrow"],
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> pa.Table: ...
@overload
def read(
    table: str,
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: Sites = None,
    *,
    dataset: str | None = None,
    as_: Literal["polars"],
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> Any: ...
def read(
    table: str,
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: Sites = None,
    *,
    dataset: str | None = None,
    as_: FrameKind = "pandas",
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> Any:
    """One table from all sites at once, as one frame with a `site` column.

    `columns` None gives every approved column; `where` is a list of `(column, operator, value)` or a dict
    (see `d2h_sdk.conditions`); `sites` None asks all. A site that is away or refuses raises SiteError; with
    `on_site_error="skip"` its rows are missing, a warning says so and the frame keeps it in
    `attrs["d2h_sites_missing"]`. Integers with gaps come as pandas' nullable integers.
    """
    check_kind(as_)
    question = reading.Question(table, columns=columns, where=where, dataset=dataset)
    with Progress(table, progress) as bar:
        answers = _answers(question, sites, on_site_error, bar)
        table_read = reading.whole(answers)
    reading.warn_of_missing(answers)
    return to_frame(table_read, as_, _reasons(answers))


def scan(
    table: str,
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: Sites = None,
    *,
    dataset: str | None = None,
    as_: FrameKind = "pandas",
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> Iterator[Any]:
    """The same rows batch by batch, for data larger than memory: `for batch in d2h.scan("measurement"): …`.

    Batches of the sites come mixed, as they arrive, each with its `site` column. Leaving the loop stops the
    queries at the sites.
    """
    check_kind(as_)
    question = reading.Question(table, columns=columns, where=where, dataset=dataset)
    answers = _answers(question, sites, on_site_error, Progress(table, progress))
    return reading.as_they_arrive(answers, lambda batch: to_frame(batch, as_))


def aggregate(
    table: str,
    by: str | Sequence[str],
    sites: Sites = None,
    *,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Distinct persons per group of one to three columns, counted at the sites; small groups are withheld.

    The one way to read under a permit of mode `aggregates`.
    """
    question = reading.Question(table, by=[by] if isinstance(by, str) else list(by), dataset=dataset)
    with Progress(table, show=False) as bar:
        answers = _answers(question, sites, on_site_error, bar)
        counts = reading.whole(answers)
    reading.warn_of_missing(answers)
    frame: pd.DataFrame = to_frame(counts, "pandas", _reasons(answers))
    return frame


def _answers(
    question: reading.Question, sites: Sites, on_site_error: OnSiteError, bar: Progress
) -> reading.Answers:
    if on_site_error not in ("raise", "skip"):
        raise UsageError("on-site-error-unknown", given=str(on_site_error))
    wanted = sites if sites is None or isinstance(sites, str) else list(sites)
    doors = connection.session.doors(wanted)
    if not doors:
        raise UsageError("no-site-in-session")
    names = tuple(door.site for door in doors)
    return reading.Answers(connection, question, names, bar, skip=on_site_error == "skip")


def _reasons(answers: reading.Answers) -> dict[str, str]:
    return {site: str(error) for site, error in answers.missing.items()}
