"""Everyone has the same rights: own workspaces, pages of the services, which know who may what. Nobody enters
another's workspace.
"""

from __future__ import annotations

from traitlets.config import Config

from governance.access.workspace_entry import PROBE
from hub_config.configure_services import ADMINISTRATION, AIRLOCK, CATALOGUE, ISOLATION
from hub_config.settings import HubSettings

# `self` without the right to make tokens or to share a server with somebody else.
_OWN = (
    "read:users!user",
    "users:activity!user",
    "servers!user",
    "access:servers!user",
    f"access:services!service={AIRLOCK}",
    f"access:services!service={CATALOGUE}",
    f"access:services!service={ADMINISTRATION}",
)


def configure_roles(c: Config, settings: HubSettings) -> None:
    c.JupyterHub.load_roles = [
        {"name": "user", "description": "Own workspaces, pages of the services", "scopes": list(_OWN)}
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
