"""The Docker engine of this machine: asking whether it answers, starting it, stopping it if we started it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from launcher.errors import InstallationError
from launcher.packages import find, is_root
from launcher.pid_file import end_program, is_running

# On everything that an installation makes at an engine, with its name.
LABEL = "org.d2h.installation"
SOCKET = Path("/var/run/docker.sock")
START_DEADLINE = 180.0  # seconds
ATTEMPTS = 5
PAUSE = 3.0  # seconds before an engine that ended is started again
POLL = 0.2
LAST_LINES = 12


def engine_socket() -> Path:
    """The engine's socket; DOCKER_HOST is honoured when it names another one."""
    host = os.environ.get("DOCKER_HOST", "")
    return Path(host.removeprefix("unix://")) if host.startswith("unix://") else SOCKET


def is_reachable() -> bool:
    """Whether an engine answers. Raises PermissionError when one is there for others than this user."""
    connection = _UnixConnection(engine_socket())
    try:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except PermissionError:
        raise
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_usable() -> bool:
    """Whether an engine answers this user. Raises InstallationError when one is closed to her."""
    try:
        return is_reachable()
    except PermissionError as fault:
        raise InstallationError("type-docker-group") from fault


def has_image(name: str) -> bool:
    """Whether the engine has an image of that name; False when it does not answer."""
    connection = _UnixConnection(engine_socket())
    try:
        connection.request("GET", f"/images/{name}/json")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def counts_volumes() -> bool:
    """Whether it keeps a volume to a size: the file system below it counts by project."""
    name = f"d2h-probe-{os.getpid()}"
    told = json.dumps({"Name": name, "Driver": "local", "DriverOpts": {"size": "1048576"}})
    connection = _UnixConnection(engine_socket())
    try:
        connection.request("POST", "/volumes/create", told, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 201:
            return False
        connection.request("DELETE", f"/volumes/{name}")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def volumes_without_size(label: str) -> list[str]:
    """Names of the volumes with this label that hold as much as the disk; none when it does not answer."""
    asked = f"/volumes?filters={quote(json.dumps({'label': [label]}))}"
    connection = _UnixConnection(engine_socket())
    try:
        connection.request("GET", asked)
        found = json.loads(connection.getresponse().read())["Volumes"] or []
        return sorted(volume["Name"] for volume in found if not volume["Options"])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return []
    finally:
        connection.close()


def security_options() -> list[str]:
    """What the engine says it holds containers with (`name=seccomp,…`); nothing when it does not answer."""
    connection = _UnixConnection(engine_socket())
    try:
        connection.request("GET", "/info")
        return list(json.loads(connection.getresponse().read())["SecurityOptions"] or [])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return []
    finally:
        connection.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def start(pid_file: Path, log: Path) -> None:
    """Make sure an engine answers; one that already does is left alone.

    Without systemd the engine runs on its own, its process id in `pid_file`. Raises InstallationError.
    """
    if is_usable():
        return
    if not is_root():
        raise InstallationError("type-start-docker")
    if Path("/run/systemd/system").is_dir():
        subprocess.run(["systemctl", "start", "docker"], check=False)
        _wait_until_it_answers(log)
    else:
        _start_without_systemd(pid_file, log)


def _wait_until_it_answers(log: Path) -> None:
    end = time.monotonic() + START_DEADLINE
    while not is_reachable():
        if time.monotonic() > end:
            raise InstallationError("engine-silent", log=str(log))
        time.sleep(POLL)


def _start_without_systemd(pid_file: Path, log: Path) -> None:
    program = find("dockerd")
    if program is None:
        raise InstallationError("type-apt", packages="docker.io")
    for _ in range(ATTEMPTS):
        forget_killed_programs()
        with log.open("ab") as output:
            engine = subprocess.Popen(
                [program, "--host", f"unix://{SOCKET}"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        pid_file.write_text(f"{engine.pid}\n", encoding="ascii")
        end = time.monotonic() + START_DEADLINE
        while engine.poll() is None and time.monotonic() < end:
            if is_reachable():
                return
            time.sleep(POLL)
        if engine.poll() is None:
            break
        time.sleep(PAUSE)
    raise InstallationError("engine-gave-up", log=str(log), words=_last_words(log))


def forget_killed_programs(run: Path = Path("/var/run")) -> None:
    """Remove the files in which an engine that was killed left the numbers of its programs.

    Any other program may bear such a number by now, and no engine starts beside it.
    """
    for pid_file, program in (
        (run / "docker.pid", "dockerd"),
        (run / "docker" / "containerd" / "containerd.pid", "containerd"),
    ):
        if not is_running(pid_file, program):
            pid_file.unlink(missing_ok=True)


def _last_words(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])


def stop_if_ours(pid_file: Path) -> bool:
    """Stop the engine that `start` started by itself; whether there was one to stop."""
    return end_program(pid_file, "dockerd")
