"""The page of packages: what workspaces may install; for administrators, what was asked for and two forms.

It shares its origin with workspaces, whose code may run in an administrator's browser and read the hub's
usual secret of forms on any page of the hub. These forms therefore carry one that stands on this page alone,
which no script may fetch and whose window no other page holds.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable

from jupyterhub.handlers.base import BaseHandler
from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class _PackagesPage(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    @property
    def form_secret(self) -> str:
        """Of this person, until she logs out."""
        whose = f"packages {self.current_user.name} {self.get_session_cookie()}"
        return hmac.new(self.settings["cookie_secret"], whose.encode(), hashlib.sha256).hexdigest()

    def require_person(self) -> None:
        """Refuses a script: browsers say so themselves (Fetch Metadata), and no script can say otherwise."""
        if self.request.headers.get("Sec-Fetch-Dest") == "empty":
            raise web.HTTPError(403)
        self.set_header("Cross-Origin-Opener-Policy", "noopener-allow-popups")


class PackagesHandler(_PackagesPage):
    """`/hub/d2h/packages`."""

    @web.authenticated
    async def get(self) -> None:
        self.require_person()
        shown = await asyncio.to_thread(self.gate.packages, self.current_user.name)
        page = await self.render_template("packages.html", packages=shown, form_secret=self.form_secret)
        self.finish(page)


class _Changing(_PackagesPage):
    async def _change(self, change: Callable[..., None], *names: str) -> None:
        self.require_person()
        given = self.get_body_argument("secret", "")
        if not hmac.compare_digest(given.encode(), self.form_secret.encode()):
            raise web.HTTPError(403)
        user = self.current_user.name
        try:
            await asyncio.to_thread(change, user, *(self.get_body_argument(name, "") for name in names))
        except Refusal as refusal:
            language = await asyncio.to_thread(self.gate.language, user)
            raise web.HTTPError(403, hub_words(language).refusal(refusal)) from refusal
        self.redirect(f"{self.hub.base_url}d2h/packages")


class AllowPackageHandler(_Changing):
    """`POST /hub/d2h/packages/allow`."""

    @web.authenticated
    async def post(self) -> None:
        await self._change(self.gate.allow_package, "name", "versions")


class ForbidPackageHandler(_Changing):
    """`POST /hub/d2h/packages/forbid`."""

    @web.authenticated
    async def post(self) -> None:
        await self._change(self.gate.forbid_package, "name")
