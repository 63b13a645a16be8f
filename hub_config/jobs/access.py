"""Access tokens of running jobs, whichever machine they run on."""

from __future__ import annotations

import asyncio

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.doors import HEADER, door_in
from governance.access.token import LIFETIME
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.jobs.asking import SCHEME
from hub_config.jobs.desk import JobDesk
from hub_config.jobs.folder import job_of


class JobAccess:
    """On the hub's machine. A job is who holds the set of doors that is asked through."""

    def __init__(self, desk: JobDesk, key: Ed25519PrivateKey, sets: DoorSets) -> None:
        self._desk = desk
        self._key = key
        self._sets = sets

    async def exchange(self, number: int) -> web.Response:
        """Raises Refusal `doors-not-taken`, or as `grant_job_access`."""
        job = job_of(self._sets.holder(number))
        if job is None:
            raise Refusal("doors-not-taken")
        token = await asyncio.to_thread(self._desk.access, job, self._key, number)
        return web.json_response({"access_token": token, "expires_in": int(LIFETIME.total_seconds())})

    async def for_another_machine(self, request: web.Request) -> web.Response:
        """What a worker asks through the set of one of its jobs, with the proof that it alone was given.
        Raises Refusal `credential-missing`, or as `exchange`."""
        scheme, _, proof = request.headers.get("Authorization", "").partition(" ")
        number = door_in(request.headers.get(HEADER))
        if scheme.lower() != SCHEME or not self._sets.is_proof(number, proof.strip()):
            raise Refusal("credential-missing", scheme=SCHEME)
        return await self.exchange(number)
