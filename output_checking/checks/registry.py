"""What a check is, what it is given, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from d2h_sdk.wire import Evidence
from output_checking.checks.digits import Numbers
from output_checking.checks.encodings import read_text
from output_checking.checks.picture_text import PictureReader
from output_checking.checks.statistics.measures import Measure, measures
from output_checking.checks.tables import Table, read_table
from output_checking.findings import Finding, Severity
from output_checking.joint.counted_table import CountedTables
from output_checking.profile import Limits, Rules
from output_checking.request_files import FileRole


class Kind(StrEnum):
    """What a file, or a part of one, is by its content, not by its name."""

    TABLE = "table"
    TEXT = "text"
    PASSAGE = "passage"  # text inside something else, which is judged as a whole
    PICTURE = "picture"
    NOTEBOOK = "notebook"
    WORKBOOK = "workbook"
    COLUMNAR = "columnar"
    DOCUMENT = "document"
    PDF = "pdf"
    MARKUP = "markup"
    ARCHIVE = "archive"
    MODEL = "model"


@dataclass(frozen=True)
class Companion:
    """Another file of the same request."""

    name: str
    role: FileRole
    supports: str | None


@dataclass(frozen=True)
class Context:
    """The rules in force and what is known of the file. `threshold` is in distinct persons; `counted`
    collects the tables for the joint audit, `numbers` those of a picture, or of a table `shown_in_picture`.
    `picture_reader` reads one picture; None where none can be read."""

    threshold: int
    rules: Rules
    limits: Limits
    role: FileRole = FileRole.OUTPUT
    evidence: Evidence | None = None
    companions: tuple[Companion, ...] = ()
    counted: CountedTables = field(default_factory=CountedTables)
    shown_in_picture: bool = False
    numbers: Numbers = field(default_factory=Numbers)
    picture_reader: PictureReader | None = None

    @cached_property
    def suppression_marks(self) -> frozenset[str]:
        """What stands in the place of a suppressed cell, without case."""
        return frozenset(mark.casefold() for mark in self.rules.suppression_marks)

    @property
    def claimed(self) -> str | None:
        """What the author says the file is; None when nothing is said."""
        return self.evidence.kind if self.evidence else None

    def inside(self) -> Context:
        """For a part of a file: the numbers claimed for the whole say nothing of any one part."""
        return replace(self, evidence=None)


@dataclass(frozen=True)
class CheckedFile:
    """A file in the reading process, or a part of one.

    `kind` None when its content is nothing the airlock can read; `place` is where the part stands in its
    file; `given` a table that its container has read already.
    """

    name: str
    content: bytes
    kind: Kind | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    given: Table | None = None

    @cached_property
    def text(self) -> str:
        return read_text(self.content)[0]

    @cached_property
    def table(self) -> Table:
        """Raises Refusal `table-unreadable`."""
        if self.given is not None:
            return self.given
        return read_table(self.text, tabs=self.name.lower().endswith(".tsv"))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Which statistic stands in each cell of the table, where a heading names one."""
        return measures(self.table)

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower()

    def where(self, **place: object) -> dict[str, str]:
        told = {key: str(value) for key, value in place.items() if value is not None}
        return {"file": self.name, **self.place, **told}

    def at(self, **place: object) -> CheckedFile:
        """This file, with every finding at this place of it."""
        return replace(self, place=self._placed(place))

    def table_part(self, table: Table, /, **place: object) -> CheckedFile:
        """A table read out of this file: every check for tables judges it."""
        return replace(self, kind=Kind.TABLE, content=b"", given=table, place=self._placed(place))

    def passage(self, text: str, /, **place: object) -> CheckedFile:
        """A text read out of this file: every check for passages judges it."""
        content = text.encode("utf-8", "replace")
        return replace(self, kind=Kind.PASSAGE, content=content, given=None, place=self._placed(place))

    def _placed(self, place: Mapping[str, object]) -> dict[str, str]:
        return {**self.place, **{key: str(value) for key, value in place.items() if value is not None}}


Check = Callable[[CheckedFile, Context], Iterable[Finding]]


@dataclass(frozen=True)
class Registered:
    name: str
    kinds: frozenset[Kind]
    check: Check


_REGISTERED: dict[str, Registered] = {}


def register(name: str, *kinds: Kind) -> Callable[[Check], Check]:
    """Registers a check under a dotted name. A site's own module, named in the profile, does the same."""

    def keep(check: Check) -> Check:
        if name in _REGISTERED:
            raise ValueError(f"two checks are named {name}")
        _REGISTERED[name] = Registered(name, frozenset(kinds), check)
        return check

    return keep


def run_checks(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Every registered check of the file's kind. A check that fails blocks: unknown is never pass."""
    for registered in _REGISTERED.values():
        if file.kind not in registered.kinds:
            continue
        try:
            yield from registered.check(file, context)
        except Exception as fault:
            # The fault's own words may quote the data: only its class is told.
            yield Finding(
                registered.name,
                Severity.BLOCK,
                "check-failed",
                {"check": registered.name, "fault": type(fault).__name__},
                file.where(),
            )
