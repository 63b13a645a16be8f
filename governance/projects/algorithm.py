"""An algorithm of a project: an approved notebook that reads where people may not, and runs only as a job."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from governance.people.person import Username
from governance.permits.document import Slug

_MARK = "algorithm"


def _digest(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("notebook-digest-wrong")
    return value


Digest = Annotated[str, BeforeValidator(_digest)]


class Algorithm(BaseModel):
    """`notebook`: SHA-256 of it as jobs are handed in, without outputs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    notebook: Digest
    author: Username
    approved_by: Username

    @property
    def reader(self) -> str:
        return reader(self.name, self.notebook)


def reader(name: str, notebook: str) -> str:
    """As whom it reads: what permits and access tokens call it.

    The notebook is in it, so that a data owner's signature opens data to these bytes alone. No person can
    bear such a name (two hyphens), so nobody logs in as it.
    """
    return f"{_MARK}--{name}--{notebook}"


def named_reader(member: str) -> tuple[str, str] | None:
    """Name and notebook of an algorithm among the members of a permit; None for a person."""
    mark, *parts = member.split("--")
    return (parts[0], parts[1]) if mark == _MARK and len(parts) == 2 else None
