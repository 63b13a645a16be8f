"""`d2h worker …`: further machines that run workspaces."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.session import HELP, ActorOption, settings_from_environment, telling_refusals, words_of
from governance.command_line import OneForBadUsage
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from hub_config.nodes.bundle import write_bundle
from hub_config.nodes.credentials import WorkerCredentials
from hub_config.nodes.declared import (
    Worker,
    WorkersFile,
    declare_worker,
    declared_workers,
    forget_worker,
    workers_of,
)
from hub_config.nodes.placement import Homes
from hub_config.nodes.worker import WorkerNode
from hub_config.settings import HubSettings
from hub_config.shared_files import SharedFiles
from hub_config.work_names import project_volume
from launcher import apparmor
from launcher.front import doors_of
from launcher.installation import Installation

WORDS = words_of(None)

app = typer.Typer(
    cls=OneForBadUsage,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=HELP.say("help-worker"),
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=HELP.say("help-worker-name"))]
_HUB_PORT, _WORKER_PORT = 8444, 8443


@app.command(help=HELP.say("help-worker-add"))
def add(
    name: NameArgument,
    address: Annotated[str, typer.Option(metavar="HOST[:PORT]", help=HELP.say("help-worker-address"))],
    hub: Annotated[str, typer.Option(metavar="HOST[:PORT]", help=HELP.say("help-worker-hub"))] = "",
    shared: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help=HELP.say("help-worker-shared"))
    ] = None,
    actor: ActorOption = None,
) -> None:
    installation = Installation.from_environment()
    home = installation.home
    with telling_refusals(WORDS), open_governance(settings_from_environment())() as uow:
        by = acting_as(uow, actor)
        if name == HubSettings().node:
            raise Refusal("worker-known", worker=name)
        host, port = _split(address, _WORKER_PORT)
        details = {"address": f"{host}:{port}", "shared": str(shared or "")} | by.details
        files = SharedFiles.begin(shared) if shared else None
        uow.audit.append(actor=by.name, event="worker.added", subject=name, details=details)
        worker = declare_worker(home, name, host, port, _hub(home, hub), files, record=uow.commit)
        WorkerCredentials(home, name).make()
        bundle = write_bundle(home, worker, _declared(home), doors_of(installation))
    typer.echo(WORDS.say("worker-added", worker=name, bundle=str(bundle)))


@app.command(help=HELP.say("help-worker-bundle"))
def bundle(name: NameArgument) -> None:
    installation = Installation.from_environment()
    with telling_refusals(WORDS):
        declared = _declared(installation.home)
        worker = next((one for one in declared.workers if one.name == name), None)
        if worker is None:
            raise Refusal("worker-unknown", worker=name)
        typer.echo(str(write_bundle(installation.home, worker, declared, doors_of(installation))))


@app.command("list", help=HELP.say("help-worker-list"))
def list_() -> None:
    with telling_refusals(WORDS):
        workers = _declared(Installation.from_environment().home).workers
        for worker in workers:
            typer.echo(_line(worker))
        if not workers:
            typer.echo(WORDS.say("workers-none"))


@app.command(help=HELP.say("help-worker-remove"))
def remove(name: NameArgument, actor: ActorOption = None) -> None:
    """Refused while it has workspaces, or files of a project that no other worker sees."""
    installation = Installation.from_environment()
    with telling_refusals(WORDS), open_governance(settings_from_environment())() as uow:
        by = acting_as(uow, actor)
        settings = HubSettings()
        homes = Homes(settings.homes)
        elsewhere = _seen_elsewhere(installation, name)
        kept = [project for project in homes.on(name) if project not in elsewhere]
        if kept:
            raise Refusal("worker-has-files", worker=name, projects=", ".join(kept))
        known = {worker.name: worker for worker in workers_of(installation.home)}
        # What was given up there holds nobody back: the machine may never answer again, and gets no way in.
        if name in known and WorkerNode(known[name], settings).holders():
            raise Refusal("worker-in-use", worker=name)
        for project in homes.on(name):
            homes.move(project, name, settings.node)
        uow.audit.append(actor=by.name, event="worker.removed", subject=name, details=by.details)
        forget_worker(installation.home, name, uow.commit)
        shutil.rmtree(settings.of_workers / name, ignore_errors=True)
    typer.echo(WORDS.say("worker-removed", worker=name))


@app.command(help=HELP.say("help-worker-serve"))
def serve(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=HELP.say("help-worker-folder"))],
) -> None:
    from hub_config.nodes.__main__ import main

    apparmor.load()
    raise typer.Exit(main([os.fspath(folder)]))


def _seen_elsewhere(installation: Installation, name: str) -> set[str]:
    """Projects whose files the hub's machine and workers besides this one see."""
    declared = _declared(installation.home)
    others = tuple(worker for worker in declared.workers if worker.name != name)
    shared = declared.model_copy(update={"workers": others}).shared
    beginning = project_volume(installation.container_prefix, "")
    return {one.removeprefix(beginning) for one in shared.volumes(beginning)} if shared else set()


def _declared(home: Path) -> WorkersFile:
    return declared_workers(home) or WorkersFile(host="localhost", port=_HUB_PORT)


def _hub(home: Path, given: str) -> tuple[str, int]:
    """As given, else as the workers before this one know it."""
    if given:
        return _split(given, _HUB_PORT)
    known = declared_workers(home)
    if known is None:
        raise Refusal("worker-hub-missing")
    return known.host, known.port


def _split(address: str, port: int) -> tuple[str, int]:
    host, _, given = address.partition(":")
    if given and not given.isdigit():
        raise Refusal("worker-unfit", where="address")
    return host, int(given or port)


def _line(worker: Worker) -> str:
    shared = f"  {worker.shared.folder}" if worker.shared else ""
    return f"{worker.name}  {worker.host}:{worker.port}  {worker.first}-{worker.numbers[-1]}{shared}"
