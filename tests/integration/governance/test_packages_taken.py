"""What workspaces take of packages from outside, and how much of it they can have written into the audit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.packages import taking
from governance.packages.taking import PackageFile, files_taken, record_refused, record_taken
from governance.refusal import Refusal

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def sepsis(world):
    world.open()
    return world


def file(version: str, sha256: str = "ab" * 32, package: str = "lifelines") -> PackageFile:
    return PackageFile(package, version, f"{package}-{version}-py3-none-any.whl", sha256)


def take(world, one: PackageFile, at: datetime = NOW, user: str = "hugo") -> None:
    with world.unit() as uow:
        record_taken(uow, user, "sepsis", one, at)
        uow.commit()


def told(world, event: str = "package.installed") -> list[tuple[str, str, str]]:
    with world.unit() as uow:
        return [
            (one.actor, one.details["version"], one.details["sha256"][:2])
            for one in uow.audit.records()
            if one.event == event
        ]


def test_a_file_taken_again_is_written_down_once_a_day_and_whoever_takes_it_first_always(sepsis):
    for minutes in range(5):
        take(sepsis, file("1.0"), NOW + timedelta(minutes=minutes))
    take(sepsis, file("1.0"), NOW, user="claire")
    take(sepsis, file("1.0"), NOW + DAY)
    take(sepsis, file("1.0", "cd" * 32), NOW + DAY)

    assert told(sepsis) == [
        ("hugo", "1.0", "ab"),
        ("claire", "1.0", "ab"),
        ("hugo", "1.0", "ab"),
        ("hugo", "1.0", "cd"),
    ]


def test_past_so_many_files_a_day_a_member_is_given_none_and_others_still_are(sepsis, monkeypatch):
    monkeypatch.setattr(taking, "MOST_A_DAY", 3)
    take(sepsis, file("1.0"))
    take(sepsis, file("1.1"))
    with sepsis.unit() as uow:
        record_refused(uow, "hugo", "sepsis", file("2.0"), Refusal("package-too-fresh"), NOW)
        uow.commit()

    with pytest.raises(Refusal, match="package-too-many"):
        take(sepsis, file("1.2"))
    take(sepsis, file("1.1"))
    take(sepsis, file("1.2"), user="claire")
    take(sepsis, file("1.2"), NOW + DAY)

    assert [version for _, version, _ in told(sepsis)] == ["1.0", "1.1", "1.2", "1.2"]
    assert len(told(sepsis, "package.refused")) == 1


def test_the_files_of_a_member_are_those_she_took_last_of_each_package(sepsis):
    take(sepsis, file("2.0"), NOW)
    take(sepsis, file("1.0"), NOW + timedelta(hours=1))
    take(sepsis, file("3.0", package="cran/mice"), NOW)
    take(sepsis, file("9.0"), NOW + DAY, user="claire")

    with sepsis.unit() as uow:
        found = files_taken(uow, "hugo", "sepsis")

    assert [(one.package, one.version) for one in found] == [("cran/mice", "3.0"), ("lifelines", "1.0")]
