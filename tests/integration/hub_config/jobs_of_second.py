"""Jobs of a hub that has a worker: what they run, who serves them, and how either machine is started anew."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx

from governance.storage.tables import PersonRow
from governance.storage.unit_of_work import open_governance
from output_checking.airlock import open_airlock
from output_checking.migrate import prepare
from output_checking.settings import AirlockSettings
from output_checking.use_cases.deliver import deliver
from output_checking.use_cases.tell import tell_of_jobs
from tests.integration.hub_config.conftest import SmallHub
from tests.integration.hub_config.jobs_of_hub import JobsOfHub
from tests.integration.hub_config.second_of_hub import WORKER, Second, until
from tests.letters import mail_server

# What a job sees of its walls, its device and its way to read; the first that comes there stays.
LOOK = """
import os, time
import d2h_sdk as d2h
told = (sorted(os.listdir(folder)) for folder in ("/sys/class/net", "/run/d2h/doors"))
print(*told, open("{device}", "rb").read(2))
print(d2h.session.access.permits())
if not os.path.exists("project/came"):
    open("project/came", "w").write("here")
    time.sleep(600)
"""

# Asks for an access token before and after it was told to go on.
GO_ON = """
import os, time
import d2h_sdk as d2h
before = d2h.session.access.current()
open("project/runs-{trial}", "a").write("x")
while not os.path.exists("project/go-on-{trial}"):
    time.sleep(0.2)
d2h.session.access.forget()
print("asked again:", d2h.session.access.current() != before, open("{device}", "rb").read(2))
"""


@contextmanager
def jobs_of(hub: SmallHub, *, grace_seconds: int) -> Iterator[JobsOfHub]:
    """`grace_seconds`: as long as a worker may be away."""
    before = hub.env["D2H_HUB_NODE_GRACE_SECONDS"]
    hub.env["D2H_HUB_NODE_GRACE_SECONDS"] = str(grace_seconds)
    jobs = JobsOfHub(hub)
    _serve(jobs)
    try:
        yield jobs
    finally:
        hub.env["D2H_HUB_NODE_GRACE_SECONDS"] = before
        for process in _serving(hub):
            hub.stop(process)


def start_hubs_machine_anew(second: Second, jobs: JobsOfHub) -> None:
    """As if the power went: its services end as they are, and /run is empty. The worker does not notice."""
    hub = second.hub
    hubs = [one for one in hub.processes if one.args[0] == "haproxy" or "jupyterhub" in one.args]
    for process in (*hubs, *_serving(hub)):
        process.kill()
        process.wait(20)
        hub.processes.remove(process)
    with suppress(ProcessLookupError):
        os.kill(int((hub.home / "hub" / "proxy.pid").read_text().split()[0]), signal.SIGKILL)
    shutil.rmtree(hub.sockets / "nodes")
    second.front.write(hub.home / "haproxy.cfg")
    hub.start("haproxy", "haproxy", "-db", "-f", str(hub.home / "haproxy.cfg"))
    hub.start_hub()
    _serve(jobs)


def attack_the_way_to_tokens(hub: SmallHub, held: int) -> None:
    """As a process of the hub's machine could, and as the worker does."""
    proof = (hub.home / "hub" / "workers" / WORKER / "doors" / str(held) / "proof").read_text()
    asked = {}
    for number, shown in (
        (held, ""),
        (held, f"job {proof}x"),
        (held + 1, f"job {proof}"),
        (held, f"job {proof}"),
    ):
        # HAProxy's name of an abstract socket has zeros up to the end.
        transport = httpx.HTTPTransport(uds=f"\0{hub.sockets}/doors/{number}/jobs".ljust(108, "\0"))
        with httpx.Client(transport=transport, timeout=30) as client:
            answer = client.post(
                "http://jobs/access-tokens", headers={"Authorization": shown, "d2h-door": str(held)}
            )
        asked[number, shown] = answer.status_code
    assert list(asked.values()) == [401, 401, 401, 200]


def letters_of_jobs(hub: SmallHub, folder: Path, user: str) -> str:
    """The text of the one letter that the airlock sends this person of the jobs that ended."""
    with open_governance(hub.governance)() as work:
        work.session.get_one(PersonRow, user).email = f"{user}@d2h.example"
        work.commit()
    with mail_server() as (letters, port):
        settings = AirlockSettings(
            database_url=f"sqlite:///{folder}/airlock.sqlite",
            store=folder / "store",
            key_file=folder / "key.pem",
            audit_anchor=folder / "airlock.anchor",
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_tls="none",
        )
        prepare(settings)
        airlock = open_airlock(settings, hub.governance)
        tell_of_jobs(airlock, datetime.now(UTC))
        deliver(airlock)
        (letter,) = letters.to(user)
    return str(letter.get_content())


def _serve(jobs: JobsOfHub) -> None:
    jobs.hub.start("jobs", sys.executable, "-m", "hub_config.jobs")
    jobs.start_worker()
    until(lambda: socket.socket().connect_ex(("127.0.0.1", jobs.hub.ports["jobs"])) == 0)


def _serving(hub: SmallHub) -> list:
    return [one for one in hub.processes if {"hub_config.jobs", "hub_config.jobs.worker"} & set(one.args)]
