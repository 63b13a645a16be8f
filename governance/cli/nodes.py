"""`d2h node`: let no new workspace or job start on this machine, and let them start again."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    JsonOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.nodes import drain_node, drained_nodes, reopen_node
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-node"))

_HERE = platform.node()
# The hub's own setting: both must mean the same machine.
NodeOption = Annotated[str, typer.Option("--node", envvar="D2H_HUB_NODE", help=HELP.say("help-node-node"))]


@app.command("list", cls=Command, help=HELP.say("help-node-list"))
def list_(json_: JsonOption = False, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment(), read_only=True)() as uow:
        nodes = drained_nodes(uow)
    if json_:
        told = {"drained": [asdict(node) for node in nodes]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for node in nodes:
        typer.echo(f"{node.node}  {node.since:%Y-%m-%d %H:%M} UTC  {node.by}  {node.reason}")
    if not nodes:
        typer.echo(words.say("nodes-all-open"))


@app.command("drain", cls=Command, help=HELP.say("help-node-drain"))
def drain(
    reason: Annotated[str, typer.Option("--reason", help=HELP.say("help-node-reason"))],
    node: NodeOption = _HERE,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        drain_node(uow, node, reason, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("node-is-drained", node=node))


@app.command("reopen", cls=Command, help=HELP.say("help-node-reopen"))
def reopen(node: NodeOption = _HERE, actor: ActorOption = None, language: LanguageOption = None) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        reopen_node(uow, node, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("node-is-open", node=node))
