"""How long opinions take and how much leaves, by project: from the turns and packages that are on record."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.directory import ListedProject, Person
from output_checking.airlock import Airlock
from output_checking.permissions import ADMIN, OUTPUT_CHECKER
from output_checking.storage.clocks import DecidedTurn, decided_turns


@dataclass
class ProjectTimes:
    """`hours`: from each submission to the decision of the output checkers. `size` of what left, in bytes."""

    project: ListedProject
    hours: list[float] = field(default_factory=list)
    returned: int = 0
    released: int = 0
    size: int = 0

    @property
    def median(self) -> float | None:
        return statistics.median(self.hours) if self.hours else None

    @property
    def ninth_decile(self) -> float | None:
        return percentile(self.hours, 0.9)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not pass (nearest rank); None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)] if ordered else None


def review_times(airlock: Airlock, *, viewer: Person) -> tuple[ProjectTimes, ...]:
    """Of every project for output checkers and administrators, of one's own for everybody else, by id."""
    sees_all = bool({ADMIN, OUTPUT_CHECKER} & {str(role) for role in viewer.roles})
    projects = [one for one in airlock.directory.projects(viewer.username) if sees_all or one.member]
    found = {one.id: ProjectTimes(one) for one in projects}
    with airlock.open_reading() as unit:
        for turn in decided_turns(unit.session):
            if turn.project in found:
                _count(found[turn.project], turn)
    return tuple(one for one in found.values() if one.hours)


def all_together(projects: Sequence[ProjectTimes], name: ListedProject) -> ProjectTimes:
    return ProjectTimes(
        name,
        [hours for one in projects for hours in one.hours],
        sum(one.returned for one in projects),
        sum(one.released for one in projects),
        sum(one.size for one in projects),
    )


def _count(times: ProjectTimes, turn: DecidedTurn) -> None:
    times.hours.append((turn.decided_at - turn.submitted_at).total_seconds() / 3600)
    times.returned += turn.returned
    times.released += turn.package_size is not None
    times.size += turn.package_size or 0
