"""Kept authenticators, held to the people governance knows."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LoginHandler
from nativeauthenticator import NativeAuthenticator
from oauthenticator.generic import GenericOAuthenticator

from governance.access.workspace_entry import PROBE
from hub_config.gate import Gate


class KnownPeople(Authenticator):  # type: ignore[misc]  # jupyterhub has no types
    """Lets in exactly the people of governance's directory, at login and at every later refresh."""

    gate: ClassVar[Gate]

    async def check_allowed(self, username: str, authentication: Any = None) -> bool:
        return await asyncio.to_thread(self.gate.person, username) is not None

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> Any:
        if user.name == PROBE:  # started by its service alone: nobody can log in as it
            return True
        if await asyncio.to_thread(self.gate.person, user.name) is None:
            return False
        return await super().refresh_user(user, handler, **kwargs)


class PasswordAuthenticator(KnownPeople, NativeAuthenticator):  # type: ignore[misc]
    """bcrypt hashes in the hub's database; accounts are made by `python -m hub_config.accounts` alone."""

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        """The hub's own login page, and none of the sign-up and approval pages."""
        return [("/login", LoginHandler)]


class OidcAuthenticator(KnownPeople, GenericOAuthenticator):  # type: ignore[misc]
    """Who somebody is, the provider says; whether she enters, governance says."""
