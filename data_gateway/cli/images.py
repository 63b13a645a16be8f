"""`d2h images deidentify`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, new_group, telling_refusals
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.export import ExportReport, deidentify_folder
from data_gateway.images.reading_text import READER, can_read
from data_gateway.images.withheld import FOR_A_PERSON, Reason
from data_gateway.patients.project_keys import ProjectKeys, drawn_key
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder, find_site
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal
from governance.words import Words

app = new_group()
images = new_group(HELP.say("help-images"))
app.add_typer(images, name="images")


@images.callback()
def group() -> None:
    """Keeps the second word of the command: it has one today."""


@images.command("deidentify", help=HELP.say("help-images-deidentify"))
def deidentify(
    source: Annotated[Path, typer.Argument(metavar="IN", help=HELP.say("help-images-in"))],
    target: Annotated[Path, typer.Argument(metavar="OUT", help=HELP.say("help-images-out"))],
    site: Annotated[str | None, typer.Option(help=HELP.say("help-images-site"))] = None,
    project: Annotated[str | None, typer.Option(help=HELP.say("help-images-project"))] = None,
    listing: Annotated[Path | None, typer.Option("--list", help=HELP.say("help-images-list"))] = None,
    faces: Annotated[bool, typer.Option("--faces", help=HELP.say("help-images-faces"))] = False,
    ages: Annotated[bool, typer.Option("--ages/--no-ages", help=HELP.say("help-images-ages"))] = True,
    headers_only: Annotated[
        bool, typer.Option("--headers-only", help=HELP.say("help-images-headers"))
    ] = False,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        policy = ImagePolicy(faces=faces, ages=ages, read_text=not headers_only)
        if policy.read_text and not can_read():
            raise Refusal("images-reader-missing", program=READER)
        listed = listing or target.with_name(f"{target.name}-files.csv")
        folder, key = _identity(site, project)
        report = deidentify_folder(source, target, key, policy, listing=listed)
        if folder is not None and project is not None:
            _record(folder, project, policy, report)
        _tell(report, words, target, listed, own_key=folder is None)


def _identity(site: str | None, project: str | None) -> tuple[SiteFolder | None, bytes]:
    """A key of this run alone unless a site's project is named. Raises Refusal `images-project-half`."""
    if site is None and project is None:
        return None, drawn_key()
    if site is None or project is None:
        raise Refusal("images-project-half")
    folder = find_site(site).require()
    return folder, ProjectKeys(folder).key(project)


def _record(folder: SiteFolder, project: str, policy: ImagePolicy, report: ExportReport) -> None:
    audit = SiteAudit(folder)
    try:
        details = {
            "project": project,
            "images": report.images,
            "painted": report.painted,
            "withheld": {reason.value: count for reason, count in sorted(report.withheld.items())},
            "policy": policy.model_dump(),
        }
        site = load_settings(folder.settings).id
        audit.append(actor=ACTOR, event="images.deidentified", subject=site, details=details)
    finally:
        audit.close()


def _tell(report: ExportReport, words: Words, target: Path, listed: Path, *, own_key: bool) -> None:
    typer.echo(words.say("images-done", images=report.images, painted=report.painted, target=str(target)))
    for reason, count in _by_count(report.withheld):
        typer.echo(words.say("images-withheld", count=count, reason=words.say(f"withheld-{reason.value}")))
    waiting = sum(count for reason, count in report.withheld.items() if reason in FOR_A_PERSON)
    if waiting:
        typer.echo(words.say("images-for-a-person", count=waiting))
    typer.echo(words.say("images-list", listing=str(listed)))
    if own_key:
        typer.echo(words.say("images-own-key"))


def _by_count(withheld: Counter[Reason]) -> list[tuple[Reason, int]]:
    return sorted(withheld.items(), key=lambda item: (-item[1], item[0]))
