"""What the hub answers besides JupyterHub's own pages, to whoever is logged in."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.utils import url_path_join
from tornado import web

from hub_config.charter_page import CharterHandler
from hub_config.gate import Gate
from hub_config.offers import Offers


class LeaveQueueHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`POST d2h/queue/<project>/leave`: gives up the own place in the queue for a GPU."""

    def initialize(self, offers: Offers) -> None:
        self.offers = offers

    @web.authenticated
    async def post(self, project: str) -> None:
        await asyncio.to_thread(self.offers.leave_queue, self.current_user.name, project)
        self.redirect(url_path_join(self.hub.base_url, "home"))


def handlers(gate: Gate, offers: Offers) -> list[tuple[str, type[Any], dict[str, Any]]]:
    return [
        (r"/d2h/charter/([a-z0-9-]{1,30})", CharterHandler, {"gate": gate}),
        (r"/d2h/queue/([a-z0-9-]{1,30})/leave", LeaveQueueHandler, {"offers": offers}),
    ]
