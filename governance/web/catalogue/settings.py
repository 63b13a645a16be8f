"""Settings of the catalogue's pages, from the environment (`D2H_CATALOGUE_…`)."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CatalogueSettings(BaseSettings):
    """`hub_public_url` is where browsers find the hub, and under it these pages. `services`: the name of each
    service -> the address at which it shows that it is up, for the page of the status."""

    model_config = SettingsConfigDict(env_prefix="D2H_CATALOGUE_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8022
    hub_api_url: str = "http://127.0.0.1:8012/hub/api"
    hub_public_url: str = "http://127.0.0.1:8000"
    hub_token: str = Field(default="", repr=False)
    hub_service: str = "catalogue"
    services: dict[str, str] = {}

    @property
    def page_url(self) -> str:
        return f"{self.hub_public_url.rstrip('/')}/services/{self.hub_service}"
