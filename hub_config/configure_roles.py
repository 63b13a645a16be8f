"""Everyone has the same rights: her own workspaces and the airlock. Nobody enters another's workspace."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.configure_services import AIRLOCK

# `self` without the right to make tokens or to share a server with somebody else.
_OWN = (
    "read:users!user",
    "users:activity!user",
    "servers!user",
    "access:servers!user",
    f"access:services!service={AIRLOCK}",
)


def configure_roles(c: Config) -> None:
    c.JupyterHub.load_roles = [
        {"name": "user", "description": "Own workspaces and the airlock", "scopes": list(_OWN)}
    ]
