"""The card a site publishes of itself: addresses, public keys, and what the data that may leave it are."""

from __future__ import annotations

from data_gateway.catalogue.site_data import SiteData
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from governance.catalogue.site_card import SiteCard
from governance.refusal import Refusal


def site_card(folder: SiteFolder) -> SiteCard:
    """Identifying columns do not stand in it: nobody can ask for them.

    Raises Refusal `site-without-datasets`.
    """
    settings = load_settings(folder.require().settings)
    datasets = SiteData(folder).cards()
    if not datasets:
        raise Refusal("site-without-datasets", site=settings.id)
    return SiteCard(
        id=settings.id,
        title=settings.title,
        gateway_host=settings.gateway.host,
        gateway_port=settings.gateway.port,
        certificate=folder.certificate_authority.read_text(encoding="ascii"),
        data_owner_public_key=folder.data_owner_public_key.read_text(encoding="ascii"),
        results_public_key=folder.results_public_key.read_text(encoding="ascii"),
        audit_public_key=folder.audit_public_key.read_text(encoding="ascii"),
        datasets=tuple(datasets),
    )
