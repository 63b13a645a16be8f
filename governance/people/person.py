"""A person known to governance. Passwords and accounts are the login's affair, not ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from governance.permits.document import Slug

Username = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", max_length=63)]

# Enough to refuse what no mail server could deliver, or what would start another header.
Email = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$", max_length=254)
]


class Role(StrEnum):
    ADMIN = "admin"
    RESEARCHER = "researcher"
    OUTPUT_CHECKER = "output_checker"
    DATA_OWNER = "data_owner"
    DATA_PROTECTION_OFFICER = "data_protection_officer"


_ADMINISTERING = frozenset({Role.ADMIN, Role.DATA_PROTECTION_OFFICER, Role.DATA_OWNER})


@dataclass(frozen=True)
class ListedPerson:
    """One line of a list of many people."""

    username: str
    full_name: str
    site: str | None


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Username
    full_name: str = Field(min_length=1, max_length=200)
    site: Slug | None = None
    roles: frozenset[Role] = frozenset()
    language: Literal["fr", "en"] = "en"
    email: Email | None = None

    @property
    def administers(self) -> bool:
        """Whether menus lead to the administration; what opens there, its own table says."""
        return bool(_ADMINISTERING & self.roles)
