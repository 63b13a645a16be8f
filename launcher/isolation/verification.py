"""Trying every wall of one project's workspace, and writing down what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from governance.directory import sites_open_to_projects
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from hub_config.nodes.node import Node
from hub_config.nodes.targets import Targets
from hub_config.session import COMMON_DOORS
from hub_config.settings import HubSettings
from launcher.installation import Installation
from launcher.isolation.inside import Inside, Kernel
from launcher.isolation.outside import container_findings, researcher_mounts, server_mounts
from launcher.isolation.page import isolation_words, page_of
from launcher.isolation.report import Line, Report, write_report
from launcher.isolation.surroundings import (
    engine_holds_with,
    engine_system,
    engine_version,
    inspect_container,
    surroundings_of,
)
from launcher.isolation.throwaway import throwaway_workspace
from launcher.isolation.trial import Finding, judge
from launcher.isolation.walls import WALLS
from output_checking import __version__

LANGUAGES = ("fr", "en")
_NOT_TRIED = (
    "not-tried-volume",
    "not-tried-hardware",
    "not-tried-screen",
    "not-tried-read",
    "not-tried-machines",
)

Progress = Callable[[str], None]


def verify_isolation(
    installation: Installation, project: str, node: Node, folder: Path, progress: Progress
) -> tuple[Report, Path]:
    """The report and where its signed form stands; `progress` is told each wall as it is tried. The engine
    that docker speaks to is that of `node`.

    Raises InstallationError when no workspace could be tried, Refusal `key-unreadable`.
    """
    settings = GovernanceSettings()
    key = load_private_key(settings.key_file)
    sites = open_projects(settings).get(project, ())
    began = datetime.now(UTC)
    with throwaway_workspace(installation, project, node.name) as workspace:
        container = inspect_container(workspace.container)
        server = inspect_container(f"{workspace.container}--server")
        findings = container_findings(server, server_mounts(), engine_holds_with(), "server")
        with node.targets() as machine:
            findings += try_walls(container, workspace, sites, machine, progress)
    report = Report(
        format="d2h-isolation-report/1",
        installation=installation.container_prefix,
        project=project,
        began=began,
        ended=datetime.now(UTC),
        connectivity="sockets" if node.name == HubSettings().node else "relays",
        image=container["Image"],
        engine=engine_version(),
        system=f"{node.name}: {engine_system()}",
        product=f"D2H {__version__}",
        lines=tuple(map(_line, findings)),
        not_tried={
            language: tuple(isolation_words(language).say(key, node=node.name) for key in _NOT_TRIED)
            for language in LANGUAGES
        },
    )
    pages = {f"report.{language}.html": page_of(report, language) for language in LANGUAGES}
    return report, write_report(report, pages, key, folder)


def try_walls(
    container: dict[str, Any],
    workspace: Kernel,
    sites: Sequence[str],
    machine: Targets,
    progress: Progress,
) -> list[Finding]:
    """Every probe against the workspace that `docker inspect` describes as `container`.

    `sites`: those whose doors it may have, beside the doors that all have.
    """
    doors = (*COMMON_DOORS, *sites)
    progress("container")
    findings = container_findings(container, researcher_mounts(doors), engine_holds_with())
    inside = Inside(workspace)
    with surroundings_of(container, doors, tuple(sites), machine) as around:
        for wall, probes_of in WALLS.items():
            progress(wall)
            probes = probes_of(around)
            outcomes = inside.attempt(probes)
            findings += [judge(wall, probe, outcome) for probe, outcome in zip(probes, outcomes, strict=True)]
    return findings


def open_projects(settings: GovernanceSettings) -> dict[str, tuple[str, ...]]:
    """Each active project with the sites open to it, most sites first."""
    with open_governance(settings, read_only=True)() as work:
        opened = sites_open_to_projects(work)
    return dict(sorted(opened.items(), key=lambda one: -len(one[1])))


def _line(finding: Finding) -> Line:
    words = {language: isolation_words(language) for language in LANGUAGES}
    return Line(
        id=finding.id,
        wall=finding.wall,
        attack={language: one.say(finding.attack[0], **finding.attack[1]) for language, one in words.items()},
        expected={
            language: one.say(finding.expected[0], **finding.expected[1]) for language, one in words.items()
        },
        found=finding.found,
        verdict=finding.verdict,
    )
