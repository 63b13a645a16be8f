"""What the registered sites hold, as their cards tell it."""

from __future__ import annotations

from governance.catalogue.registration import registered_site
from governance.catalogue.site_card import DatasetCard, SiteCard
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.unit_of_work import UnitOfWork


def registered_sites(uow: UnitOfWork) -> tuple[SiteCard, ...]:
    """By id."""
    cards = records.site_cards(uow.session)
    return tuple(cards[site] for site in sorted(cards))


def published_dataset(uow: UnitOfWork, site: str, dataset: str) -> tuple[SiteCard, DatasetCard]:
    """Raises Refusal `site-not-registered` or `dataset-not-published`."""
    card = registered_site(uow, site)
    found = card.dataset(dataset)
    if found is None:
        raise Refusal("dataset-not-published", site=site, dataset=dataset)
    return card, found
