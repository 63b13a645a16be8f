"""Reading from a gateway: Arrow Flight, with the header `authorization: Bearer <access token>`.

do_get(Ticket(bytes of ReadRequest | ImagesRequest | AggregateRequest | ModelRequest | SurvivalRequest |
SqlRequest JSON)) streams Arrow. do_action("datasets") answers one result: JSON of DatasetsMessage. A refused
call raises a Flight error whose extra_info is the JSON of RefusalMessage.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from d2h_sdk.wire.message import Message, Name, Scalar

MAX_REQUEST_BYTES = 1_000_000  # of a request's JSON
TIME_STEP = b"d2h-time-step"  # in a field's metadata: length and unit of a step, as in "60000000 us"
ROWS = b"d2h-rows"  # in a schema's metadata: how many rows follow, where the gateway knows


class Condition(Message):
    column: Name
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null"]
    value: Scalar | tuple[Scalar, ...] | None = None


class ReadRequest(Message):
    """Rows of one table of the permit; `columns=None` asks for every permitted column.

    In the Arrow stream that answers, any column may come dictionary-encoded, and a timestamp may come as a
    four-byte number of steps since 1970: its field then has the metadata `TIME_STEP`. The schema of
    an answer that the gateway sends again has `ROWS`.
    """

    kind: Literal["read"] = "read"
    dataset: Name
    table: Name
    columns: tuple[Name, ...] | None = None
    where: tuple[Condition, ...] = ()


class ImagesRequest(Message):
    """Images of a data set, by the `image_id` that its table `image` gives them under the same permit.

    The answer's columns: `image_id`, and `part`, bytes; the parts of an image, put together in their order,
    are a DICOM file.
    """

    kind: Literal["images"] = "images"
    dataset: Name
    images: Annotated[tuple[int, ...], Field(min_length=1, max_length=1_000)]


class Grouping(Message):
    """A column of categories, or the month or year of a date (then the first day stands for it)."""

    column: Name
    period: Literal["month", "year"] | None = None


class AggregateRequest(Message):
    """Distinct persons, and numbers about columns, per group of at most three permitted columns.

    The answer's columns: those of `by` (`<column>_<period>` for a date), `persons`, `rows` if asked,
    then `<column>_sum`, `_mean`, `_variance` (sample) and `_q50`…; metadata `d2h.signature` holds the site's
    signature. Groups that could tell something about a few persons are missing.
    """

    kind: Literal["aggregate"] = "aggregate"
    dataset: Name
    table: Name
    by: tuple[Grouping, ...] = Field(default=(), max_length=3)
    where: tuple[Condition, ...] = ()
    rows: bool = False
    sum: tuple[Name, ...] = Field(default=(), max_length=10)
    mean: tuple[Name, ...] = Field(default=(), max_length=10)
    variance: tuple[Name, ...] = Field(default=(), max_length=10)
    quantiles: dict[Name, Annotated[tuple[float, ...], Field(min_length=1, max_length=20)]] = Field(
        default={}, max_length=10
    )


class ModelTerm(Message):
    """A covariate: a number as it stands, or an indicator of each level but the first, the reference."""

    column: Name
    levels: tuple[Scalar, ...] = Field(default=(), max_length=50)


class ModelRequest(Message):
    """One round trip of a regression: what a site adds to the pooled fit at `coefficients`.

    Rows without outcome, with a missing covariate or an unlisted level do not count. `event` (true or 1) and
    `strata` are of `cox`, whose `outcome` is the duration. Covariates are standardised with `centre` and
    `scale`, one per column of the design; `coefficients` begin with the intercept, but for `cox`.

    Without coefficients the site decides whether the model may be fitted, and answers `persons`, `rows`,
    `events` (of logistic and cox) or `outcome` (its mean), and `mean` and `variance` of every column. With
    them: `rows`, `loglik`, `score` and the upper triangle of `information`; of `linear`, where there are none
    to iterate, `gram` (upper triangle), `moment` and `squares`. The answer's columns are `part`, `at`
    (position) and `value`; metadata `d2h.signature` holds the site's signature.

    With `edges` a Cox model has one baseline hazard for all sites, on the steps of time that end there; the
    permit must say `shared_times`. The opening answers `until`, those of the edges that the site can bear,
    and nothing else where these are fewer: all sites are then asked again with the edges they share. A round
    answers `events` of each step, `moment` (sum of x over the events), and per step, `risk` and, of Efron's
    ties, `tied`: sums of exp(x'b), of it times x and times the upper triangle of xx', over those at risk in
    the step and over those with the event in it. Who leaves after the last edge is at risk up to it.
    """

    kind: Literal["model"] = "model"
    dataset: Name
    table: Name
    family: Literal["linear", "logistic", "poisson", "cox"]
    outcome: Name
    event: Name | None = None
    terms: tuple[ModelTerm, ...] = Field(min_length=1, max_length=50)
    strata: tuple[Name, ...] = Field(default=(), max_length=3)
    ties: Literal["efron", "breslow"] = "efron"
    edges: tuple[float, ...] = Field(default=(), max_length=200)
    unit: Literal["person", "row"] = "person"
    where: tuple[Condition, ...] = ()
    centre: tuple[float, ...] = Field(default=(), max_length=200)
    scale: tuple[float, ...] = Field(default=(), max_length=200)
    coefficients: tuple[float, ...] | None = Field(default=None, max_length=201)


class SurvivalRequest(Message):
    """Life table on the intervals between `edges` (beginning at 0), per level of `by`; log-rank between them.

    The answer's columns: `group` (position of the level), `until`, `at_risk`, `events`, `censored` and
    `surviving` (Kaplan and Meier's factor), of intervals merged until each holds enough persons; then, with
    several levels, rows whose `until` is missing hold `observed`, `expected` and the row of the variance as
    `v0`, `v1`…
    """

    kind: Literal["survival"] = "survival"
    dataset: Name
    table: Name
    duration: Name
    event: Name
    by: ModelTerm | None = None
    edges: Annotated[tuple[float, ...], Field(min_length=1, max_length=200)]
    where: tuple[Condition, ...] = ()


class SqlRequest(Message):
    """One SELECT over the permit's tables, in DuckDB's words: `measurement`, or `omop.measurement`."""

    kind: Literal["sql"] = "sql"
    sql: str = Field(min_length=1, max_length=200_000)


class CodeMessage(Message):
    """A frequent value of a column; `rows` as the site rounds them, `standard` e.g. `LOINC 14682-9`."""

    code: str
    label: dict[str, str] = Field(default_factory=dict)  # language -> words
    standard: str = ""
    rows: int | None = None


class ColumnMessage(Message):
    """Figures are of the whole data set, rounded by the site; None is too few to tell. `missing`: a share."""

    name: str
    type: str
    description: dict[str, str] = Field(default_factory=dict)
    unit: str = ""
    coding_system: str = ""
    missing: float | None = None
    levels: int | None = None
    codes: tuple[CodeMessage, ...] = ()


class TableMessage(Message):
    """`filtered` tells that the permit keeps only some rows; `rows` counts all that the site holds."""

    name: str
    columns: tuple[ColumnMessage, ...]
    filtered: bool = False
    description: dict[str, str] = Field(default_factory=dict)
    rows: int | None = None


class DatasetMessage(Message):
    site: str
    dataset: str
    title: dict[str, str]  # language -> words
    mode: Literal["records", "aggregates"]
    tables: tuple[TableMessage, ...]
    minimum_group_size: int = 10  # of the permit
    description: dict[str, str] = Field(default_factory=dict)
    steward: str = ""
    standard: str = ""
    version: str = ""
    first: str = ""  # months covered, YYYY-MM
    last: str = ""


class DatasetsMessage(Message):
    datasets: tuple[DatasetMessage, ...]
