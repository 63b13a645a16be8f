"""`d2h service …`: the services of this machine one by one, for systemd to start and watch."""

from __future__ import annotations

import json
import os
import time
from typing import Annotated

import typer

from governance.monitoring.asking import answers
from launcher.backup.going_back import keep_state, put_state_back
from launcher.cli import print_line
from launcher.errors import InstallationError
from launcher.front import write_front
from launcher.health import DEADLINE
from launcher.installation import REPOSITORY, Installation
from launcher.processes import Zone, services_of
from launcher.settings import read_settings, write_settings
from launcher.supervision import Process, plain_environment
from launcher.systemd import units
from launcher.words import Words

WORDS = Words()

app = typer.Typer(no_args_is_help=True, help=WORDS.say("help-service"))
# Enough to tell a program that falls from one that waited for another.
_FALLS = 5
ZoneOption = Annotated[Zone | None, typer.Option(help=WORDS.say("help-service-zone"))]


@app.command("list", help=WORDS.say("help-service-list"))
def list_services(zone: ZoneOption = None) -> None:
    """JSON: one object per service, in the order they start.

    `digest` changes with everything the service runs with, so that only those are started anew that a change
    touches.
    """
    shown = [{"name": one.name, "digest": one.digest(), "probe": one.probe} for one in _services(zone)]
    print_line(json.dumps(shown, indent=2))


@app.command(help=WORDS.say("help-service-run"))
def run(name: Annotated[str, typer.Argument(help=WORDS.say("help-service-name"))]) -> None:
    """Become the service, with what it may know and nothing else of the installation."""
    installation = Installation.from_environment()
    if name == "front":
        # Its sockets' folders went with the last start of the machine; certificates are read anew.
        write_front(installation)
    for process in _services(Zone.SITE if name.startswith(("gateway-", "owner-page-")) else Zone.HUB):
        if process.name == name:
            os.chdir(REPOSITORY)
            known = plain_environment() | process.environment
            os.execve(process.command[0], process.command, known)  # noqa: S606 - our own command
    raise InstallationError("service-unknown", name=name)


@app.command(help=WORDS.say("help-service-wait"))
def wait(zone: ZoneOption = None) -> None:
    """Until every service answers. Raises InstallationError naming the first that stayed silent, or fell
    again and again while systemd started it anew."""
    end, before = time.monotonic() + DEADLINE, _restarts()
    for process in _services(zone):
        while process.probe and not answers(process.probe):
            falls = _restarts().get(process.name, 0) - before.get(process.name, 0)
            if falls >= _FALLS or time.monotonic() > end:
                raise InstallationError("service-silent", name=process.name)
            time.sleep(0.5)
        print_line(f" ✓ {process.name}")


@app.command(help=WORDS.say("help-service-keep"))
def keep() -> None:
    keep_state(Installation.from_environment())


@app.command("put-back", help=WORDS.say("help-service-put-back"))
def put_back() -> None:
    put_state_back(Installation.from_environment())


def _restarts() -> dict[str, int]:
    """How often systemd started each service anew by itself."""
    return {unit.name: unit.restarts for unit in units(Installation.from_environment().home)}


def _services(zone: Zone | None) -> list[Process]:
    installation = Installation.from_environment()
    if not read_settings(installation):
        installation.keep()
        write_settings(installation)
    return services_of(installation, read_settings(installation), zone)
