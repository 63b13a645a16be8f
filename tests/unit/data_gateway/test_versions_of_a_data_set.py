"""Versions: whole or not at all, kept while a permit stays on one, and what a killed load leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_gateway.catalogue.dataset import load_dataset
from data_gateway.catalogue.versions import versions_of
from governance.refusal import Refusal

Loading = Callable[..., Any]
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def stays(source: Path) -> None:
    (source / "stay.csv").write_text("person_id\n1\n2\n")


def whole(datasets: Path) -> list[str]:
    return sorted(path.name for path in (datasets / "stays").iterdir() if not path.is_symlink())


def test_the_version_before_stays_for_reads_under_way_and_older_ones_go(
    datasets: Path, load_stays: Loading
) -> None:
    made = [load_stays().dataset.version for _ in range(3)]
    assert whole(datasets) == made[1:]
    assert load_dataset(datasets, "stays").version == made[2]


def test_a_version_that_a_permit_stays_on_is_kept_and_served(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    first = load_stays().dataset.version
    (source / "stay.csv").write_text("person_id\n1\n2\n3\n")
    later = [load_stays(pinned=[first]).dataset.version for _ in range(3)]
    assert whole(datasets) == [first, *later[1:]]
    assert load_dataset(datasets, "stays", first).tables["stay"].rows == 2
    assert load_dataset(datasets, "stays").tables["stay"].rows == 3
    listed = versions_of(datasets, "stays")
    assert [(each.name, each.rows, each.in_force) for each in listed] == [
        (later[2], 3, True),
        (later[1], 3, False),
        (first, 2, False),
    ]


@pytest.mark.parametrize("version", ["current", "../stays/current", "..", "20260101T000000000000-abcd", ""])
def test_only_a_version_that_is_there_can_be_stayed_on(
    datasets: Path, load_stays: Loading, version: str
) -> None:
    load_stays()
    with pytest.raises(Refusal, match="dataset-version-unknown"):
        load_dataset(datasets, "stays", version)


def test_when_the_audit_cannot_be_written_nothing_changes(datasets: Path, load_stays: Loading) -> None:
    first = load_stays().dataset.version

    def refuse(event: str, details: dict[str, Any]) -> None:
        raise Refusal("audit-unavailable")

    with pytest.raises(Refusal, match="audit-unavailable"):
        load_stays(record=refuse)
    assert load_dataset(datasets, "stays").version == first
    assert whole(datasets) == [first]


def test_the_audit_is_written_before_the_version_is_in_force(datasets: Path, load_stays: Loading) -> None:
    first = load_stays().dataset.version
    seen: list[tuple[str, str]] = []
    load_stays(record=lambda event, details: seen.append((event, load_dataset(datasets, "stays").version)))
    assert seen == [("dataset.loaded", first)]


def test_two_loads_at_once_are_one_load_and_one_refusal(datasets: Path, load_stays: Loading) -> None:
    def load_meanwhile(event: str, details: dict[str, Any]) -> None:
        with pytest.raises(Refusal, match="load-under-way"):
            load_stays()

    version = load_stays(record=load_meanwhile).dataset.version
    assert whole(datasets) == [version]


KILLED = """
import os, signal, sys
from pathlib import Path
from data_gateway.catalogue import table_loader, versions
from data_gateway.catalogue.loading import ColumnChoices, load

step, when = sys.argv[1], sys.argv[2]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
owner, name = {
    "copying rows": (table_loader, "write_table"),
    "counting the card": (table_loader, "write_local_card"),
    "naming the version": (versions, "_to_disk"),
    "writing the audit": (None, ""),
    "putting it in force": (versions, "_put_in_force"),
    "dropping old ones": (versions, "_prune"),
}[step]
def record(event, details):
    with Path(sys.argv[5]).open("a") as file:
        file.write(event + chr(10))
    if step == "writing the audit": die()
if owner:
    done = getattr(owner, name)
    def killed(*given, **named):
        result = done(*given, **named) if when == "after" else None
        die()
    setattr(owner, name, killed)
source, datasets = map(Path, sys.argv[3:5])
load(source, datasets, "stays", {}, ColumnChoices(), memory="300MB", threads=1, record=record)
"""
BEFORE_THE_SWITCH = [
    ("copying rows", "before"),
    ("copying rows", "after"),
    ("counting the card", "after"),
    ("naming the version", "after"),
    ("writing the audit", "after"),
    ("putting it in force", "before"),
]
AFTER_IT = [("putting it in force", "after"), ("dropping old ones", "before")]


def killed_load(source: Path, datasets: Path, step: str, when: str) -> list[str]:
    """The events that a load told the audit of before it was killed at `step`."""
    events = source.parent / "events"
    command = [sys.executable, "-c", KILLED, step, when, str(source), str(datasets), str(events)]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert finished.returncode == -signal.SIGKILL, finished.stderr
    return events.read_text().split() if events.exists() else []


@pytest.mark.parametrize(("step", "when"), BEFORE_THE_SWITCH)
def test_a_load_killed_before_the_switch_leaves_the_version_in_force_and_the_next_one_clears(
    source: Path, datasets: Path, load_stays: Loading, step: str, when: str
) -> None:
    first = load_stays().dataset.version
    (source / "stay.csv").write_text("person_id\n1\n2\n3\n")
    told = killed_load(source, datasets, step, when)
    dataset = load_dataset(datasets, "stays")
    assert (dataset.version, dataset.tables["stay"].rows) == (first, 2)
    undone: list[str] = []
    second = load_stays(record=lambda event, details: undone.append(event)).dataset.version
    assert whole(datasets) == [first, second]
    assert load_dataset(datasets, "stays").tables["stay"].rows == 3
    assert undone == (["dataset.load-undone"] if told else []) + ["dataset.loaded"]


@pytest.mark.parametrize(("step", "when"), AFTER_IT)
def test_a_load_killed_after_the_switch_has_happened_and_was_told(
    source: Path, datasets: Path, load_stays: Loading, step: str, when: str
) -> None:
    first = load_stays().dataset.version
    (source / "stay.csv").write_text("person_id\n1\n2\n3\n")
    assert killed_load(source, datasets, step, when) == ["dataset.loaded"]
    assert load_dataset(datasets, "stays").tables["stay"].rows == 3
    events: list[str] = []
    load_stays(record=lambda event, details: events.append(event))
    assert events == ["dataset.loaded"]
    assert first not in whole(datasets) and len(whole(datasets)) == 2


def test_the_very_first_load_killed_leaves_no_data_set(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    killed_load(source, datasets, "putting it in force", "before")
    with pytest.raises(Refusal, match="dataset-unavailable"):
        load_dataset(datasets, "stays")
    version = load_stays().dataset.version
    assert whole(datasets) == [version]


def test_a_clock_set_back_never_makes_the_newest_version_the_older_one(
    datasets: Path, load_stays: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from data_gateway.catalogue import versions

    first = load_stays().dataset.version

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2001, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(versions, "datetime", Earlier)
    second = load_stays().dataset.version
    assert second > first
    assert load_dataset(datasets, "stays").version == second
