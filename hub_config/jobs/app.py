"""The door's API. Who asks, and for which project, stands in the workspace's access token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice, product

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from d2h_sdk.wire.jobs import JobMessage, JobOrderMessage, JobsMessage
from governance.access.doors import HEADER, door_in
from governance.access.token import JOBS_AUDIENCE, AccessClaims, verify_access_token
from governance.jobs.job import Job, JobOrder
from governance.refusal import Refusal
from hub_config.copies.desk import CopyDesk
from hub_config.copies.routes import add_routes
from hub_config.jobs.access import JobAccess
from hub_config.jobs.answering import answering_refusals
from hub_config.jobs.asking import PATH
from hub_config.jobs.desk import JobDesk
from hub_config.jobs.queue import JobQueue

_LARGEST = 4 << 20
_MOST_RUNS = 1000


def create_app(
    desk: JobDesk, queue: JobQueue, copies: CopyDesk, access: JobAccess, key: Ed25519PublicKey
) -> web.Application:
    """`key`: governance's, by which access tokens are verified."""

    def claims(request: web.Request) -> AccessClaims:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal("credential-missing", scheme="bearer")
        found = verify_access_token(token.strip(), key, audience=JOBS_AUDIENCE)
        return found.at(door_in(request.headers.get(HEADER)))

    async def listed(request: web.Request) -> web.Response:
        who = claims(request)
        return _answer(await asyncio.to_thread(desk.own, who.user, who.project))

    async def submit(request: web.Request) -> web.Response:
        who = claims(request)
        order = _order(await request.read())
        jobs = await asyncio.to_thread(desk.submit, who.user, who.project, order)
        await asyncio.to_thread(queue.give_turns)
        return _answer(jobs)

    def one(act: Callable[[str, str, int], Job]) -> Callable[[web.Request], object]:
        async def handle(request: web.Request) -> web.Response:
            who = claims(request)
            job = await asyncio.to_thread(act, who.user, who.project, int(request.match_info["job"]))
            await asyncio.to_thread(queue.give_turns)
            return _answer((job,))

        return handle

    app = web.Application(client_max_size=_LARGEST, middlewares=[answering_refusals])
    app.router.add_get("/jobs", listed)
    app.router.add_post("/jobs", submit)
    app.router.add_post(r"/jobs/{job:\d{1,9}}/cancel", one(desk.cancel_own))  # type: ignore[arg-type]
    app.router.add_post(r"/jobs/{job:\d{1,9}}/retry", one(desk.retry))  # type: ignore[arg-type]
    app.router.add_post(PATH, access.for_another_machine)
    add_routes(app, copies, claims)
    return app


def _order(body: bytes) -> JobOrder:
    """Raises Refusal `job-order-malformed` or `job-sweep-too-large`."""
    try:
        asked = JobOrderMessage.model_validate_json(body)
        names = list(asked.sweep)
        runs = list(islice(product(*(asked.sweep[name] for name in names)), _MOST_RUNS + 1))
        if len(runs) > _MOST_RUNS:
            raise Refusal("job-sweep-too-large", most=_MOST_RUNS)
        return JobOrder(
            notebook=asked.notebook,
            content=asked.content,
            runs=tuple(asked.parameters | dict(zip(names, run, strict=True)) for run in runs),
            cpus=asked.cpus,
            memory_bytes=asked.memory_bytes,
            seconds=asked.seconds,
            gpu=asked.gpu,
            after=asked.after,
            tell=asked.email,
            algorithm=asked.algorithm,
        )
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refusal("job-order-malformed", where=where) from fault


def _answer(jobs: tuple[Job, ...]) -> web.Response:
    message = JobsMessage(jobs=tuple(map(_message, jobs)))
    return web.Response(text=message.model_dump_json(), content_type="application/json")


def _message(job: Job) -> JobMessage:
    moments = (job.submitted, job.started, job.ended)
    submitted, started, ended = (at.isoformat(timespec="seconds") if at else "" for at in moments)
    return JobMessage(
        id=job.id,
        state=job.state.value,
        reason=job.reason,
        notebook=job.notebook,
        parameters=job.parameters,
        after=job.after,
        cpus=job.cpus,
        memory_bytes=job.memory_bytes,
        seconds=job.seconds,
        retry_of=job.retry_of,
        submitted=submitted,
        started=started,
        ended=ended,
        results=job.results,
    )
