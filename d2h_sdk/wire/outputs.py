"""Outputs: the airlock API, JSON over HTTP, with the header `authorization: Bearer <access token>`."""

from __future__ import annotations

import hashlib
import operator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from d2h_sdk.wire.message import Message

Statistic = Literal[
    "count",  # of rows or persons
    "share",  # a count over its base
    "sum",
    "mean",
    "quantile",
    "extreme",  # minimum, maximum, first, last: one person's value
    "spread",  # standard deviation, variance and what else needs degrees of freedom
    "mode",  # the most frequent value
    "distinct",  # how many different values
    "ratio",
    "estimate",  # of a model: coefficient, error, interval
    "test",  # statistic or p-value
    "unknown",  # a function nobody can read: never a pass
]
Numbers = tuple[tuple[int | None, ...], ...]
Amounts = tuple[tuple[float | None, ...], ...]
Texts = tuple[tuple[str | None, ...], ...]
CODE_LENGTH = 8_000  # characters: with the rest of the evidence it has to fit into a form of the airlock
CODE_PIECES = 3
Pairs = tuple[tuple[tuple[float, float] | None, ...], ...]


class Measure(Message):
    """What a line of cells shows: a statistic `of` a variable, `given` as its author wrote it.

    `two`: the only values that the variable has, when they are other than 0 and 1; `persons` are those who
    have the larger one.
    """

    statistic: Statistic
    of: str = ""
    quantile: float | None = None
    given: str = ""
    two: tuple[float, float] | None = None


class Dimension(Message):
    """A variable that the table is broken down by."""

    name: str
    axis: Literal["rows", "columns"]


class Support(Message):
    """A group that an estimate or a test rests on: a category, an outcome, one curve."""

    label: str
    persons: int | None = None
    events: int | None = None


class CodeRecord(Message):
    """Code that asked for a file to leave: the cell of this `run` (its execution count), or lines of the
    program `file` from `line` on. `code`: its first CODE_LENGTH characters; `sha256`: hex, of the whole."""

    code: str = Field(max_length=CODE_LENGTH)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    run: int | None = Field(default=None, ge=0, le=1_000_000_000)
    file: str = Field(default="", max_length=255)
    line: int | None = Field(default=None, ge=1, le=1_000_000_000)

    @classmethod
    def of(cls, code: str, *, run: int | None = None, file: str = "", line: int | None = None) -> CodeRecord:
        """Blank lines at the end are no code: a notebook and its kernel keep them differently."""
        written = code.rstrip().encode("utf-8", "replace")
        digest = hashlib.sha256(written).hexdigest()
        return cls(code=written.decode()[:CODE_LENGTH], sha256=digest, run=run, file=file[-255:], line=line)

    def is_of(self, code: str) -> bool:
        """Whether this is that very code: what is shown of it, and the whole."""
        return self == self.of(code, run=self.run, file=self.file, line=self.line)


class Evidence(Message):
    """Numbers the SDK recorded in the workspace: helpful to the checker, never trusted (grade `claimed`).

    `persons`: for a table, distinct persons behind each body cell, row by row, null where unknown, in the
    order of the file's data columns that are not index columns. `person_total`: distinct persons in all.
    `population` names whom the result is about: two results of one name are about the same persons, those of
    other names about others, unless one is `part_of` the other. `categories`: a label of the table -> the
    label that other tables use for it.
    `rows`, `base`, `sums` and `largest` have the shape of `persons`: rows behind the cell; distinct persons
    in the denominator of a share or ratio, or all whom the mean or spread of a yes/no column is of, whose
    `persons` are those with a yes; the sum of the persons' absolute contributions and the two largest
    of them. `measures`: what each data column shows, or each row where `measures_along` says so. `total_rows`
    and `total_columns`: which rows and data columns, from 0, hold totals of the others.

    `rounded_to`: the base or step to which every count was rounded, 0 for none. `keys`: 16 hexadecimal signs
    per cell that depend on its persons alone, of the shape of `persons`; `perturbed`: every count has noise.

    `signatures`: site -> its gateway's signature, for a table that is what `d2h.aggregate` answered and
    nothing else; `types` of its columns after `site`. The airlock proves them: this part is no claim.

    `code`: what asked for the file to leave, from the cell or program that ran inwards.
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
    rounded_to: int = 0
    keys: Texts | None = None
    perturbed: bool = False
    signatures: dict[str, str] = Field(default_factory=dict)
    types: tuple[Literal["int", "float", "bool", "text"], ...] = ()
    # Not sent where there is none: a workspace opened before an update does not know of it.
    code: tuple[CodeRecord, ...] = Field(default=(), max_length=CODE_PIECES, exclude_if=operator.not_)


class SourceMessage(Message):
    """What a check rests on: a publication, or the platform's own reasoning; `title` by language."""

    title: dict[str, str]
    link: str = ""


class FindingMessage(Message):
    """`where` is e.g. {"file": "table.csv", "row": "3", "column": "deaths"}; `sources` are keys of those of
    the request."""

    rule: str
    severity: Literal["pass", "review", "block"]
    params: dict[str, str | int | float] = Field(default_factory=dict)
    where: dict[str, str] = Field(default_factory=dict)
    explanation: str  # message key in the .ftl catalogues
    key: str = ""  # what an exception names
    sources: tuple[str, ...] = ()


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
    params: dict[str, str | int] = Field(default_factory=dict)
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
    sources: dict[str, SourceMessage] = Field(default_factory=dict)  # of the findings


class RequestsMessage(Message):
    requests: tuple[ReleaseRequestMessage, ...]
