"""Settings of the administration's pages, from the environment (`D2H_ADMINISTRATION_…`)."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from governance.web.hub_pages import HubPageSettings


class AdministrationSettings(HubPageSettings):
    model_config = SettingsConfigDict(env_prefix="D2H_ADMINISTRATION_", extra="ignore")

    service = "administration"

    port: int = 8025
