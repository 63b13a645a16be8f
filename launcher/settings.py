"""The settings of an installation: `$D2H_HOME/env`, one KEY=VALUE per line, readable by its owner alone."""

from __future__ import annotations

import json
import os
import secrets
import threading
from pathlib import Path

from governance.settings import GovernanceSettings
from launcher.installation import Installation

# With these tokens the services with pages and the trial of the walls prove themselves to the hub.
_AIRLOCK_PROOF = "D2H_HUB_AIRLOCK_TOKEN"
_CATALOGUE_PROOF = "D2H_HUB_CATALOGUE_TOKEN"
_ADMINISTRATION_PROOF = "D2H_HUB_ADMINISTRATION_TOKEN"
ISOLATION_PROOF = "D2H_HUB_ISOLATION_TOKEN"
_ZONES_WITH_DATABASE = ("governance", "airlock", "hub")


def write_settings(installation: Installation) -> dict[str, str]:
    """Write the settings anew; secrets, addresses of databases and lines of an admin's own are kept.

    Returns them all.
    """
    kept = read_settings(installation)
    settings = kept | _derived(installation, kept)
    text = "".join(f"{name}={value}\n" for name, value in sorted(settings.items()))
    write_private(installation.environment_file, text)
    return settings


def read_settings(installation: Installation) -> dict[str, str]:
    """The settings as they were written; none before the first start."""
    try:
        lines = installation.environment_file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value for name, _, value in pairs}


def governance_settings(settings: dict[str, str]) -> GovernanceSettings:
    """Of what `read_settings` tells of an installation that was started once."""
    return GovernanceSettings(
        database_url=settings["D2H_GOVERNANCE_DATABASE_URL"],
        key_file=Path(settings["D2H_GOVERNANCE_KEY_FILE"]),
        audit_anchor=Path(settings["D2H_GOVERNANCE_AUDIT_ANCHOR"]),
    )


def zone_settings(settings: dict[str, str], *prefixes: str) -> dict[str, str]:
    """What one process may know: the places all share, and the settings with its prefixes."""
    shared = ("D2H_HOME", "D2H_SOCKETS")
    return {name: value for name, value in settings.items() if name in shared or name.startswith(prefixes)}


def _derived(installation: Installation, kept: dict[str, str]) -> dict[str, str]:
    home, ports = installation.home, installation.ports
    airlock_token = kept.get(_AIRLOCK_PROOF) or secrets.token_hex(32)
    catalogue_token = kept.get(_CATALOGUE_PROOF) or secrets.token_hex(32)
    administration_token = kept.get(_ADMINISTRATION_PROOF) or secrets.token_hex(32)
    databases = {f"D2H_{zone.upper()}_DATABASE_URL": _sqlite(home, zone) for zone in _ZONES_WITH_DATABASE}
    # An admin who moves a zone to PostgreSQL changes this one line.
    databases |= {name: kept[name] for name in databases if kept.get(name)}
    hub_api = f"http://127.0.0.1:{ports.hub_api}/hub/api"
    trails = _audit_trails(installation, databases["D2H_AIRLOCK_DATABASE_URL"])
    return databases | {
        "D2H_HOME": str(home),
        "D2H_SOCKETS": str(installation.sockets),
        "D2H_SITES_DIR": str(home / "sites"),
        "D2H_GOVERNANCE_KEY_FILE": str(home / "governance" / "key.pem"),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(home / "governance" / "audit.anchor"),
        "D2H_GOVERNANCE_AUDIT_TRAILS": json.dumps(trails),
        "D2H_GOVERNANCE_PORT": str(ports.governance),
        "D2H_GOVERNANCE_METRICS": f"127.0.0.1:{ports.governance_metrics}",
        "D2H_GOVERNANCE_HUB_API_URL": hub_api,
        "D2H_AIRLOCK_STORE": str(home / "airlock" / "store"),
        "D2H_AIRLOCK_KEY_FILE": str(home / "airlock" / "key.pem"),
        "D2H_AIRLOCK_AUDIT_ANCHOR": str(home / "airlock" / "audit.anchor"),
        "D2H_AIRLOCK_ACCESS_PUBLIC_KEY_FILE": str(home / "governance" / "key.pub"),
        "D2H_AIRLOCK_PORT": str(ports.airlock_api),
        "D2H_AIRLOCK_METRICS": f"127.0.0.1:{ports.airlock_metrics}",
        "D2H_AIRLOCK_PAGE_URL": installation.public_airlock_url,
        "D2H_AIRLOCK_HUB_API_URL": hub_api,
        "D2H_AIRLOCK_HUB_PUBLIC_URL": installation.public_hub_url,
        "D2H_AIRLOCK_HUB_TOKEN": airlock_token,
        "D2H_AIRLOCK_REPLAY_SOCKET": str(installation.sockets / "replays.sock"),
        _AIRLOCK_PROOF: airlock_token,
        "D2H_CATALOGUE_PORT": str(ports.catalogue),
        "D2H_CATALOGUE_HUB_API_URL": hub_api,
        "D2H_CATALOGUE_HUB_PUBLIC_URL": installation.public_hub_url,
        "D2H_CATALOGUE_HUB_TOKEN": catalogue_token,
        _CATALOGUE_PROOF: catalogue_token,
        "D2H_ADMINISTRATION_PORT": str(ports.administration),
        "D2H_ADMINISTRATION_HUB_API_URL": hub_api,
        "D2H_ADMINISTRATION_HUB_PUBLIC_URL": installation.public_hub_url,
        "D2H_ADMINISTRATION_HUB_TOKEN": administration_token,
        _ADMINISTRATION_PROOF: administration_token,
        ISOLATION_PROOF: kept.get(ISOLATION_PROOF) or secrets.token_hex(32),
        "D2H_HUB_INSTALLATION": installation.container_prefix,
        "D2H_HUB_PUBLIC_PORT": str(ports.hub),
        "D2H_HUB_PUBLIC_URL": installation.public_hub_url,
        "D2H_HUB_PROXY_PORT": str(ports.proxy),
        "D2H_HUB_PROXY_API_PORT": str(ports.proxy_api),
        "D2H_HUB_METER_PORT": str(ports.meter),
        "D2H_HUB_JOBS_PORT": str(ports.jobs),
        "D2H_HUB_PACKAGES_PORT": str(ports.packages),
        "D2H_HUB_API_PORT": str(ports.hub_api),
        "D2H_HUB_AIRLOCK_PAGE_URL": installation.public_airlock_url,
    }


def _sqlite(home: Path, zone: str) -> str:
    return f"sqlite:///{home / zone / zone}.sqlite"


def _audit_trails(installation: Installation, airlock_database: str) -> list[dict[str, str]]:
    """Every zone's trail besides governance's own, for `./d2h audit show|verify`."""
    home = installation.home
    sites = {
        f"site:{site}": {
            "database_url": f"sqlite:///{home / 'sites' / site / 'audit.sqlite'}",
            "public_key_file": str(home / "sites" / site / "keys" / "audit.pub.pem"),
            "anchor_file": str(home / "sites" / site / "audit-anchor.json"),
        }
        for site in installation.sites()
    }
    airlock = {
        "database_url": airlock_database,
        "public_key_file": str(home / "airlock" / "key.pub"),
        "anchor_file": str(home / "airlock" / "audit.anchor"),
    }
    return [{"zone": zone, **trail} for zone, trail in {"airlock": airlock, **sites}.items()]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; whoever reads meanwhile finds the old one or the new."""
    new = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)
