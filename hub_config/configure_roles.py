"""Everyone has the same rights: own workspaces, airlock, catalogue. Nobody enters another's workspace."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.configure_services import AIRLOCK, CATALOGUE

# `self` without the right to make tokens or to share a server with somebody else.
_OWN = (
    "read:users!user",
    "users:activity!user",
    "servers!user",
    "access:servers!user",
    f"access:services!service={AIRLOCK}",
    f"access:services!service={CATALOGUE}",
)


def configure_roles(c: Config) -> None:
    c.JupyterHub.load_roles = [
        {"name": "user", "description": "Own workspaces, airlock, catalogue", "scopes": list(_OWN)}
    ]
