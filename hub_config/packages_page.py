"""The page of packages: what workspaces may install; for administrators, what was asked for and two forms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jupyterhub.handlers.base import BaseHandler
from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class PackagesHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`/hub/d2h/packages`."""

    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    @web.authenticated
    async def get(self) -> None:
        shown = await asyncio.to_thread(self.gate.packages, self.current_user.name)
        self.finish(await self.render_template("packages.html", packages=shown))


class _Changing(BaseHandler):  # type: ignore[misc]
    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    async def _change(self, change: Callable[..., None], *names: str) -> None:
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
