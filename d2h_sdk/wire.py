"""What travels between a workspace and the services: requests, refusals, evidence. No policy lives here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=63)]
Scalar = bool | int | float | str


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RefusalMessage(Message):
    """A refusal as it crosses the wire: words are found by the reader's language from `code` and `params`."""

    code: str
    params: dict[str, str | int] = {}


# --- reading: Arrow Flight. Header `authorization: Bearer <access token>`. ---------------------------------
# do_get(Ticket(bytes of ReadRequest | AggregateRequest | ModelRequest | SurvivalRequest | SqlRequest JSON))
# streams Arrow.
# do_action("datasets") answers one result: JSON of DatasetsMessage.
# A refused call raises a Flight error whose extra_info is the JSON of RefusalMessage.


class Condition(Message):
    column: Name
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null"]
    value: Scalar | tuple[Scalar, ...] | None = None


class ReadRequest(Message):
    """Rows of one table of the permit; `columns=None` asks for every permitted column.

    In the Arrow stream that answers, any column may come dictionary-encoded.
    """

    kind: Literal["read"] = "read"
    dataset: Name
    table: Name
    columns: tuple[Name, ...] | None = None
    where: tuple[Condition, ...] = ()


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
    label: dict[str, str] = {}  # language -> words
    standard: str = ""
    rows: int | None = None


class ColumnMessage(Message):
    """Figures are of the whole data set, rounded by the site; None is too few to tell. `missing`: a share."""

    name: str
    type: str
    description: dict[str, str] = {}
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
    description: dict[str, str] = {}
    rows: int | None = None


class DatasetMessage(Message):
    site: str
    dataset: str
    title: dict[str, str]  # language -> words
    mode: Literal["records", "aggregates"]
    tables: tuple[TableMessage, ...]
    description: dict[str, str] = {}
    steward: str = ""
    standard: str = ""
    version: str = ""
    first: str = ""  # months covered, YYYY-MM
    last: str = ""


class DatasetsMessage(Message):
    datasets: tuple[DatasetMessage, ...]


# --- the workspace's own description: mounted read-only at SESSION_FILE ------------------------------------

SESSION_FILE = "/run/d2h/session.json"


class SiteDoor(Message):
    """Where the site's gateway answers inside the container, and the certificate it must show."""

    site: str
    title: dict[str, str]
    uri: str  # grpc+tls://127.0.0.1:<port>
    server_name: str
    certificate: str  # PEM of the certificate authority to trust for this site


class SessionMessage(Message):
    user: str
    project: str
    project_title: dict[str, str]
    ends: str  # ISO date
    language: Literal["fr", "en"]
    access_url: str  # http://127.0.0.1:<port>  POST /access-tokens with `authorization: token <hub token>`
    airlock_url: str  # http://127.0.0.1:<port>
    airlock_page: str  # where the person's own browser finds the airlock
    sites: tuple[SiteDoor, ...]
    replay: bool = False  # a notebook runs again by itself: its outputs are kept to be compared, none is sent


class AccessTokenMessage(Message):
    access_token: str
    expires_in: int  # seconds


# --- replay: what the container of a notebook that runs again says, one JSON line, when it ends ------------


class ReplayFault(Message):
    """The error that ended the notebook: its class, and the cell from 1; 0 when no cell is to blame."""

    cell: int
    name: str = Field(max_length=200)


class ReplayedMessage(Message):
    """`files`: name -> bytes of what the notebook asked to release or wrote under a name of the request;
    `notebook`: itself with its new outputs, empty when it ended before its first cell."""

    files: dict[str, Base64Bytes] = {}
    notebook: Base64Bytes = b""
    fault: ReplayFault | None = None
    too_large: bool = False


# --- outputs: the airlock API, JSON over HTTP, `authorization: Bearer <access token>` ----------------------


Statistic = Literal[
    "count",  # of rows or persons
    "share",  # a count over its base
    "sum",
    "mean",
    "quantile",
    "extreme",  # minimum, maximum, first, last: one person's value
    "spread",  # standard deviation, variance and what else needs degrees of freedom
    "distinct",  # how many different values
    "ratio",
    "estimate",  # of a model: coefficient, error, interval
    "test",  # statistic or p-value
    "unknown",  # a function nobody can read: never a pass
]
Numbers = tuple[tuple[int | None, ...], ...]
Amounts = tuple[tuple[float | None, ...], ...]
Pairs = tuple[tuple[tuple[float, float] | None, ...], ...]


class Measure(Message):
    """What a line of cells shows: a statistic `of` a variable, `given` as its author wrote it."""

    statistic: Statistic
    of: str = ""
    quantile: float | None = None
    given: str = ""


class Dimension(Message):
    """A variable that the table is broken down by."""

    name: str
    axis: Literal["rows", "columns"]


class Support(Message):
    """A group that an estimate or a test rests on: a category, an outcome, one curve."""

    label: str
    persons: int | None = None
    events: int | None = None


