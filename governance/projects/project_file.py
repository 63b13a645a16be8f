"""The project file: what an admin writes to say what a project is and what it asks of the sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from governance.catalogue.site_card import Language, Words
from governance.display.budget import USUAL
from governance.misfit import Misfit, Place
from governance.permits.document import (
    AnyOf,
    ColumnName,
    DatasetPermit,
    DatasetTerms,
    IsoDate,
    Mode,
    PermitDocument,
    RowCondition,
    Slug,
    TablePermit,
)
from governance.projects.algorithm import Algorithm
from governance.projects.project import Member, MemberRole, OutputRules
from governance.projects.step_record import StepsOfFile

_UNITS = {"M": 1024**2, "G": 1024**3}


def parse_memory(value: object) -> int:
    """`512M` or `2G` in bytes. Raises ValueError `memory-unreadable`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"(\d{1,5})([MG])", str(value))
    if not match:
        raise ValueError("memory-unreadable")
    return int(match[1]) * _UNITS[match[2]]


def memory_words(memory: int) -> str:
    unit = "G" if memory % _UNITS["G"] == 0 else "M"
    return f"{memory // _UNITS[unit]}{unit}"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectHeader(_Part):
    """`starts` and `ends` are both days on which the project is open. `state: active` activates a draft that
    lacks nothing; whatever else becomes of a project is a command's to do."""

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    purpose: Words
    starts: IsoDate
    ends: IsoDate
    state: Literal["active"] | None = None


Size = Annotated[int, BeforeValidator(parse_memory), PlainSerializer(memory_words)]


class DisplayLimits(_Part):
    """Bytes that all workspaces of the project together may show within any hour and any day."""

    hour: Size = Field(default=USUAL.hour, ge=_UNITS["M"], le=4096 * _UNITS["G"])
    day: Size = Field(default=USUAL.day, ge=_UNITS["M"], le=4096 * _UNITS["G"])


class WorkspaceLimits(_Part):
    """What one workspace of the project may take: as much, unless its researcher chooses a smaller flavour.

    `memory` in bytes, written `512M` or `2G`; `gpus`: none unless a flavour with one is chosen.
    """

    memory: Size = Field(default=2 * _UNITS["G"], ge=256 * _UNITS["M"], le=4096 * _UNITS["G"])
    cpus: float = Field(default=1, ge=0.1, le=512)
    gpus: int = Field(default=0, ge=0, le=16)
    display: DisplayLimits = DisplayLimits()


class DatasetWish(DatasetTerms):
    tables: dict[ColumnName, TablePermit] = Field(min_length=1)


class PermitWish(_Part):
    """The same data sets asked of several sites, all in one mode."""

    sites: tuple[Slug, ...] = Field(min_length=1)
    mode: Mode
    datasets: dict[Slug, DatasetWish] = Field(min_length=1)

    def granted(self, minimum_group_size: int) -> dict[str, DatasetPermit]:
        return {
            name: DatasetPermit(mode=self.mode, minimum_group_size=minimum_group_size, **dict(wish))
            for name, wish in self.datasets.items()
        }


class ProjectFile(_Part):
    """With `algorithms`, its permits are theirs alone: its members run them, and read nothing themselves."""

    project: ProjectHeader
    members: tuple[Member, ...] = Field(min_length=1)
    workspace: WorkspaceLimits = WorkspaceLimits()
    outputs: OutputRules = OutputRules()
    algorithms: tuple[Algorithm, ...] = ()
    permits: tuple[PermitWish, ...] = ()
    steps: StepsOfFile = StepsOfFile()

    def documents(self) -> dict[str, PermitDocument]:
        """What is asked of each site, as version 1; the wishes for one site make one permit."""
        datasets: dict[str, dict[str, DatasetPermit]] = {}
        for wish in self.permits:
            for site in wish.sites:
                datasets.setdefault(site, {}).update(wish.granted(self.outputs.threshold))
        return {site: self._document(site, granted) for site, granted in datasets.items()}

    def _readers(self) -> list[str]:
        return [one.reader for one in self.algorithms] or [member.user for member in self.members]

    def _document(self, site: str, datasets: dict[str, DatasetPermit]) -> PermitDocument:
        return PermitDocument(
            project=self.project.id,
            site=site,
            version=1,
            purpose=self.project.purpose,
            members=tuple(sorted(self._readers())),
            valid_from=self.project.starts,
            valid_until=self.project.ends,
            datasets=datasets,
        )


def misfits(file: ProjectFile) -> Iterable[Misfit]:
    """What the shape allows and sense does not, without looking outside the file."""
    if file.project.ends < file.project.starts:
        yield Misfit(("project", "ends"), "ends-before-start", {"starts": file.project.starts.isoformat()})
    if not any(member.role is MemberRole.LEAD for member in file.members):
        yield Misfit(("members",), "lead-missing", {})
    yield from _repeated(
        "member-twice", ((("members", i, "user"), member.user) for i, member in enumerate(file.members))
    )
    yield from _repeated(
        "algorithm-twice", ((("algorithms", i, "name"), one.name) for i, one in enumerate(file.algorithms))
    )
    for i, one in enumerate(file.algorithms):
        if one.approved_by == one.author:
            yield Misfit(("algorithms", i, "approved_by"), "algorithm-own-approval", {"name": one.name})
    for i, wish in enumerate(file.permits):
        sites = ((("permits", i, "sites", j), site) for j, site in enumerate(wish.sites))
        yield from _repeated("site-twice", sites)
        for dataset, asked in wish.datasets.items():
            place = ("permits", i, "datasets", dataset)
            yield from _asked_before(file.permits[:i], wish, dataset, place)
            if asked.starts and asked.ends and asked.ends < asked.starts:
                yield Misfit((*place, "ends"), "ends-before-start", {"starts": asked.starts.isoformat()})
            for table, permit in asked.tables.items():
                yield from _table_misfits(permit, (*place, "tables", table))


def _asked_before(
    earlier: Iterable[PermitWish], wish: PermitWish, dataset: str, place: Place
) -> Iterable[Misfit]:
    taken = {site for other in earlier if dataset in other.datasets for site in other.sites}
    for site in wish.sites:
        if site in taken:
            yield Misfit(place, "dataset-twice", {"name": dataset, "site": site})


def _table_misfits(permit: TablePermit, place: Place) -> Iterable[Misfit]:
    yield from _repeated("column-twice", (((*place, "columns", j), c) for j, c in enumerate(permit.columns)))
    for where, condition in placed_comparisons(permit, place):
        code = _condition_fault(condition.op, condition.value)
        if code:
            yield Misfit((*where, "value"), code, {"op": condition.op})


def placed_comparisons(permit: TablePermit, place: Place) -> Iterable[tuple[Place, RowCondition]]:
    """Every comparison of the row filter of the table at `place`, with its own place in the file."""
    for j, entry in enumerate(permit.rows):
        if isinstance(entry, AnyOf):
            yield from (((*place, "rows", j, "any", k), condition) for k, condition in enumerate(entry.any))
        else:
            yield (*place, "rows", j), entry


def _repeated(code: str, named: Iterable[tuple[tuple[str | int, ...], str]]) -> Iterable[Misfit]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Misfit(place, code, {"name": name})
        seen.add(name)


def _condition_fault(op: str, value: object) -> str | None:
    if op in ("is null", "is not null"):
        return None if value is None else "condition-takes-no-value"
    if op == "in":
        return None if isinstance(value, tuple) and value else "condition-takes-a-list"
    return None if value is not None and not isinstance(value, tuple) else "condition-takes-one-value"
