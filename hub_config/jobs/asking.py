"""How a worker asks the hub for access tokens in the name of a job that runs there."""

from __future__ import annotations

from pathlib import Path

import httpx
from aiohttp import web

from governance.refusal import Refusal
from hub_config.jobs.folder import DOOR, JobFolder

PATH = "/access-tokens"
SCHEME = "job"
_SECONDS = 30


async def ask_the_hub(folder: JobFolder, door: Path) -> web.Response:
    """`door`: the one to the jobs of the hub, of the same set as `folder`. Raises Refusal
    `doors-not-taken` without a job there, `job-door-away` where the hub does not answer."""
    try:
        proof = folder.proof.read_text(encoding="ascii")
    except FileNotFoundError as fault:
        raise Refusal("doors-not-taken") from fault
    transport = httpx.AsyncHTTPTransport(uds=str(door / DOOR))
    try:
        async with httpx.AsyncClient(transport=transport, timeout=_SECONDS) as hub:
            answer = await hub.post(f"http://jobs{PATH}", headers={"Authorization": f"{SCHEME} {proof}"})
    except httpx.TransportError as fault:
        raise Refusal("job-door-away") from fault
    return web.Response(body=answer.content, status=answer.status_code, content_type="application/json")
