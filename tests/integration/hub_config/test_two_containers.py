"""The Jupyter server and a researcher's code, each in its container: what passes between, what must not."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import docker
import pytest
from websockets.sync.client import ClientConnection, connect

from launcher.client import Workspace


@pytest.fixture
def workspace(small_hub) -> Workspace:
    return small_hub.start_workspace("claire", "alpha")


@pytest.fixture
def token(small_hub, workspace) -> str:
    return small_hub.server_token("claire", "alpha")


@contextmanager
def terminal(workspace: Workspace) -> Iterator[ClientConnection]:
    name = workspace.request("POST", "api/terminals").json()["name"]
    hub, path = workspace.session.hub_url, workspace.path
    jar = workspace.session.http.cookies.jar
    cookies = "; ".join(f"{one.name}={one.value}" for one in jar if path.startswith(one.path))
    address = f"{hub}{path}terminals/websocket/{name}".replace("http", "ws", 1)
    with connect(address, additional_headers={"Cookie": cookies, "Origin": hub}, proxy=None) as socket:
        yield socket
    assert workspace.request("DELETE", f"api/terminals/{name}").status_code == 204


def typed(socket: ClientConnection, line: str, until: str) -> str:
    """What the terminal shows after `line`, as far as `until`."""
    socket.send(json.dumps(["stdin", line + "\r"]))
    shown, end = "", time.monotonic() + 30
    while until not in shown and time.monotonic() < end:
        kind, *said = json.loads(socket.recv(timeout=30))
        shown += said[0] if kind == "stdout" else ""
    return shown


def programs(container: Any) -> str:
    return " ".join(" ".join(one) for one in container.top()["Processes"])


def test_a_kernel_runs_beside_the_server_and_not_with_it(small_hub, workspace):
    workspace.execute("pass")

    researchers, server = small_hub.container("claire", "alpha"), small_hub.server("claire", "alpha")
    assert "ipykernel" in programs(researchers) and "d2h_server" not in programs(researchers)
    assert "d2h_server" in programs(server) and "ipykernel" not in programs(server)


def test_a_terminal_opens_where_the_kernels_are_and_takes_the_size_of_its_window(workspace):
    host = workspace.execute("import os; print(os.uname().nodename)").strip()

    with terminal(workspace) as socket:
        assert f"here-{host}" in typed(socket, "echo here-$(uname -n)", f"here-{host}")
        socket.send(json.dumps(["set_size", 33, 111, 600, 900]))
        assert "33 111" in typed(socket, "stty size", "33 111")
        assert "d2h_server" not in typed(
            socket, "cat /proc/*/cmdline | tr '\\0' ' '; echo all-$((2*3))", "all-6"
        )


def test_what_a_terminal_started_ends_with_it(small_hub, workspace):
    with terminal(workspace) as socket:
        typed(socket, "sleep 4321 & echo started-$((2*4))", "started-8")
        assert "sleep 4321" in programs(small_hub.container("claire", "alpha"))

    end = time.monotonic() + 20
    while "sleep 4321" in programs(small_hub.container("claire", "alpha")) and time.monotonic() < end:
        time.sleep(0.2)
    assert "sleep 4321" not in programs(small_hub.container("claire", "alpha"))


def test_a_kernel_is_interrupted_restarted_and_shut_down(small_hub, workspace):
    kernel = workspace.request("POST", "api/kernels", {"name": "python3"}).json()["id"]

    assert workspace.request("POST", f"api/kernels/{kernel}/interrupt").status_code == 204
    assert workspace.request("POST", f"api/kernels/{kernel}/restart").status_code == 200
    assert kernel in programs(small_hub.container("claire", "alpha"))
    assert workspace.request("DELETE", f"api/kernels/{kernel}").status_code == 204
    assert kernel not in programs(small_hub.container("claire", "alpha"))


def test_no_file_nor_process_beside_a_kernel_holds_the_servers_token(workspace, token):
    search = f"""
import os, pathlib
wanted, found = {token[:16]!r}.encode() + {token[16:]!r}.encode(), []
roots = [pathlib.Path(one) for one in ("/proc", "/run", "/tmp", "/home", "/etc", "/dev/shm", "/opt/home")]
for path in (one for root in roots for one in root.rglob("*")):
    if str(path).startswith("/proc/") and path.name not in ("environ", "cmdline"):
        continue
    try:
        if path.is_file() and wanted in path.read_bytes():
            found.append(str(path))
    except OSError:
        continue
own = f"/proc/{{os.getpid()}}/"
print([one for one in found if not one.startswith(own)], "TOKEN" in " ".join(os.environ))
"""
    assert workspace.execute(search).strip() == "[] False"


def test_a_link_among_her_files_shows_no_secret_of_the_server(workspace, token):
    places = ["/proc/self/environ", "/proc/1/environ", "/proc/1/cmdline", "/run/d2h/session/relays.cfg"]
    places += [f"/proc/{number}/{name}" for number in range(2, 40) for name in ("environ", "cmdline", "fd/0")]
    workspace.execute(f"""
import os
for number, place in enumerate({places!r}):
    os.symlink(place, f"link-{{number}}")
