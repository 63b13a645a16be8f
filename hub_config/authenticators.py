"""Kept authenticators, held to the people governance knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LoginHandler
from nativeauthenticator import NativeAuthenticator
from tornado.web import HTTPError

from governance.access.workspace_entry import PROBE
from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class KnownPeople(Authenticator):  # type: ignore[misc]  # jupyterhub has no types
    """Lets in exactly the people of governance's directory, at login and at every later refresh."""

    gate: ClassVar[Gate]

    async def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Raises HTTPError (403) in the person's language where the policy wants more proof of her."""
        if await asyncio.to_thread(self.gate.person, username) is None:
            return False
        acr, amr = self.proved(authentication or {})
        try:
            await asyncio.to_thread(self.gate.require_second_factor, username, acr, amr)
        except Refusal as refusal:
            language = await asyncio.to_thread(self.gate.language, username)
            raise HTTPError(403, hub_words(language).refusal(refusal)) from refusal
        return True

    def proved(self, authentication: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        """`acr` and `amr` of this login; a password proves no second factor."""
        return "", ()

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
