"""The page on which a member reads the charter of her project and signs it."""

from __future__ import annotations

import asyncio

from jupyterhub.handlers.base import BaseHandler
from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class CharterHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`/hub/d2h/charter/PROJECT`: both languages; the form sends back the version that was shown."""

    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    @web.authenticated
    async def get(self, project: str) -> None:
        user = self.current_user.name
        charter = await asyncio.to_thread(self.gate.unsigned_charter, user, project)
        if charter is None:
            self.redirect(f"{self.hub.base_url}home")
            return
        page = await self.render_template("charter.html", charter=charter, project=project)
        self.finish(page)

    @web.authenticated
    async def post(self, project: str) -> None:
        user, version = self.current_user.name, self.get_body_argument("version", "")
        try:
            await asyncio.to_thread(self.gate.sign_charter, user, project, version)
        except Refusal as refusal:
            language = await asyncio.to_thread(self.gate.language, user)
            raise web.HTTPError(403, hub_words(language).refusal(refusal)) from refusal
        self.redirect(f"{self.hub.base_url}home")
