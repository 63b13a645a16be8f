"""What anybody may know of the projects: title, purpose, dates, data, and the law they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from governance.catalogue.site_card import SiteCard
from governance.permits.document import Mode
from governance.permits.life import PermitState
from governance.projects.project import ProjectState, ProjectView
from governance.projects.standing import latest
from governance.projects.step_record import StepRecord
from governance.projects.steps import REVIEWS, Step
from governance.storage import records
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class DataTold:
    """Titles by language of a site and of one of its data sets, and whether records of it may be read."""

    site: Mapping[str, str]
    dataset: Mapping[str, str]
    mode: Mode


@dataclass(frozen=True)
class PublicEntry:
    """`data`: what sites signed and did not withdraw."""

    view: ProjectView
    basis: StepRecord | None
    register: StepRecord | None
    data: tuple[DataTold, ...]

    @property
    def over(self) -> bool:
        return self.view.state in (ProjectState.ARCHIVED, ProjectState.DESTROYED)


def public_register(uow: UnitOfWork) -> list[PublicEntry]:
    """Every project that was ever active, those that go on first, the latest first."""
    cards = records.site_cards(uow.session)
    rows = uow.session.scalars(sa.select(ProjectRow).order_by(ProjectRow.starts.desc(), ProjectRow.id))
    entries = [_entry(row, cards) for row in rows if _was_active(row)]
    return sorted(entries, key=lambda entry: entry.over)


def _was_active(row: ProjectRow) -> bool:
    return any(Step(step.step) in REVIEWS for step in row.steps)


def _entry(row: ProjectRow, cards: Mapping[str, SiteCard]) -> PublicEntry:
    last = latest(records.taken_steps(row))
    return PublicEntry(
        view=records.project_view(row),
        basis=last.get(Step.BASIS),
        register=last.get(Step.REGISTER),
        data=tuple(
            told
            for permit in row.permits
            if permit.state == PermitState.SIGNED
            for told in _data(permit.site, permit.document["datasets"], cards)
        ),
    )


def _data(
    site: str, datasets: Mapping[str, Mapping[str, str]], cards: Mapping[str, SiteCard]
) -> list[DataTold]:
    card = cards[site]
    titles = {dataset.id: dataset.title for dataset in card.datasets}
    return [
        DataTold(card.title, titles.get(name, {"en": name}), Mode(permit["mode"]))
        for name, permit in datasets.items()
    ]
