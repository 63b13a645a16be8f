"""What Prometheus reads of a gateway: when its certificate ends, and what its audit told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_gateway.site.certificate import VALIDITY, create_certificate
from data_gateway.site.figures import gateway_figures
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings


def test_the_end_of_the_certificate_is_told(tmp_path: Path) -> None:
    folder, made = SiteFolder(tmp_path), datetime.now(UTC) - VALIDITY + timedelta(days=10)
    folder.certificate_chain.write_text(create_certificate("lyon.gateway.d2h", made).chain)
    ((sample,),) = [metric.samples for metric in gateway_figures(folder)]

    left = sample.value - datetime.now(UTC).timestamp()
    assert timedelta(days=8) < timedelta(seconds=left) < timedelta(days=10)


@pytest.mark.parametrize(
    ("section", "address"),
    [
        ("", "127.0.0.1:8071"),
        ("[metrics]\nport = 0\n", ""),
        ('[metrics]\nlisten = "10.1.2.3"\nport = 9400\n', "10.1.2.3:9400"),
    ],
)
def test_its_figures_are_where_the_site_says(tmp_path: Path, section: str, address: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(f'id = "lyon"\n[title]\nfr = "Lyon"\n[gateway]\nport = 8031\n{section}')

    assert load_settings(path).metrics_address == address
