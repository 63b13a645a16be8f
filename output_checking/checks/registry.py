"""What a check is, what it is given, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from d2h_sdk.wire import Evidence
from output_checking.checks.tables import Table, read_table
from output_checking.model import FileRole, Finding, Severity
from output_checking.profile import Limits, Rules


class Kind(StrEnum):
    """What a file is by its content, not by its name."""

    TABLE = "table"
    TEXT = "text"
    PICTURE = "picture"
    NOTEBOOK = "notebook"


@dataclass(frozen=True)
class Companion:
    """Another file of the same request."""

    name: str
    role: FileRole
    supports: str | None


@dataclass(frozen=True)
class Context:
    """The rules in force and what is known of the file. `threshold` is in distinct persons."""

    threshold: int
    rules: Rules
    limits: Limits
    role: FileRole = FileRole.OUTPUT
    evidence: Evidence | None = None
    companions: tuple[Companion, ...] = ()

    @property
    def claimed(self) -> str | None:
        """What the author says the file is; None when nothing is said."""
        return self.evidence.kind if self.evidence else None


@dataclass(frozen=True)
class CheckedFile:
    """A file in the reading process; `kind` None when its content is nothing the airlock can read."""

    name: str
    content: bytes
    kind: Kind | None = None

    @cached_property
    def text(self) -> str:
        return self.content.decode("utf-8-sig")

    @cached_property
    def table(self) -> Table:
        """Raises Refusal `table-unreadable`."""
        return read_table(self.text, tabs=self.name.lower().endswith(".tsv"))

    def where(self, **place: object) -> dict[str, str]:
        return {"file": self.name, **{key: str(value) for key, value in place.items() if value is not None}}


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
