"""The people in words: the roles of each, her training, and what is not in force for want of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from governance.people.certificate import Certificate
from governance.people.today import PersonToday
from governance.words import Words

Held = Mapping[str, tuple[Certificate, ...]]


def print_people(people: Sequence[PersonToday], certificates: Held, words: Words) -> None:
    for found in people:
        person = found.person
        roles = ", ".join(sorted(person.roles)) or "-"
        typer.echo(f"{person.username}  {roles}  {person.site or '-'}  {person.full_name}")
        for one in certificates.get(person.username, ()):
            said = words.say("training-line", kind=one.kind, until=one.until.isoformat(), by=one.by)
            typer.echo(f"    {said}")
        for role, kinds in found.lapsed.items():
            said = words.say("role-not-in-force", role=role.value, kinds=", ".join(kinds))
            typer.secho(f"    ! {said}", fg=typer.colors.MAGENTA)


def people_json(people: Sequence[PersonToday], certificates: Held) -> list[dict[str, Any]]:
    return [
        {
            **found.person.model_dump(mode="json", exclude={"roles"}),
            "roles": sorted(found.person.roles),
            "lapsed": {role.value: list(kinds) for role, kinds in found.lapsed.items()},
            "training": [one.model_dump(mode="json") for one in certificates.get(found.person.username, ())],
        }
        for found in people
    ]
