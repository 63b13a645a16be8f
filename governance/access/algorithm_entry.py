"""May this job run now, and by which permits? A member's by hers, an algorithm's by its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from governance.access.workspace_entry import admit
from governance.people.person import Person
from governance.permits.life import Permit, in_force
from governance.projects.algorithm import reader
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork


def admit_job(
    uow: UnitOfWork, user: str, project: str, algorithm: str, notebook: str, today: date | None = None
) -> tuple[Person, ProjectRow, list[Permit]]:
    """`user` handed it in and must be admitted, too; `algorithm` is empty for a notebook of her own,
    `notebook` its digest.

    Raises the refusals of `admit`, or Refusal `algorithm-unknown`, `algorithm-changed`.
    """
    person, row, permits = admit(uow, user, project, today)
    if not algorithm:
        return person, row, permits
    declared = {one.name: one for one in records.algorithms(row)}
    if algorithm not in declared:
        known = ", ".join(sorted(declared)) or "-"
        raise Refusal("algorithm-unknown", name=algorithm, project=project, known=known)
    if declared[algorithm].notebook != notebook:
        raise Refusal(
            "algorithm-changed", name=algorithm, found=notebook, approved=declared[algorithm].notebook
        )
    day = today or datetime.now(UTC).date()
    permits = in_force(map(records.permit, row.permits), reader(algorithm, notebook), day)
    if not permits:
        raise Refusal("no-permit-in-force", project=project)
    return person, row, permits
