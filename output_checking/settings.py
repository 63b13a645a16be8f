"""Settings of the airlock, all from the environment (`D2H_AIRLOCK_…`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from governance.settings import installation_home
from output_checking.mail import MailSettings


def _home() -> Path:
    return installation_home() / "airlock"


class AirlockSettings(BaseSettings):
    """`D2H_AIRLOCK_…`. `key_file` (Ed25519, PEM) signs packages and the airlock's own audit; `page_url` is
    where browsers find the pages; `access_public_key_file` is governance's, against which tokens hold;
    `replay_socket` is where the hub's runner of replays listens: without it none are offered;
    `metrics` is HOST:PORT where Prometheus finds the figures."""

    model_config = SettingsConfigDict(env_prefix="D2H_AIRLOCK_", extra="ignore")

    database_url: str = Field(default_factory=lambda: f"sqlite:///{_home()}/airlock.sqlite")
    store: Path = Field(default_factory=lambda: _home() / "store")
    imports: Path = Field(default_factory=lambda: installation_home().absolute() / "imports")
    key_file: Path = Field(default_factory=lambda: _home() / "key.pem")
    audit_anchor: Path = Field(default_factory=lambda: _home() / "audit.anchor")
    access_public_key_file: Path = Field(
        default_factory=lambda: installation_home() / "governance" / "key.pub"
    )
    host: str = "127.0.0.1"
    port: int = 8021
    metrics: str = ""
    page_url: str = "http://localhost:8001"
    hub_api_url: str = "http://127.0.0.1:8012/hub/api"
    hub_public_url: str = "http://127.0.0.1:8000"
    hub_token: str = Field(default="", repr=False)
    hub_service: str = "airlock"
    profile: Path | None = None
    replay_socket: Path | None = None
    poll_seconds: float = Field(default=1.0, gt=0)
    smtp_host: str = ""
    smtp_port: int = Field(default=587, gt=0, lt=65536)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    smtp_certificate: Path | None = None
    mail_from: str = Field(default="d2h@localhost", pattern=r"^[^@\s<>]+@[A-Za-z0-9.-]+$")
    remind_days: int = Field(default=3, ge=1)
    digest_hour: int | None = Field(default=None, ge=0, le=23)

    def mail(self) -> MailSettings:
        return MailSettings(
            host=self.smtp_host,
            port=self.smtp_port,
            tls=self.smtp_tls,
            user=self.smtp_user,
            password_file=self.smtp_password_file,
            sender=self.mail_from,
            certificate=self.smtp_certificate,
            page_url=self.page_url,
            remind_days=self.remind_days,
            digest_hour=self.digest_hour,
        )

    @property
    def public_key_file(self) -> Path:
        """Beside the private key, for `d2h release verify` and `d2h audit verify`."""
        return self.key_file.with_suffix(".pub")
