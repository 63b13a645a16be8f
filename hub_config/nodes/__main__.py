"""`python -m hub_config.nodes FOLDER`, on a worker: its relay and its agent, until it is told to end.

FOLDER has what the hub gave the worker; the images of workspaces are at its engine already.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from aiohttp import web

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.words import preferred_language
from hub_config.jobs.access_doors import AccessDoors
from hub_config.jobs.asking import ask_the_hub
from hub_config.jobs.folder import job_doors
from hub_config.nodes.agent import create_agent
from hub_config.nodes.bundle import read_bundle
from hub_config.nodes.folders import WorkspaceFolders
from hub_config.private_socket import private_listener
from hub_config.words import hub_words

_ENGINE = "unix:///var/run/docker.sock"


def main(words: list[str]) -> int:
    log_as_json()
    folder = Path(words[0] if words else ".").absolute()
    engine = Path(urlsplit(os.environ.get("DOCKER_HOST", _ENGINE)).path)
    try:
        front, shared = read_bundle(folder, engine)
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    front.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
    front.write(folder / "haproxy.cfg")
    folders = WorkspaceFolders(front.sockets, folder / "imports", folder / "jobs")
    agent = create_agent(folders, _doors_of_jobs(front.sockets, folders), folder / "devices", shared)
    server = uvicorn.Server(
        uvicorn.Config(agent, access_log=False, log_config=None, server_header=False, timeout_keep_alive=5)
    )
    # It ends with the agent, however that ends: a second one could not listen beside it.
    command = ["setpriv", "--pdeathsig", "TERM", "haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
    relay = subprocess.Popen(command)  # noqa: S603 - Debian's programs
    # uvicorn, once it has ended what it does, hands the signal on.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=_end_with, args=(relay, server), daemon=True).start()
    try:
        server.run(sockets=[private_listener(front.sockets / "agent.sock")])
    finally:
        relay.send_signal(signal.SIGTERM)
        relay.wait()
    return 1 if server.force_exit else 0


def _doors_of_jobs(sockets: Path, folders: WorkspaceFolders) -> AccessDoors:
    async def exchange(doors: int) -> web.Response:
        return await ask_the_hub(folders.of_job(doors), sockets / "doors" / str(doors) / "jobs")

    return AccessDoors(job_doors(sockets), exchange)


def _end_with(relay: subprocess.Popen[bytes], server: uvicorn.Server) -> None:
    """An agent that nobody reaches would look as if it worked: whoever started both starts both again."""
    relay.wait()
    server.force_exit = server.should_exit = True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
