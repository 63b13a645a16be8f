"""`d2h node …`: let no new workspace or job start on a machine, and let them start again."""

from __future__ import annotations

import json
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
from governance.command_line import OneForBadUsage
from governance.nodes import drain_node, drained_nodes, reopen_node
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from hub_config.nodes.declared import workers_of
from hub_config.settings import HubSettings
from launcher.installation import Installation

app = typer.Typer(
    cls=OneForBadUsage,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=HELP.say("help-node"),
)

NodeOption = Annotated[str, typer.Option("--node", metavar="NAME", help=HELP.say("help-node-node"))]


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
    node: NodeOption = "",
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        here, workers = HubSettings().node, workers_of(Installation.from_environment().home)
        node = node or here
        if node not in (here, *(worker.name for worker in workers)):
            raise Refusal("node-unknown", node=node)
        drain_node(uow, node, reason, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("node-is-drained", node=node))


@app.command("reopen", cls=Command, help=HELP.say("help-node-reopen"))
def reopen(node: NodeOption = "", actor: ActorOption = None, language: LanguageOption = None) -> None:
    """Of one that is known no longer too: it may have been drained before."""
    words = words_of(language)
    node = node or HubSettings().node
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        reopen_node(uow, node, acting_as(uow, actor))
        uow.commit()
        typer.echo(words.say("node-is-open", node=node))
