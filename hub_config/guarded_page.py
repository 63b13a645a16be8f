"""A page whose forms no code of a workspace can send.

The hub shares its origin with workspaces, whose code may run in anybody's browser and read the hub's usual
secret of forms on any page of the hub. These forms therefore carry one that stands on their page alone, which
no script may fetch and whose window no other page holds.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac

from jupyterhub.handlers.base import BaseHandler
from tornado import web

from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.words import hub_words


class GuardedPage(BaseHandler):  # type: ignore[misc]  # jupyterhub has no types
    """`page`: its name, by which its secret differs from that of others."""

    page: str
    gate: Gate

    @property
    def form_secret(self) -> str:
        """Of this person, until she logs out."""
        whose = f"{self.page} {self.current_user.name} {self.get_session_cookie()}"
        return hmac.new(self.settings["cookie_secret"], whose.encode(), hashlib.sha256).hexdigest()

    def require_person(self) -> None:
        """Refuses a script: browsers say so themselves (Fetch Metadata), and no script can say otherwise."""
        if self.request.headers.get("Sec-Fetch-Dest") == "empty":
            raise web.HTTPError(403)
        self.set_header("Cross-Origin-Opener-Policy", "noopener-allow-popups")

    def require_form(self) -> None:
        """Refuses whatever was not sent by a form of this page."""
        self.require_person()
        given = self.get_body_argument("secret", "")
        if not hmac.compare_digest(given.encode(), self.form_secret.encode()):
            raise web.HTTPError(403)

    async def refused(self, refusal: Refusal) -> web.HTTPError:
        """In the person's language."""
        language = await asyncio.to_thread(self.gate.language, self.current_user.name)
        return web.HTTPError(403, hub_words(language).refusal(refusal))
