"""Project files and site cards as small as the rules allow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.catalogue.site_card import SiteCard
from governance.signatures import public_pem

PROJECT = """\
project:
  id: sepsis
  title: {en: Sepsis}
  purpose: Study of sepsis
  starts: 2026-01-01
  ends: 2026-12-31
members:
  - {user: claire, role: lead}
  - {user: hugo, role: researcher}
outputs: {threshold: 10, votes: 2}
permits:
  - sites: [lyon, grenoble]
    mode: records
    datasets:
      omop:
        tables:
          person: {columns: [person_id, year_of_birth]}
          measurement:
            columns: [person_id, value_as_number]
            rows: [{column: measurement_concept_id, op: in, value: [3004249, 3027018]}]
"""


@pytest.fixture
def project_text() -> str:
    return PROJECT


@pytest.fixture
def project_path(tmp_path: Path) -> Callable[[str], Path]:
    """Writes the text to a project file."""

    def write(text: str, name: str = "sepsis.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def site_cards() -> dict[str, SiteCard]:
    columns = {"person_id", "year_of_birth", "gender_concept_id"}
    measured = {"person_id", "value_as_number", "measurement_concept_id"}
    tables = {
        name: {"columns": {column: {"type": "BIGINT"} for column in sorted(names)}}
        for name, names in (("person", columns), ("measurement", measured))
    }
    return {
        site: SiteCard.model_validate(
            {
                "id": site,
                "title": {"en": site},
                "gateway_host": "127.0.0.1",
                "gateway_port": 8031,
                "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "data_owner_public_key": public_pem(Ed25519PrivateKey.generate()),
                "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": tables}],
            }
        )
        for site in ("lyon", "grenoble")
    }
