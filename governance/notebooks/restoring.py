"""A member takes back a copy of a notebook: it stands in the audit before she has it."""

from __future__ import annotations

from governance.access.workspace_entry import check_entry
from governance.storage.unit_of_work import UnitOfWork


def record_restored(uow: UnitOfWork, user: str, project: str, sha256: str) -> None:
    """Audited as `notebook.restored`, by what it holds and not by its name, which is her own code's word; the
    caller commits. Raises the refusals of `check_entry`."""
    check_entry(uow, user, project)
    uow.audit.append(
        actor=user,
        event="notebook.restored",
        subject=f"{project}/{user}",
        details={"project": project, "notebook": sha256},
    )
