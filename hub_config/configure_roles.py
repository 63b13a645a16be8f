"""Everyone has the same rights: own workspaces, airlock, catalogue. Nobody enters another's workspace."""

from __future__ import annotations

from traitlets.config import Config

from governance.access.workspace_entry import PROBE
from hub_config.configure_services import AIRLOCK, CATALOGUE, ISOLATION
from hub_config.settings import HubSettings

# `self` without the right to make tokens or to share a server with somebody else.
_OWN = (
    "read:users!user",
    "users:activity!user",
    "servers!user",
    "access:servers!user",
    f"access:services!service={AIRLOCK}",
    f"access:services!service={CATALOGUE}",
)


def configure_roles(c: Config, settings: HubSettings) -> None:
    c.JupyterHub.load_roles = [
        {"name": "user", "description": "Own workspaces, airlock, catalogue", "scopes": list(_OWN)}
    ]
    if settings.isolation_token:
        c.JupyterHub.load_roles.append(
            {
                "name": ISOLATION,
                "description": "Workspaces in which only the walls are tried",
                "services": [ISOLATION],
                "users": [PROBE],  # named here, the hub makes this user
                "scopes": [f"servers!user={PROBE}", f"access:servers!user={PROBE}"],
            }
        )
