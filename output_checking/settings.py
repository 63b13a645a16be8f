"""Settings of the airlock, all from the environment (`D2H_AIRLOCK_…`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from governance.settings import installation_home


def _home() -> Path:
    return installation_home() / "airlock"


class AirlockSettings(BaseSettings):
    """`D2H_AIRLOCK_…`. `key_file` (Ed25519, PEM) signs packages and the airlock's own audit; `page_url` is
    where browsers find the pages; `access_public_key_file` is governance's, against which tokens hold;
    `replay_socket` is where the hub's runner of replays listens: without it none are offered."""

    model_config = SettingsConfigDict(env_prefix="D2H_AIRLOCK_", extra="ignore")

    database_url: str = Field(default_factory=lambda: f"sqlite:///{_home()}/airlock.sqlite")
    store: Path = Field(default_factory=lambda: _home() / "store")
    key_file: Path = Field(default_factory=lambda: _home() / "key.pem")
    audit_anchor: Path = Field(default_factory=lambda: _home() / "audit.anchor")
    access_public_key_file: Path = Field(
        default_factory=lambda: installation_home() / "governance" / "key.pub"
    )
    host: str = "127.0.0.1"
    port: int = 8021
    page_url: str = "http://localhost:8001"
    hub_api_url: str = "http://127.0.0.1:8012/hub/api"
    hub_public_url: str = "http://127.0.0.1:8000"
    hub_token: str = Field(default="", repr=False)
    hub_service: str = "airlock"
    profile: Path | None = None
    replay_socket: Path | None = None
    poll_seconds: float = Field(default=1.0, gt=0)

    @property
    def public_key_file(self) -> Path:
        """Beside the private key, for `d2h release verify` and `d2h audit verify`."""
        return self.key_file.with_suffix(".pub")