""")
    shown = {}
    for number, place in enumerate(places):
        answer = workspace.request("GET", f"api/contents/link-{number}?type=file&format=text&content=1")
        assert token not in answer.text, place
        shown[place] = answer.status_code
    # The links are followed: it is not for want of looking that nothing was found.
    assert shown["/run/d2h/session/relays.cfg"] == 200
    assert 200 in (shown["/proc/self/environ"], shown["/proc/1/cmdline"])


def test_a_kernels_description_of_her_own_starts_nothing_beside_the_server(workspace):
    workspace.execute("""
import os
for place in ("/home/researcher", "/tmp"):
    os.symlink(place, "own-" + place.rpartition("/")[2])
""")
    described = {"argv": ["sleep", "9"], "display_name": "own", "language": "python"}
    for top in ("own-researcher/%2Elocal", "own-researcher/local", "own-tmp/jupyter"):
        path = "api/contents/" + top
        for folder in ("share", "jupyter", "kernels", "own"):
            workspace.request("PUT", path, {"type": "directory"})
            path += f"/{folder}"
        workspace.request("PUT", path, {"type": "directory"})
        file = {"type": "file", "format": "text", "content": json.dumps(described)}
        workspace.request("PUT", f"{path}/kernel.json", file)

    assert set(workspace.request("GET", "api/kernelspecs").json()["kernelspecs"]) == {"ir", "python3"}
    assert workspace.request("POST", "api/kernels", {"name": "own"}).status_code in (404, 500, 501)


def test_what_her_files_say_of_jupyter_is_never_run_by_the_server(small_hub, workspace):
    workspace.execute("""
code = "open('/home/researcher/work/the-server-ran-this', 'w').close()"
for name in ("jupyter_config", "jupyter_server_config", "jupyter_lab_config", "sitecustomize", "jupyterhub"):
    open(f"/home/researcher/work/{name}.py", "w").write(code)
""")
    workspace.stop()
    again = small_hub.start_workspace("claire", "alpha")

    assert "the-server-ran-this" not in again.execute("import os; print(os.listdir('/home/researcher/work'))")
    again.execute("""
import os
for name in ("jupyter_config", "jupyter_server_config", "jupyter_lab_config", "sitecustomize", "jupyterhub"):
    os.remove(f"/home/researcher/work/{name}.py")
""")


def test_the_open_tabs_are_found_again_where_they_were_left(small_hub, workspace):
    tabs = {"data": {"layout-restorer:data": {"main": {"current": "notebook:a.ipynb"}}}}
    tabs["metadata"] = {"id": "default"}
    assert workspace.request("PUT", "lab/api/workspaces/default", tabs).status_code == 204
    workspace.stop()

    again = small_hub.start_workspace("claire", "alpha").request("GET", "lab/api/workspaces/default").json()
    assert again["data"] == tabs["data"]


def test_a_kernel_starts_among_her_files(workspace):
    assert workspace.execute("import os; print(os.getcwd())").strip() == "/home/researcher/work"


def test_an_unused_workspace_closes_but_not_while_something_computes(small_hub):
    hugo = small_hub.start_workspace("hugo", "beta")
    page = small_hub.login("hugo").http.get(f"{small_hub.hub_url}/hub/home").text
    assert "Unused, it closes in 8 h" in page or "Unused, it closes in 7 h" in page
    hugo.execute("import subprocess; subprocess.Popen(['sh', '-c', 'while :; do :; done'])")
    looked_at_nine_hours_ago(small_hub)

    time.sleep(8)  # four looks of the hub
    assert small_hub.container("hugo", "beta").status == "running"

    small_hub.container("hugo", "beta").exec_run(["sh", "-c", STOP_WHAT_COMPUTES])
    wait_until_closed(small_hub, "hugo", "beta")


# The image has no pkill; the brackets keep it from finding itself.
STOP_WHAT_COMPUTES = (
    "for p in /proc/[0-9]*; do grep -q 'while [:];' $p/cmdline 2>/dev/null && kill -9 ${p#/proc/}; done"
)


def looked_at_nine_hours_ago(small_hub) -> None:
    """As if every workspace had been left so long ago: the hub reads it when it starts."""
    small_hub.stop(next(one for one in small_hub.processes if "jupyterhub" in str(one.args)))
    with contextlib.closing(sqlite3.connect(small_hub.home / "hub" / "jupyterhub.sqlite")) as hub:
        long_ago = datetime.now(UTC) - timedelta(hours=9)
        hub.execute(
            "UPDATE spawners SET last_activity = ?1, started = ?1", (f"{long_ago:%Y-%m-%d %H:%M:%S.%f}",)
        )
        hub.commit()
    small_hub.start_hub()


def wait_until_closed(small_hub, user: str, project: str) -> None:
    client, end = small_hub.login(user), time.monotonic() + 60
    while project in client.request("GET", f"/hub/api/users/{user}").json().get("servers", {}):
        assert time.monotonic() < end, "the workspace still runs"
        time.sleep(0.5)


def test_the_workspace_closes_when_its_kernels_container_ends(small_hub):
    small_hub.start_workspace("hugo", "beta")
    container = small_hub.container("hugo", "beta")
    container.kill()

    wait_until_closed(small_hub, "hugo", "beta")
    names = {one.name for one in docker.from_env().containers.list(all=True)}
    assert not names & {container.name, f"{container.name}--server"}
    assert f"{container.name}--shared" not in {one.name for one in docker.from_env().volumes.list()}
