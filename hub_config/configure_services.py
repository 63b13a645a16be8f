"""The services with pages of their own, outside the hub: it knows their logins and nothing else of them."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.settings import HubSettings

AIRLOCK = "airlock"
CATALOGUE = "catalogue"
ADMINISTRATION = "administration"
# Tries the walls of workspaces: `./d2h verify-isolation`.
ISOLATION = "isolation"
_SHORTEST_TOKEN = 32


def configure_services(c: Config, settings: HubSettings) -> None:
    """Raises ValueError without a service's token: an empty one would let anybody be that service."""
    c.JupyterHub.services = [
        _service(AIRLOCK, settings.airlock_token, settings.airlock_redirect),
        _under_this_address(settings, CATALOGUE, settings.catalogue_token),
        _under_this_address(settings, ADMINISTRATION, settings.administration_token),
    ]
    if settings.isolation_token:
        c.JupyterHub.services.append(_caller(ISOLATION, settings.isolation_token))


def _caller(name: str, token: str) -> dict[str, str | bool]:
    """A program that asks the hub and has no page."""
    require_token(name, token)
    return {"name": name, "api_token": token, "display": False}


def _under_this_address(settings: HubSettings, name: str, token: str) -> dict[str, str | bool]:
    return _service(name, token, f"{settings.page_url(name)}/oauth_callback")


def _service(name: str, token: str, redirect: str) -> dict[str, str | bool]:
    return {
        **_caller(name, token),
        "oauth_client_id": f"service-{name}",
        "oauth_redirect_uri": redirect,
        "oauth_no_confirm": True,
    }


def require_token(name: str, token: str) -> None:
    """Raises ValueError for the token of a service that could be guessed."""
    if len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"D2H_HUB_{name.upper()}_TOKEN must have at least {_SHORTEST_TOKEN} characters")
