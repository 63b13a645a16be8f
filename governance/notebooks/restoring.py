"""A member sees which copies of notebooks there are, and takes one back."""

from __future__ import annotations

from governance.access.workspace_entry import check_entry
from governance.display.showing import take_outside
from governance.storage.unit_of_work import UnitOfWork


def count_shown(uow: UnitOfWork, user: str, project: str, size: int) -> bool:
    """Whether a page of the hub may show her so many bytes of names; the caller commits either. Raises the
    refusals of `check_entry`."""
    check_entry(uow, user, project)
    return take_outside(uow, user, project, size) == size


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
