"""The configuration of HAProxy: the pages, the doors of the workspaces, a relay to each site's gateway."""

from __future__ import annotations

from collections.abc import Iterator

from governance.settings import GovernanceSettings
from governance.storage.records import site_cards
from governance.storage.unit_of_work import open_governance
from hub_config.haproxy import Front, SiteRelay
from launcher.installation import Installation
from launcher.processes import gateway_port
from launcher.publication import publication_of
from launcher.settings import read_settings


def write_front(installation: Installation) -> None:
    """Write `haproxy.cfg` and the folders of the doors. Raises InstallationError as `Publication.checked`."""
    publication = publication_of(installation)
    ports = installation.ports
    Front(
        sockets=installation.sockets,
        hub_port=ports.hub,
        airlock_port=ports.airlock,
        proxy_port=ports.proxy,
        meter_port=ports.meter,
        jobs_port=ports.jobs,
        packages_port=ports.packages,
        hub_api_port=ports.hub_api,
        governance_port=ports.governance,
        airlock_api_port=ports.airlock_api,
        catalogue_port=ports.catalogue,
        airlock_url=installation.public_airlock_url,
        public=publication.entry(installation.home / "front.pem") if publication else None,
        sites=(*_here(installation), *_elsewhere(installation)),
    ).write(installation.home / "haproxy.cfg")


def _here(installation: Installation) -> Iterator[SiteRelay]:
    for site in installation.sites():
        yield SiteRelay(site, "127.0.0.1", gateway_port(installation.site(site)))


def _elsewhere(installation: Installation) -> Iterator[SiteRelay]:
    """Gateways of registered sites on machines of their own, where the site's card says that they answer."""
    address = read_settings(installation)["D2H_GOVERNANCE_DATABASE_URL"]
    with open_governance(GovernanceSettings(database_url=address), read_only=True)() as uow:
        cards = site_cards(uow.session)
    here = set(installation.sites())
    for site in sorted(cards.keys() - here):
        yield SiteRelay(site, cards[site].gateway_host, cards[site].gateway_port)