class Evidence(Message):
    """Numbers the SDK recorded in the workspace: helpful to the checker, never trusted (grade `claimed`).

    `persons`: for a table, distinct persons behind each body cell, row by row, null where unknown, in the
    order of the file's data columns that are not index columns. `person_total`: distinct persons in all.
    `population` names whom the result is about: two results of one name are about the same persons, those of
    other names about others, unless one is `part_of` the other. `categories`: a label of the table -> the
    label that other tables use for it.
    `rows`, `base`, `sums` and `largest` have the shape of `persons`: rows behind the cell; distinct persons
    in the denominator of a share or ratio; the sum of the persons' absolute contributions and the two largest
    of them. `measures`: what each data column shows, or each row where `measures_along` says so. `total_rows`
    and `total_columns`: which rows and data columns, from 0, hold totals of the others.

    `signatures`: site -> its gateway's signature, for a table that is what `d2h.aggregate` answered and
    nothing else; `types` of its columns after `site`. The airlock proves them: this part is no claim.
    """

    kind: Literal["counts", "magnitudes", "regression", "survival", "figure", "notebook", "file"]
    persons: Numbers | None = None
    person_total: int | None = None
    index_columns: int = 1
    events: int | None = None
    degrees_of_freedom: int | None = None
    suppressed: int = 0
    description: str = ""
    measures: tuple[Measure, ...] | None = None
    measures_along: Literal["columns", "rows"] = "columns"
    rows: Numbers | None = None
    base: Numbers | None = None
    sums: Amounts | None = None
    largest: Pairs | None = None
    total_rows: tuple[int, ...] = ()
    total_columns: tuple[int, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    filters: tuple[str, ...] = ()
    population: str = Field(default="", max_length=200)
    part_of: tuple[Annotated[str, StringConstraints(max_length=200)], ...] = Field(default=(), max_length=50)
    categories: dict[str, str] = Field(default={}, max_length=1000)
    support: tuple[Support, ...] = ()
    signatures: dict[str, str] = {}
    types: tuple[Literal["int", "float", "bool", "text"], ...] = ()


class FindingMessage(Message):
    """`where` is e.g. {"file": "table.csv", "row": "3", "column": "deaths"}."""

    rule: str
    severity: Literal["pass", "review", "block"]
    params: dict[str, str | int | float] = {}
    where: dict[str, str] = {}
    explanation: str  # message key in the .ftl catalogues
    key: str = ""  # what an exception names


class OutputFileMessage(Message):
    name: str
    group: str
    role: Literal["output", "supporting"]
    supports: str | None = None  # name of the output file that a supporting file stands behind
    size: int
    sha256: str
    evidence: Evidence | None = None
    findings: tuple[FindingMessage, ...] = ()


RequestState = Literal[
    "DRAFT",
    "CHECKING",
    "BLOCKED",
    "SUBMITTED",
    "CONSOLIDATION",
    "RETURNED",
    "APPROVED",
    "RELEASED",
    "REJECTED",
    "WITHDRAWN",
    "REVOKED",
]


class DraftMessage(Message):
    """Body of POST /api/requests."""

    title: str = Field(min_length=1, max_length=200)
    context: str = Field(min_length=1, max_length=10_000)


class ReplayedFileMessage(Message):
    """`verdict` of one file, and how many places differ."""

    name: str
    verdict: Literal["same", "differs", "missing", "not-comparable"]
    differences: int = 0


class ReplayMessage(Message):
    """The last replay of the present turn; `reason` says why one that `failed` did."""

    state: Literal["asked", "running", "done", "failed"]
    reason: str = ""
    params: dict[str, str | int] = {}
    files: tuple[ReplayedFileMessage, ...] = ()


class GroupMessage(Message):
    """Body of PUT /api/requests/{id}/groups: whence the numbers of a group come, what makes them safe."""

    group: str = Field(min_length=1, max_length=120)
    context: str = Field(default="", max_length=10_000)
    controls: str = Field(default="", max_length=10_000)


class ExceptionMessage(Message):
    """Body of PUT /api/requests/{id}/exceptions: let this finding pass; without a reason, no longer."""

    file: str = Field(max_length=120)
    finding: str = Field(max_length=64)
    reason: str = Field(default="", max_length=10_000)


class ReleaseRequestMessage(Message):
    id: str
    project: str
    author: str
    title: str
    context: str
    state: RequestState
    turn: int
    files: tuple[OutputFileMessage, ...]
    comments: tuple[str, ...] = ()  # what reviewers tell the author, once the decision is taken
    page: str  # address of the request's page outside the workspace
    replay: ReplayMessage | None = None
    groups: tuple[GroupMessage, ...] = ()
    exceptions: tuple[ExceptionMessage, ...] = ()


class RequestsMessage(Message):
    requests: tuple[ReleaseRequestMessage, ...]
