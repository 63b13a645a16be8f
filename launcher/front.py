"""The configuration of HAProxy: the pages, the doors of the workspaces, a relay to each site's gateway."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from governance.settings import GovernanceSettings
from governance.storage.records import site_cards
from governance.storage.unit_of_work import open_governance
from hub_config.haproxy import Front, SiteRelay, WorkerRelay
from hub_config.nodes.credentials import WorkerCredentials
from hub_config.nodes.declared import Worker, declared_workers, workers_of
from launcher.installation import Installation
from launcher.processes import gateway_port
from launcher.publication import Publication, publication_of
from launcher.settings import read_settings


def write_front(installation: Installation) -> None:
    """Write `haproxy.cfg` and the folders of the doors; keys of workers that were removed, to which it leads
    no more, are deleted. Raises InstallationError as `Publication.checked`."""
    publication = publication_of(installation)
    _front(installation, publication).write(installation.home / "haproxy.cfg")
    known = {worker.name for worker in workers_of(installation.home)}
    for folder in (installation.home / "workers").glob("*"):
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)


def doors_of(installation: Installation) -> tuple[str, ...]:
    """Those that each workspace has."""
    return _front(installation, publication_of(installation)).doors


def _front(installation: Installation, publication: Publication | None) -> Front:
    ports = installation.ports
    declared = declared_workers(installation.home)
    return Front(
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
        administration_port=ports.administration,
        airlock_url=installation.public_airlock_url,
        public=publication.entry(installation.home / "front.pem") if publication else None,
        sites=(*_here(installation), *_elsewhere(installation)),
        workers=tuple(_worker(installation, worker) for worker in declared.workers) if declared else (),
        workers_listen=f"{declared.host}:{declared.port}" if declared else "",
    )


def _worker(installation: Installation, worker: Worker) -> WorkerRelay:
    credentials = WorkerCredentials(installation.home, worker.name)
    return WorkerRelay(
        name=worker.name,
        address=f"{worker.host}:{worker.port}",
        numbers=worker.numbers,
        own=credentials.hub,
        certificate=credentials.worker_certificate,
    )


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
