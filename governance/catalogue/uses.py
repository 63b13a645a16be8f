"""Which projects use which data set of which site, by the permits that are asked or signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from governance.permits.document import Mode
from governance.permits.life import LIVE, PermitState
from governance.storage.tables import PermitRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Use:
    """`version`: the one of the data that the project stays on, None for whichever is in force."""

    project: str
    title: Mapping[str, str]
    mode: Mode
    signed: bool
    version: str | None


def uses_of_datasets(uow: UnitOfWork) -> dict[tuple[str, str], tuple[Use, ...]]:
    """(site, data set) -> its uses by project; where a signed permit and its successor wait together, both
    count as one use, the signed one."""
    rows = uow.session.execute(
        sa.select(PermitRow, ProjectRow.title)
        .join(ProjectRow, ProjectRow.id == PermitRow.project)
        .where(PermitRow.state.in_(LIVE))
        .order_by(PermitRow.project, sa.case((PermitRow.state == PermitState.SIGNED, 1), else_=0))
    )
    found: dict[tuple[str, str], dict[str, Use]] = {}
    for row, title in rows:
        for dataset, terms in row.document["datasets"].items():
            use = Use(
                project=row.project,
                title=title,
                mode=Mode(terms["mode"]),
                signed=row.state == PermitState.SIGNED,
                version=terms.get("version"),
            )
            found.setdefault((row.site, dataset), {})[row.project] = use
    return {place: tuple(uses.values()) for place, uses in found.items()}
