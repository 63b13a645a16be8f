"""Settings of governance, from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def installation_home() -> Path:
    return Path(os.environ.get("D2H_HOME") or ".d2h").absolute()


class AuditTrailSettings(BaseModel):
    """Where another zone keeps its trail, and the public key that proves it."""

    model_config = ConfigDict(extra="forbid")

    zone: str
    database_url: str
    public_key_file: Path
    anchor_file: Path | None = None


class GovernanceSettings(BaseSettings):
    """`D2H_GOVERNANCE_…`. `database_url` is SQLAlchemy's: SQLite by default, PostgreSQL as
    `postgresql+psycopg://…`. `key_file` (Ed25519, PEM) signs access tokens and the audit. `metrics`:
    HOST:PORT where Prometheus finds the figures."""

    model_config = SettingsConfigDict(env_prefix="D2H_GOVERNANCE_")

    database_url: str = Field(
        default_factory=lambda: f"sqlite:///{installation_home()}/governance/governance.sqlite"
    )
    key_file: Path = Field(default_factory=lambda: installation_home() / "governance" / "key.pem")
    audit_anchor: Path = Field(default_factory=lambda: installation_home() / "governance" / "audit.anchor")
    audit_trails: tuple[AuditTrailSettings, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8020
    metrics: str = ""
    hub_api_url: str = "http://127.0.0.1:8012/hub/api"

    def copy_anchor(self, site: str) -> Path:
        """How far the copy of a site's trail has come, signed, outside the database."""
        return self.audit_anchor.with_name(f"copy-{site}.anchor")

    @property
    def public_key_file(self) -> Path:
        """Beside the private key, for the zones that verify what governance signed."""
        return self.key_file.with_suffix(".pub")
