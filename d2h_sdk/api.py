"""The functions of `d2h`: datasets, read, scan, sql, ibis, aggregate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, overload

import pandas as pd
import pyarrow as pa

from d2h_sdk import reading
from d2h_sdk.aggregates import GROUPS_KEY, SIGNATURES_KEY, AggregateQuestion, GroupBy
from d2h_sdk.catalogue import Datasets, ask_sites
from d2h_sdk.conditions import Where
from d2h_sdk.connection import connection
from d2h_sdk.errors import UsageError
from d2h_sdk.frames import FILTERS_KEY, FrameKind, check_kind, to_frame
from d2h_sdk.ibis_tables import IbisTables
from d2h_sdk.progress import Progress
from d2h_sdk.statements import Statement, statement
from d2h_sdk.whole_frames import frame_of

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
        answers.as_sent = as_ == "pandas"
        rows = frame_of(answers) if answers.as_sent else reading.whole(answers)
    reading.warn_of_missing(answers)
    if isinstance(rows, pa.Table):
        return to_frame(rows, as_, _reasons(answers))
    frame = rows.whole(_reasons(answers))
    if asked := question.in_words():
        frame.attrs[FILTERS_KEY] = list(asked)
    return frame


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


def sql(
    query: Any,
    sites: Sites = None,
    *,
    as_: FrameKind = "pandas",
    on_site_error: OnSiteError = "raise",
    progress: bool | None = None,
) -> Any:
    """The rows of one SELECT, asked of every site at once, as one frame with a `site` column.

    `query` is a text in DuckDB's SQL over the approved tables (`measurement`, or `omop.measurement`), or an
    ibis expression over `d2h.ibis()`. Each site answers from its own rows: a total, a rank or a LIMIT is per
    site. What a site's rules leave out raises SiteError, with what to write instead; an expression without a
    result (a division by zero, a text that is no number) gives NULL.
    """
    check_kind(as_)
    asked = statement(query)
    with Progress(asked.table, progress) as bar:
        answers = _answers(asked, sites, on_site_error, bar)
        rows = reading.whole(answers)
    reading.warn_of_missing(answers)
    return to_frame(rows, as_, _reasons(answers))


def ibis() -> IbisTables:
    """The approved tables as unbound ibis tables: `m = d2h.ibis().measurement; d2h.sql(m.filter(...))`."""
    found = ask_sites(connection)
    if not found.datasets and found.away:
        raise next(iter(found.away.values()))
    return IbisTables(found)


def aggregate(
    table: str,
    by: GroupBy = None,
    where: Where = None,
    sites: Sites = None,
    *,
    rows: bool = False,
    sum: str | Sequence[str] = (),
    mean: str | Sequence[str] = (),
    variance: str | Sequence[str] = (),
    quantiles: Mapping[str, float | Sequence[float]] | None = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Numbers about groups of persons, computed at the sites: the one way to read under mode `aggregates`.

    `by`: up to three columns of categories, or `(column, "month")` and `(column, "year")` for dates; `where`
    as in `read`. Every row counts distinct `persons`; `rows=True` adds the rows behind them, and columns
    named in `sum`, `mean`, `variance` (sample) and `quantiles` (`{"age": [0.25, 0.5]}`) add numbers about
    them, `age_q50` say. A quantile is the mean of the values around it, never one patient's.

    Groups that could tell something about a few persons are missing, alone or beside what the project was
    told before. `attrs["d2h_signatures"]` holds each site's signature on its answer.
    """
    wanted = AggregateQuestion(by, rows, sum, mean, variance, quantiles)
    question = reading.Question(table, where=where, dataset=dataset, aggregate=wanted)
    with Progress(table, show=False) as bar:
        answers = _answers(question, sites, on_site_error, bar)
        counts = reading.whole(answers)
    reading.warn_of_missing(answers)
    frame: pd.DataFrame = to_frame(counts, "pandas", _reasons(answers))
    frame.attrs[SIGNATURES_KEY] = dict(answers.signatures)
    frame.attrs[GROUPS_KEY] = list(frame.columns[: 1 + wanted.grouped])
    return frame


def _answers(
    question: reading.Question | Statement, sites: Sites, on_site_error: OnSiteError, bar: Progress
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
