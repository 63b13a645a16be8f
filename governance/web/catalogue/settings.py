"""Settings of the catalogue's pages, from the environment (`D2H_CATALOGUE_…`)."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from governance.web.hub_pages import HubPageSettings


class CatalogueSettings(HubPageSettings):
    """`services`: the name of each service -> the address at which it shows that it is up, for the page of
    the status.
    """

    model_config = SettingsConfigDict(env_prefix="D2H_CATALOGUE_", extra="ignore")

    service = "catalogue"

    port: int = 8022
    services: dict[str, str] = Field(default_factory=dict)
