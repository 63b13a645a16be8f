"""The page of copies of notebooks: what was deleted, what it was before, and a button to have it back."""

from __future__ import annotations

import asyncio

from tornado import web

from governance.refusal import Refusal
from hub_config.copies.desk import CopyDesk
from hub_config.gate import Gate
from hub_config.guarded_page import GuardedPage


class _NotebooksPage(GuardedPage):
    page = "notebooks"

    def initialize(self, gate: Gate, copies: CopyDesk) -> None:
        self.gate = gate
        self.copies = copies


class NotebooksHandler(_NotebooksPage):
    """`/hub/d2h/notebooks/PROJECT`; with `?restored=COPY`, where that copy came back."""

    @web.authenticated
    async def get(self, project: str) -> None:
        self.require_person()
        try:
            kept = await asyncio.to_thread(self.copies.shown, self.current_user.name, project)
        except Refusal as refusal:
            raise await self.refused(refusal) from refusal
        asked = self.get_query_argument("restored", "")
        restored = next((one.restored for one in kept if one.id == asked), "")
        page = await self.render_template(
            "notebooks.html", project=project, kept=kept, restored=restored, form_secret=self.form_secret
        )
        self.finish(page)


class RestoreNotebookHandler(_NotebooksPage):
    """`POST /hub/d2h/notebooks/PROJECT/restore`."""

    @web.authenticated
    async def post(self, project: str) -> None:
        self.require_form()
        copy = self.get_body_argument("copy", "")
        try:
            await asyncio.to_thread(self.copies.restore, self.current_user.name, project, copy)
        except Refusal as refusal:
            raise await self.refused(refusal) from refusal
        self.redirect(f"{self.hub.base_url}d2h/notebooks/{project}?restored={copy}")
