"""The programs an installation consists of, what each may know, and where it shows that it is ready."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from hub_config.nodes.declared import FILE as WORKERS
from launcher.digest import digest_of
from launcher.installation import REPOSITORY, Installation
from launcher.packages import find
from launcher.settings import zone_settings
from launcher.supervision import Process

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound
# What the services import.
PACKAGES = ("d2h_sdk", "governance", "data_gateway", "output_checking", "hub_config")


class Zone(StrEnum):
    """Whose machine a service stands on: the hub's, with governance and airlock, or a site's own."""

    HUB = "hub"
    SITE = "site"


def processes_of(installation: Installation, settings: dict[str, str]) -> list[Process]:
    """Those of an installation on one machine, in the order they start."""
    return services_of(installation, settings, None)


def services_of(installation: Installation, settings: dict[str, str], zone: Zone | None) -> list[Process]:
    """Those of one zone, or all: the doors first, then what stands behind them.

    Each knows a digest of what it runs, so that those are started anew that a change touches.
    """
    code = digest_of(REPOSITORY / package for package in PACKAGES)
    processes = _of_sites(installation) if zone != Zone.HUB else []
    runs = {process.name: code for process in processes}
    for site in installation.sites() if zone != Zone.HUB else ():
        runs[f"gateway-{site}"] = _digest_of_gateway(installation, site, code)
    if zone != Zone.SITE:
        of_hub = _of_hub(installation, settings)
        runs |= {process.name: code for process in of_hub}
        runs["front"] = _digest_of_front(installation)
        for name in ("hub", "jobs-worker"):
            runs[name] += _digest_of_workers(installation)
        processes = sorted([*of_hub, *processes], key=lambda process: process.priority)
    return [
        replace(process, environment={**process.environment, "D2H_RUNS": runs[process.name]})
        for process in processes
    ]


def _digest_of_gateway(installation: Installation, site: str, code: str) -> str:
    """Its code, and the certificate that it shows."""
    chain = SiteFolder(installation.site(site)).certificate_chain
    shown = chain.read_bytes() if chain.is_file() else b""
    return hashlib.sha256(code.encode() + shown).hexdigest()


def _digest_of_front(installation: Installation) -> str:
    """Its configuration, and the certificate and key that it shows to other machines."""
    certificate = installation.home / "front.pem"
    digest = hashlib.sha256((installation.home / "haproxy.cfg").read_bytes())
    if installation.public and certificate.is_file():
        digest.update(certificate.read_bytes())
    return digest.hexdigest()


def _digest_of_workers(installation: Installation) -> str:
    """Known are those that were declared at the start; none before there are any."""
    declared = installation.home / WORKERS
    return hashlib.sha256(declared.read_bytes()).hexdigest() if declared.exists() else ""


def _of_sites(installation: Installation) -> list[Process]:
    gateways = [_gateway(installation, site) for site in installation.sites()]
    return gateways + [_owner_page(installation, site) for site in installation.owner_pages()]


def _of_hub(installation: Installation, settings: dict[str, str]) -> list[Process]:
    ports = installation.ports
    python = sys.executable
    governance = zone_settings(settings, "D2H_GOVERNANCE_")
    administration = governance | zone_settings(settings, "D2H_ADMINISTRATION_")
    # The other zones and the catalogue ask governance's database; none but governance, with the
    # administration's pages, and the hub may write its audit.
    airlock = zone_settings(settings, "D2H_AIRLOCK_", "D2H_GOVERNANCE_DATABASE_URL")
    catalogue = zone_settings(settings, "D2H_CATALOGUE_", "D2H_GOVERNANCE_DATABASE_URL")
    hub = zone_settings(settings, "D2H_HUB_", "D2H_GOVERNANCE_")
    pages = ("D2H_HUB_CATALOGUE_TOKEN", "D2H_HUB_ADMINISTRATION_TOKEN")
    replays = {name: value for name, value in hub.items() if name not in pages}
    jobs = {name: value for name, value in hub.items() if not name.endswith("_TOKEN")}
    meter = zone_settings(settings, "D2H_HUB_METER_PORT", "D2H_HUB_PROXY_PORT", "D2H_GOVERNANCE_")
    processes = [
        Process(
            "front",
            (find("haproxy") or "haproxy", "-f", str(installation.home / "haproxy.cfg")),
            f"tcp://127.0.0.1:{ports.hub}",
            10,
        ),
        Process(
            "governance",
            (python, "-m", "governance"),
            f"http://127.0.0.1:{ports.governance}/keys/access",
            20,
            governance,
        ),
        Process(
            "hub",
            (python, "-m", "jupyterhub", "-f", str(REPOSITORY / "hub_config" / "jupyterhub_config.py")),
            f"{installation.hub_url}/hub/login",
            40,
            hub,
        ),
        Process(
            "airlock",
            (python, "-m", "output_checking"),
            f"http://127.0.0.1:{ports.airlock_api}/health",
            50,
            airlock,
        ),
        Process(
            "catalogue",
            (python, "-m", "governance.web.catalogue"),
            f"http://127.0.0.1:{ports.catalogue}/services/catalogue/health",
            50,
            catalogue,
        ),
        Process(
            "administration",
            (python, "-m", "governance.web.administration"),
            f"http://127.0.0.1:{ports.administration}/services/administration/health",
            50,
            administration,
        ),
        Process("meter", (python, "-m", "hub_config.meter"), f"tcp://127.0.0.1:{ports.meter}", 30, meter),
        Process("replays", (python, "-m", "hub_config.replays"), None, 40, replays),
        Process("jobs", (python, "-m", "hub_config.jobs"), f"tcp://127.0.0.1:{ports.jobs}", 40, jobs),
        Process(
            "packages", (python, "-m", "hub_config.packages"), f"tcp://127.0.0.1:{ports.packages}", 40, jobs
        ),
        Process("jobs-worker", (python, "-m", "hub_config.jobs.worker"), None, 50, jobs),
        Process("airlock-worker", (python, "-m", "output_checking.worker"), None, 50, airlock),
    ]
    # The page of the status, which is the catalogue's, asks all the others.
    probes = {one.name: one.probe for one in processes if one.probe and one.name != "catalogue"}
    asked = {"D2H_CATALOGUE_SERVICES": json.dumps(probes)}
    return [
        replace(one, environment=one.environment | asked) if one.name == "catalogue" else one
        for one in processes
    ]


def _gateway(installation: Installation, site: str) -> Process:
    folder = installation.site(site)
    return Process(
        f"gateway-{site}",
        (sys.executable, "-m", "data_gateway", str(folder)),
        f"tcp://127.0.0.1:{gateway_port(folder)}",
        30,
    )


def _owner_page(installation: Installation, site: str) -> Process:
    folder = installation.site(site)
    settings = load_settings(folder / "site.toml")
    listen = settings.owner_page.listen
    address = "127.0.0.1" if listen in ANY_ADDRESS else listen
    return Process(
        f"owner-page-{site}",
        (sys.executable, "-m", "data_gateway.web", str(folder)),
        f"tcp://{address}:{settings.owner_page_port}",
        60,
    )


def gateway_port(site_folder: Path) -> int:
    """The port that the site's own settings name."""
    settings = tomllib.loads((site_folder / "site.toml").read_text(encoding="utf-8"))
    return int(settings["gateway"]["port"])
