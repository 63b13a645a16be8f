"""The hub's pages: the person's projects in her language instead of a list of servers."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config

from hub_config.configure_services import ADMINISTRATION, CATALOGUE
from hub_config.copies.desk import CopyDesk
from hub_config.gate import Gate
from hub_config.handlers import handlers
from hub_config.offers import Offers
from hub_config.portal import portal_of
from hub_config.settings import HubSettings

TEMPLATES = Path(__file__).parent / "templates"


def configure_pages(c: Config, settings: HubSettings, gate: Gate, offers: Offers, copies: CopyDesk) -> None:
    c.JupyterHub.extra_handlers = handlers(gate, offers, copies)
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        "portal": portal_of(
            gate,
            offers,
            airlock_page=settings.airlock_page_url,
            catalogue_page=f"{settings.page_url(CATALOGUE)}/",
            administration_page=f"{settings.page_url(ADMINISTRATION)}/",
        )
    }
