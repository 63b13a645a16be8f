"""A project as governance keeps it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.people.person import Username
from governance.permits.document import Slug


class ProjectState(StrEnum):
    """Its life, and what leads from one to the next, stands in steps.py."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ARCHIVED = "ARCHIVED"
    DESTROYED = "DESTROYED"


class MemberRole(StrEnum):
    LEAD = "lead"
    RESEARCHER = "researcher"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Value):
    user: Username
    role: MemberRole


class StatisticalRules(_Value):
    """What a project asks of the airlock's rules besides its threshold; None leaves the profile's own.

    The airlock takes what is stricter than its profile; what is looser only where the profile says that
    projects may loosen it. The parameters of dominance are not here: members read their project's file.
    """

    degrees_of_freedom: int | None = Field(default=None, ge=1, le=1_000)
    rows: int | None = Field(default=None, ge=1, le=1_000_000)
    columns: int | None = Field(default=None, ge=1, le=100_000)
    source_literals: int | None = Field(default=None, ge=1, le=10_000)
    zeros: Literal["pass", "review", "block"] | None = None
    extremes: Literal["review", "block"] | None = None
    rounding: int | None = Field(default=None, ge=1, le=1_000)
    midpoint: int | None = Field(default=None, ge=1, le=1_000)
    leaf: int | None = Field(default=None, ge=2, le=10_000)
    protection: int | None = Field(default=None, ge=2, le=1_000)
    file_types: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=50)


class OutputRules(_Value):
    """By which rules results of a project leave.

    `threshold`: least persons behind a released number. `votes`: opinions of output checkers it takes to
    decide; `site_votes`: one more of a data owner of each site of the project; `same_site`: whether a checker
    of the author's own site may judge. `fast_lane`: one checker is enough for a request that holds nothing
    but answers signed by gateways, without any finding. `keep_days`: the airlock deletes the files of a
    request that many days after it is over; None keeps them. `rules`: of the automatic checks.
    """

    threshold: int = Field(default=10, ge=2, le=1_000)
    votes: int = Field(default=2, ge=1, le=10)
    site_votes: bool = False
    same_site: Literal["allow", "refuse"] = "allow"
    fast_lane: bool = False
    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    rules: StatisticalRules = StatisticalRules()


class ProjectView(_Value):
    """What other zones may know of a project. `sites`: those asked for a permit, in its file's order."""

    id: Slug
    title: dict[str, str]
    purpose: str
    state: ProjectState
    starts: date
    ends: date
    members: tuple[Member, ...]
    sites: tuple[Slug, ...]
    output_rules: OutputRules

    def member(self, user: str) -> Member | None:
        return next((member for member in self.members if member.user == user), None)


class ProjectCard(_Value):
    """A project on one member's list. `sites_signed` have a permit in force; `sites_waiting` do not yet."""

    id: Slug
    title: dict[str, str]
    state: ProjectState
    role: MemberRole
    ends: date
    sites_signed: tuple[Slug, ...]
    sites_waiting: tuple[Slug, ...]


class ListedProject(_Value):
    """One line of a list of all projects, as one person may choose from it."""

    id: Slug
    title: dict[str, str]
    sites: tuple[Slug, ...]
    member: bool
