"""The page of the jobs of one's projects: what waits, runs and ended, and a button to stop one's own."""

from __future__ import annotations

import asyncio

from jupyterhub.handlers.base import BaseHandler
from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class JobsHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`/hub/d2h/jobs`."""

    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    @web.authenticated
    async def get(self) -> None:
        jobs = await asyncio.to_thread(self.gate.jobs, self.current_user.name)
        self.finish(await self.render_template("jobs.html", jobs=jobs))


class StopJobHandler(BaseHandler):  # type: ignore[misc]
    """`POST /hub/d2h/jobs/NUMBER/stop`."""

    def initialize(self, gate: Gate) -> None:
        self.gate = gate

    @web.authenticated
    async def post(self, job: str) -> None:
        user = self.current_user.name
        try:
            await asyncio.to_thread(self.gate.stop_job, user, int(job))
        except Refusal as refusal:
            language = await asyncio.to_thread(self.gate.language, user)
            raise web.HTTPError(403, hub_words(language).refusal(refusal)) from refusal
        self.redirect(f"{self.hub.base_url}d2h/jobs")
