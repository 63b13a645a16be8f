"""What the hub answers besides JupyterHub's own pages, to whoever is logged in."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.utils import url_path_join
from tornado import web

from hub_config.charter_page import CharterHandler
from hub_config.copies.desk import CopyDesk
from hub_config.gate import Gate
from hub_config.jobs_page import JobsHandler, StopJobHandler
from hub_config.notebooks_page import NotebooksHandler, RestoreNotebookHandler
from hub_config.notices import of_files, of_move, of_unused
from hub_config.offers import Offers
from hub_config.packages_page import AllowPackageHandler, ForbidPackageHandler, PackagesHandler
from hub_config.words import hub_words

_PROJECT = r"([a-z0-9-]{1,30})"


class LeaveQueueHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`POST d2h/queue/<project>/leave`: gives up the own place in the queue for a GPU."""

    def initialize(self, offers: Offers) -> None:
        self.offers = offers

    @web.authenticated
    async def post(self, project: str) -> None:
        await asyncio.to_thread(self.offers.leave_queue, self.current_user.name, project)
        self.redirect(url_path_join(self.hub.base_url, "home"))


class NoticesHandler(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`GET d2h/notices/<project>`: what the own workspace of the project shows above JupyterLab."""

    def initialize(self, gate: Gate, node: str) -> None:
        self.gate = gate
        self.node = node

    async def get(self, project: str) -> None:
        if self.current_user is None:
            raise web.HTTPError(403)
        user = self.current_user
        words = hub_words(await asyncio.to_thread(self.gate.language, user.name))
        spawner = user.spawners.get(project)
        node = spawner.node.name if spawner is not None else self.node
        said = list(await asyncio.to_thread(self.gate.notices, words, user.name, project, node))
        if spawner is not None and spawner.ready:
            said += of_files(words, "work", await asyncio.to_thread(spawner.work_usage))
            said += of_files(words, "project", await asyncio.to_thread(spawner.project_usage))
            said += of_move(words, spawner.moved_from, node)
            said += of_unused(words, spawner.unused_seconds_left, spawner.unused_seconds)
        dismiss = words.say("dismiss")
        self.set_header("Cache-Control", "no-store")
        self.write({"notices": [{**asdict(notice), "dismiss": dismiss} for notice in said]})


def handlers(gate: Gate, offers: Offers, copies: CopyDesk) -> list[tuple[str, type[Any], dict[str, Any]]]:
    return [
        (rf"/d2h/charter/{_PROJECT}", CharterHandler, {"gate": gate}),
        (rf"/d2h/queue/{_PROJECT}/leave", LeaveQueueHandler, {"offers": offers}),
        (rf"/d2h/notices/{_PROJECT}", NoticesHandler, {"gate": gate, "node": offers.node}),
        (r"/d2h/jobs", JobsHandler, {"gate": gate}),
        (r"/d2h/jobs/([0-9]{1,9})/stop", StopJobHandler, {"gate": gate}),
        (rf"/d2h/notebooks/{_PROJECT}", NotebooksHandler, {"gate": gate, "copies": copies}),
        (rf"/d2h/notebooks/{_PROJECT}/restore", RestoreNotebookHandler, {"gate": gate, "copies": copies}),
        (r"/d2h/packages", PackagesHandler, {"gate": gate}),
        (r"/d2h/packages/allow", AllowPackageHandler, {"gate": gate}),
        (r"/d2h/packages/forbid", ForbidPackageHandler, {"gate": gate}),
    ]
