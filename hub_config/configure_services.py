"""The services with pages of their own, outside the hub: it knows their logins and nothing else of them."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.settings import HubSettings

AIRLOCK = "airlock"
CATALOGUE = "catalogue"
_SHORTEST_TOKEN = 32


def configure_services(c: Config, settings: HubSettings) -> None:
    """Raises ValueError without a service's token: an empty one would let anybody be that service."""
    c.JupyterHub.services = [
        _service(AIRLOCK, settings.airlock_token, settings.airlock_redirect),
        _service(CATALOGUE, settings.catalogue_token, f"{settings.catalogue_page_url}/oauth_callback"),
    ]


def _service(name: str, token: str, redirect: str) -> dict[str, str | bool]:
    require_token(name, token)
    return {
        "name": name,
        "api_token": token,
        "oauth_client_id": f"service-{name}",
        "oauth_redirect_uri": redirect,
        "oauth_no_confirm": True,
        "display": False,
    }


def require_token(name: str, token: str) -> None:
    """Raises ValueError for the token of a service that could be guessed."""
    if len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"D2H_HUB_{name.upper()}_TOKEN must have at least {_SHORTEST_TOKEN} characters")
