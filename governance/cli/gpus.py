"""`d2h gpu`: declare the devices of this machine, list who holds each and who waits."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from governance.actor import acting_as
from governance.cli.session import (
    HELP,
    Command,
    JsonOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.gpus.allotment import gpu_state
from governance.gpus.declared import FILE, declare, declared_devices
from governance.gpus.device import GpuDevice, listed
from governance.refusal import Refusal
from governance.settings import installation_home
from governance.storage.unit_of_work import open_governance

_SECONDS = 30

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-gpu"))


@app.command("declare", cls=Command, help=HELP.say("help-gpu-declare"))
def declare_(
    listing: Annotated[Path | None, typer.Option("--listing", help=HELP.say("help-gpu-listing"))] = None,
    node: Annotated[str, typer.Option("--node", help=HELP.say("help-gpu-node"))] = platform.node(),
    device: Annotated[str, typer.Option("--id", help=HELP.say("help-gpu-id"))] = "",
    kind: Annotated[str, typer.Option("--kind", help=HELP.say("help-gpu-kind"))] = "",
    files: Annotated[list[str] | None, typer.Option("--file", help=HELP.say("help-gpu-file"))] = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words):
        named = [_one(device, node, kind, files or [])] if device else []
        found = named or list(listed(_listing(listing), node))
        if not found:
            raise Refusal("gpu-none-listed")
        new = declare(installation_home(), found)
        if new:
            with open_governance(settings_from_environment())() as uow:
                by, ids = acting_as(uow, None), [one.id for one in new]
                details = {"gpus": ids, "kinds": sorted({one.kind for one in new})} | by.details
                uow.audit.append(actor=by.name, event="gpu.declared", subject=node, details=details)
                uow.commit()
    for one in new:
        typer.echo(words.say("gpu-declared", id=one.id, kind=one.kind, node=one.node))
    if not new:
        typer.echo(words.say("gpu-nothing-new", file=FILE))


@app.command("list", cls=Command, help=HELP.say("help-gpu-list"))
def list_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words):
        devices = declared_devices(installation_home())
        with open_governance(settings_from_environment(), read_only=True)() as uow:
            state = gpu_state(uow)
    if json_:
        told = {
            "gpus": [
                device.model_dump(mode="json") | {"holder": state.held.get(device.id)} for device in devices
            ],
            "queue": [
                {
                    "holder": place.holder,
                    "node": place.node,
                    "kind": place.wish.kind,
                    "count": place.wish.count,
                }
                for place in state.places
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for device in devices:
        holder = state.held.get(device.id) or words.say("gpu-free")
        typer.echo(f"{device.node}  {device.kind}  {device.id}  {holder}")
    if not devices:
        typer.echo(words.say("gpu-none"))
    for number, place in enumerate(state.places, 1):
        typer.echo(
            words.say(
                "gpu-waits",
                number=number,
                holder=place.holder,
                count=place.wish.count,
                kind=place.wish.kind,
                node=place.node,
            )
        )


def _one(device: str, node: str, kind: str, files: list[str]) -> GpuDevice:
    try:
        return GpuDevice(id=device, node=node, kind=kind, files=tuple(files))
    except ValidationError as faults:
        raise Refusal("gpu-unfit", field=str(faults.errors()[0]["loc"][0])) from faults


def _listing(file: Path | None) -> str:
    """What `nvidia-smi -L` says here, or said there: `-` is standard input."""
    if file is not None:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    try:
        return subprocess.run(
            ["nvidia-smi", "-L"],  # noqa: S607 - wherever the driver put it
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError) as fault:
        raise Refusal("gpu-no-driver") from fault
