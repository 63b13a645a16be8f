"""Archiving and destroying: each step of the project's life is recorded once what it says is true."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from governance.access.workspace_entry import PROBE
from governance.actor import Actor
from governance.display.executed import forget_code
from governance.projects.life import archive_project, destroy_project, known_project, suspend_project
from governance.projects.project import ProjectState
from governance.projects.step_record import StepRecord
from governance.projects.steps import Step, next_state
from governance.signatures import load_private_key
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import SessionRow
from hub_config.nodes.placement import Homes
from hub_config.settings import HubSettings
from launcher.commands import run_d2h
from launcher.ending.archive import write_archive
from launcher.ending.certificate import Certificate, write_certificate
from launcher.ending.holdings import Holdings
from launcher.errors import InstallationError
from launcher.installation import Installation

Unit = Callable[[], UnitOfWork]


def archive(
    installation: Installation,
    unit: Unit,
    actor: Actor,
    project: str,
    target: Path,
    recipients: Sequence[str],
    *,
    reason: str,
    until: date | None = None,
) -> str:
    """Suspend, close, write, record; the SHA-256 of the file, which the step keeps. What fails leaves the
    project suspended, and can be asked again.

    Raises Refusal `project-unknown`, `project-step`, or InstallationError `backup-…`.
    """
    with unit() as uow:
        state = ProjectState(known_project(uow, project).state)
        next_state(project, state, Step.ARCHIVE)
        if state is ProjectState.ACTIVE:
            suspend_project(uow, project, actor, reason)
            uow.commit()
    Holdings(installation, project).close()
    digest = write_archive(installation, project, target, recipients)
    with unit() as uow:
        archive_project(uow, project, actor, reason, until=until, document=digest)
        uow.commit()
    return digest


def destroy(
    installation: Installation, unit: Unit, actor: Actor, project: str, by: str, key_file: Path, folder: Path
) -> Path:
    """Destroy what this installation holds of an archived project; the signed certificate, whose SHA-256 the
    step keeps. What fails can be asked again.

    Raises Refusal `project-unknown`, `project-step`, or InstallationError `destruction-incomplete`,
    `command-failed`.
    """
    holdings = Holdings(installation, project)
    with unit() as uow:
        next_state(project, ProjectState(known_project(uow, project).state), Step.DESTROY)
        worked = sa.select(SessionRow.user).where(SessionRow.project == project).distinct()
        asked = sa.select(PermitRow.site).where(PermitRow.project == project).distinct()
        users = {*uow.session.scalars(worked), *holdings.volumes()} - {PROBE}
        sites = set(uow.session.scalars(asked))
        code = forget_code(uow, project, actor)
        uow.commit()
    holdings.delete()
    here = sorted(sites & set(installation.sites()))
    for site in here:
        run_d2h(installation, "site", "destroy-pseudonyms", site, project, "--yes")
    if not holdings.is_empty():
        raise InstallationError("destruction-incomplete", project=project)
    Homes(HubSettings().homes).forget(project)
    certificate = Certificate(
        installation=installation.name,
        project=project,
        at=datetime.now(UTC),
        by=by,
        workspaces=tuple(sorted(users)),
        code=code,
        sites_here=tuple(here),
        sites_elsewhere=tuple(sorted(sites - set(here))),
    )
    path = write_certificate(certificate, load_private_key(key_file), folder)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with unit() as uow:
        record = StepRecord(by=by, given=datetime.now(UTC).date(), document=digest)
        destroy_project(uow, project, actor, record)
        uow.commit()
    return path
