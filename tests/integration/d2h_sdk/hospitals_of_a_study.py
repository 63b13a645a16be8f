"""Data of a test behind real gateways: a public data set split over four, or tables made for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk.wire import SiteDoor
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.serving.flight_server import FlightGateway
from data_gateway.serving.gateway import Gateway
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance import signatures
from governance.permits.document import DatasetPermit, Mode, PermitDocument, TablePermit, sign_permit

FOUR = ("lyon", "grenoble", "saint-etienne", "clermont-ferrand")
TABLE = "patients"
Tables = Mapping[str, pd.DataFrame]


@dataclass
class StudySite:
    folder: SiteFolder
    server: FlightGateway
    door: SiteDoor
    permit: str
    rows: Any


def split_in_four(rows: pd.DataFrame, alike: list[str]) -> dict[str, pd.DataFrame]:
    """Each site gets its share of every combination of `alike`: no category is rare at one of them."""
    ordered = rows.sort_values(alike, kind="stable").reset_index(drop=True)
    ordered.insert(0, "person_id", np.arange(1, len(ordered) + 1))
    return {site: ordered.iloc[at::4].reset_index(drop=True) for at, site in enumerate(FOUR)}


@contextmanager
def study_sites(
    root: Path,
    key: Ed25519PrivateKey,
    rows: Mapping[str, pd.DataFrame] | Mapping[str, Tables],
    *,
    project: str,
    user: str,
    minimum: int = 10,
    disclosure: str = "",
    mode: Mode = Mode.AGGREGATES,
    shared_times: bool = False,
) -> Iterator[dict[str, StudySite]]:
    """Each site's rows are one table, called `patients`, or tables by name."""
    terms = {"mode": mode, "minimum_group_size": minimum, "shared_times": shared_times}
    sites: dict[str, StudySite] = {}
    try:
        for site, own in rows.items():
            sites[site] = _site(root, key, site, own, project, user, terms, disclosure)
        yield sites
    finally:
        for running in sites.values():
            running.server.shutdown()


def _site(
    root: Path,
    key: Ed25519PrivateKey,
    site: str,
    rows: pd.DataFrame | Tables,
    project: str,
    user: str,
    terms: Mapping[str, Any],
    disclosure: str,
) -> StudySite:
    folder = SiteFolder(root / site)
    settings = SiteSettings(id=site, title={"en": site, "fr": site}, gateway=GatewaySettings(port=1))
    create_site(folder, settings, signatures.public_pem(key))
    text = folder.settings.read_text().replace("port = 1\n", "port = 0\n")
    folder.settings.write_text(f"{text}\n[disclosure]\n{disclosure}\n" if disclosure else text)
    source = root / f"{site}-source"
    source.mkdir()
    tables = {TABLE: rows} if isinstance(rows, pd.DataFrame) else rows
    for name, table in tables.items():
        table.to_parquet(source / f"{name}.parquet", index=False)
    load(source, folder.datasets, "study", {"en": "Study"}, ColumnChoices(), memory="500MB", threads=1)
    # Under aggregates no identifier may be asked for.
    records = terms["mode"] is Mode.RECORDS
    columns = {
        name: tuple(str(column) for column in table.columns if records or column != "person_id")
        for name, table in tables.items()
    }
    document = permit(site, project, user, columns, terms)
    signed = sign_permit(document, signatures.load_private_key(folder.data_owner_key))
    (folder.permits / f"{document.digest()}.jws").write_text(signed, encoding="ascii")
    server = FlightGateway(folder, Gateway(folder))
    door = SiteDoor(
        site=site,
        title=settings.title,
        uri=f"grpc+tls://127.0.0.1:{server.port}",
        server_name=settings.server_name,
        certificate=folder.certificate_authority.read_text(encoding="ascii"),
    )
    return StudySite(folder, server, door, document.digest(), rows)


def permit(
    site: str, project: str, user: str, columns: Mapping[str, tuple[str, ...]], terms: Mapping[str, Any]
) -> PermitDocument:
    today = date.today()
    tables = {name: TablePermit(columns=listed) for name, listed in columns.items()}
    return PermitDocument(
        project=project,
        site=site,
        version=1,
        purpose="Test",
        members=(user,),
        valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=30),
        datasets={"study": DatasetPermit(tables=tables, **terms)},
    )
