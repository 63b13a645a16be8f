"""`python -m launcher.certificates`: when each certificate ends, for the doctor, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from data_gateway.site.folder import SiteFolder
from launcher.installation import Installation
from launcher.publication import publication_of


@dataclass(frozen=True)
class Ending:
    """`site` is empty for the certificate of the pages; `until` a day, empty where the file holds none;
    `days` from now, below nothing once it has ended."""

    site: str
    file: str
    until: str = ""
    days: int = 0


def endings(installation: Installation) -> list[Ending]:
    return [_ending(site, file) for site, file in _files(installation)]


def _files(installation: Installation) -> Iterator[tuple[str, Path]]:
    if publication := publication_of(installation):
        yield "", Path(publication.certificate)
    for site in installation.sites():
        yield site, SiteFolder(installation.site(site)).certificate_chain


def _ending(site: str, file: Path) -> Ending:
    try:
        chain = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        return Ending(site, str(file))
    end = min(one.not_valid_after_utc for one in chain)
    return Ending(site, str(file), f"{end:%Y-%m-%d}", (end - datetime.now(UTC)).days)


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in endings(Installation.from_environment())]))
