"""The airlock, an external service on its own host name: the hub knows its login and nothing else of it."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.settings import HubSettings

AIRLOCK = "airlock"
_SHORTEST_TOKEN = 32


def configure_services(c: Config, settings: HubSettings) -> None:
    """Raises ValueError without the airlock's token: an empty one would let anybody be the airlock."""
    if len(settings.airlock_token) < _SHORTEST_TOKEN:
        raise ValueError(f"D2H_HUB_AIRLOCK_TOKEN must have at least {_SHORTEST_TOKEN} characters")
    c.JupyterHub.services = [
        {
            "name": AIRLOCK,
            "api_token": settings.airlock_token,
            "oauth_client_id": f"service-{AIRLOCK}",
            "oauth_redirect_uri": settings.airlock_redirect,
            "oauth_no_confirm": True,
            "display": False,
        }
    ]
