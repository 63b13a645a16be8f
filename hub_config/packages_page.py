"""The page of packages: what workspaces may install; for administrators, what was asked for and two forms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.guarded_page import GuardedPage


class _PackagesPage(GuardedPage):
    page = "packages"

    def initialize(self, gate: Gate) -> None:
        self.gate = gate


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
        self.require_form()
        values = (self.get_body_argument(name, "") for name in names)
        try:
            await asyncio.to_thread(change, self.current_user.name, *values)
        except Refusal as refusal:
            raise await self.refused(refusal) from refusal
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
