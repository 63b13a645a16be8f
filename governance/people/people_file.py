"""The people file: who is who."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.misfit import Misfit
from governance.people.person import Email, Person, Role, Username
from governance.permits.document import Slug
from governance.source_file import SourceFile, SourceRefusal


class PersonEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Username
    name: Annotated[str, Field(min_length=1, max_length=200)]
    site: Slug | None = None
    roles: tuple[Role, ...] = ()
    language: Literal["fr", "en"] = "en"
    email: Email | None = None

    def person(self) -> Person:
        return Person(
            username=self.user,
            full_name=self.name,
            site=self.site,
            roles=frozenset(self.roles),
            language=self.language,
            email=self.email,
        )


class PeopleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    people: tuple[PersonEntry, ...] = Field(min_length=1)


def read_people_file(path: Path) -> tuple[Person, ...]:
    """Raises SourceRefusal."""
    source = SourceFile(path)
    entries = source.validate(PeopleFile).people
    faults = [source.fault(misfit) for misfit in _twice(entries)]
    if faults:
        raise SourceRefusal(faults)
    return tuple(entry.person() for entry in entries)


def _twice(entries: tuple[PersonEntry, ...]) -> Iterable[Misfit]:
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        if entry.user in seen:
            yield Misfit(("people", position, "user"), "person-twice", {"name": entry.user})
        seen.add(entry.user)
