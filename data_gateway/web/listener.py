"""The page's listener: slow and silent callers are hung up on, large requests refused."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import SiteSettings
from governance.refusal import Refusal

FIRST_REQUEST = 10.0  # seconds from the connection to the end of its headers
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ImpatientProtocol(H11Protocol):
    """uvicorn waits for the first request of a connection for ever; this one hangs up."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline = asyncio.get_running_loop().call_later(FIRST_REQUEST, self._hang_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None:
            self._deadline.cancel()

    def _hang_up(self) -> None:
        if self.cycle is None:
            self.transport.close()


def listener(app: FastAPI, folder: SiteFolder, settings: SiteSettings) -> uvicorn.Server:
    """Raises Refusal `owner-page-needs-tls` on an address that others reach without a certificate."""
    page = settings.owner_page
    if page.listen not in _LOOPBACK and not (page.certificate and page.key):
        raise Refusal("owner-page-needs-tls", listen=page.listen)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=page.listen,
            port=settings.owner_page_port,
            http=ImpatientProtocol,
            ws="none",
            lifespan="off",
            limit_concurrency=50,
            backlog=64,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=16 * 1024,
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            ssl_certfile=folder.root / page.certificate if page.certificate else None,
            ssl_keyfile=folder.root / page.key if page.key else None,
        )
    )
