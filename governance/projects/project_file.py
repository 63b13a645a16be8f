"""The project file: what an admin writes to say what a project is and what it asks of the sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from governance.catalogue.site_card import Language, Words
from governance.misfit import Misfit
from governance.permits.document import DatasetPermit, Mode, PermitDocument, Slug
from governance.projects.project import Member, MemberRole, OutputRules

_UNITS = {"M": 1024**2, "G": 1024**3}


def _iso_date(value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as fault:
        raise ValueError("date-not-iso") from fault


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


IsoDate = Annotated[date, BeforeValidator(_iso_date)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectHeader(_Part):
    """`starts` and `ends` are both days on which the project is open."""

    id: Slug
    title: dict[Language, Words] = Field(min_length=1)
    purpose: Words
    starts: IsoDate
    ends: IsoDate


class WorkspaceLimits(_Part):
    """What one workspace of the project may take. `memory` in bytes, written `512M` or `2G`."""

    memory: Annotated[int, BeforeValidator(parse_memory), PlainSerializer(memory_words)] = Field(
        default=2 * _UNITS["G"], ge=256 * _UNITS["M"], le=4096 * _UNITS["G"]
    )
    cpus: float = Field(default=1, ge=0.1, le=512)


class PermitWish(_Part):
    """The same permit asked of several sites."""

    sites: tuple[Slug, ...] = Field(min_length=1)
    mode: Mode
    datasets: dict[Slug, DatasetPermit] = Field(min_length=1)


class ProjectFile(_Part):
    project: ProjectHeader
    members: tuple[Member, ...] = Field(min_length=1)
    workspace: WorkspaceLimits = WorkspaceLimits()
    outputs: OutputRules = OutputRules()
    permits: tuple[PermitWish, ...] = ()

    def documents(self) -> dict[str, PermitDocument]:
        """What is asked of each site, as version 1."""
        return {site: self._document(wish, site) for wish in self.permits for site in wish.sites}

    def _document(self, wish: PermitWish, site: str) -> PermitDocument:
        return PermitDocument(
            project=self.project.id,
            site=site,
            version=1,
            purpose=self.project.purpose,
            members=tuple(sorted(member.user for member in self.members)),
            mode=wish.mode,
            minimum_group_size=self.outputs.threshold,
            valid_from=self.project.starts,
            valid_until=self.project.ends,
            datasets=wish.datasets,
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
        "site-twice",
        (
            (("permits", i, "sites", j), site)
            for i, wish in enumerate(file.permits)
            for j, site in enumerate(wish.sites)
        ),
    )
    for i, wish in enumerate(file.permits):
        for dataset, datasets in wish.datasets.items():
            for table, permit in datasets.tables.items():
                place = ("permits", i, "datasets", dataset, "tables", table)
                yield from _repeated(
                    "column-twice", (((*place, "columns", j), c) for j, c in enumerate(permit.columns))
                )
                for j, condition in enumerate(permit.rows):
                    code = _condition_fault(condition.op, condition.value)
                    if code:
                        yield Misfit((*place, "rows", j, "value"), code, {"op": condition.op})


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
