"""Pseudonyms held in memory: made once, anew when anything they are made of changes, and not without end."""

from __future__ import annotations

import pyarrow as pa

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.made_pseudonyms import MadePseudonyms

PERSONS = pa.table({"id": pa.array(range(1_000)), "pseudonym": pa.array(range(1_000))})


class Asking:
    """`asked` tells whether a table had to be made."""

    def __init__(self, most_bytes: int = 10**9) -> None:
        self.made = MadePseudonyms(most_bytes)

    def asked(self, project: str, made_of: str, role: ColumnRole = ColumnRole.PERSON) -> bool:
        calls = []

        def make() -> pa.Table:
            calls.append(made_of)
            return PERSONS

        assert self.made.table(project, "omop", role, made_of, make) is PERSONS
        return bool(calls)


def test_they_are_made_once_and_anew_when_anything_changed() -> None:
    asking = Asking()
    assert [asking.asked("wards", key) for key in ("key", "key", "rotated", "rotated")] == [
        True,
        False,
        True,
        False,
    ]
    assert asking.asked("wards", "key")  # what was made before is held no more
    assert asking.asked("wards", "key", ColumnRole.VISIT)
    assert asking.asked("letters", "key")


def test_those_of_a_project_whose_keys_or_permits_are_gone_are_forgotten() -> None:
    asking = Asking()
    for project in ("wards", "letters", "organs"):
        asking.asked(project, "key")
    asking.made.forget("wards")
    assert asking.made.projects() == {"letters", "organs"}
    asking.made.forget_others({"letters", "never read"})
    assert asking.made.projects() == {"letters"}
    assert not asking.asked("letters", "key")


def test_the_least_recently_used_make_room() -> None:
    asking = Asking(2 * PERSONS.nbytes)
    for project in ("first", "second", "first", "third"):
        asking.asked(project, "key")
    assert [asking.asked(project, "key") for project in ("first", "third", "second")] == [False, False, True]
    alone = Asking(PERSONS.nbytes - 1)
    assert [alone.asked("wards", "key") for _ in range(2)] == [True, True]
