"""The launcher's own commands: demo, up, gpu-image, image-report, stop, down, status, test."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from data_gateway.site.settings import load_settings
from governance.audit.site_standing import AuditTrouble, audit_troubles
from governance.monitoring.asking import answers
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from images.build import IMAGE
from launcher import engine, installing, removal, supervision, systemd, testing
from launcher.errors import InstallationError
from launcher.free_port import is_free
from launcher.image_report import report_of
from launcher.installation import Installation
from launcher.logins import OWNER_PAGES, read_logins
from launcher.processes import Zone, services_of
from launcher.progress import StepRunner
from launcher.publication import EVERYWHERE, Publication, publication_of
from launcher.settings import governance_settings, read_settings, write_settings
from launcher.words import Words

WORDS = Words()

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=WORDS.say("help-d2h"),
    epilog=WORDS.say("help-others"),
)


@app.command(help=WORDS.say("help-demo"))
def demo(
    hands_off: Annotated[bool, typer.Option("--hands-off", help=WORDS.say("help-hands-off"))] = False,
    patients: Annotated[int, typer.Option(min=2000, help=WORDS.say("help-patients"))] = 200_000,
) -> None:
    from launcher import demonstration  # the generator's libraries take seconds to load

    begin = time.monotonic()
    installation = _prepared(_not_of_systemd(Installation.from_environment()))
    StepRunner(installation.home / "steps", WORDS, print_line).run(
        demonstration.steps(installation, patients)
    )
    print_line(WORDS.say("demo-ready", seconds=round(time.monotonic() - begin)))
    if not hands_off:
        demonstration.play_journey(installation, print_line)
        print_line(WORDS.say("journey-told", seconds=round(time.monotonic() - begin)))
    _print_addresses(installation)


@app.command(help=WORDS.say("help-up"))
def up(
    hub_url: Annotated[str, typer.Option(help=WORDS.say("help-hub-url"))] = "",
    airlock_url: Annotated[str, typer.Option(help=WORDS.say("help-airlock-url"))] = "",
    certificate: Annotated[str, typer.Option(help=WORDS.say("help-certificate"))] = "",
    key: Annotated[str, typer.Option(help=WORDS.say("help-certificate-key"))] = "",
    listen: Annotated[str, typer.Option(help=WORDS.say("help-listen"))] = EVERYWHERE,
    here_alone: Annotated[bool, typer.Option("--here-alone", help=WORDS.say("help-here-alone"))] = False,
    start_nothing: Annotated[
        bool, typer.Option("--start-nothing", help=WORDS.say("help-start-nothing"))
    ] = False,
) -> None:
    given = (hub_url, airlock_url, certificate, key)
    if any(given) and (here_alone or not all(given)):
        raise InstallationError("publication-incomplete")
    installation = Installation.from_environment()
    if not start_nothing:
        _not_of_systemd(installation)
    if here_alone:
        installation = replace(installation, public={})
    elif all(given):
        chain, own = (str(Path(file).absolute()) for file in (certificate, key))
        publication = Publication(hub_url, airlock_url, chain, own, listen)
        installation = replace(installation, public=publication.kept())
    installation = _prepared(installation, ports_free=not start_nothing)
    steps = [*installing.engine_steps(installation), *installing.service_steps(installation)]
    last = installing.prepare_step if start_nothing else installing.start_step
    steps.append(last(installation, after=steps))
    StepRunner(installation.home / "steps", WORDS, print_line).run(steps)
    _print_addresses(installation)


@app.command(help=WORDS.say("help-gpu-image"))
def gpu_image() -> None:
    installing.build_gpu_image(Installation.from_environment(), print_line)
    print_line(WORDS.say("gpu-image-built"))


@app.command("image-report", help=WORDS.say("help-image-report"))
def image_report(
    image: Annotated[str, typer.Option("--image", help=WORDS.say("help-image-report-image"))] = IMAGE,
    debian: Annotated[
        str, typer.Option("--debian", metavar="URL", help=WORDS.say("help-image-report-debian"))
    ] = "",
) -> None:
    report = report_of(image, debian_database=debian)
    for part in report.parts:
        for line in part.known:
            print_line(f"  {line}")
    for part in report.parts:
        params: dict[str, str | int] = {
            "program": part.program,
            "count": len(part.known),
            "asked": part.asked,
            "reason": part.reason,
        }
        if part.known or not part.gap:
            print_line(WORDS.say(f"image-report-known-{part.kind}", **params))
        if part.gap:
            print_line(WORDS.say(f"{part.gap}-{part.kind}", **params))
    written = report.write(Installation.from_environment().home / "hub" / "images")
    print_line(WORDS.say("image-report-written", path=str(written)))
    raise typer.Exit(report.exit_code)


@app.command(help=WORDS.say("help-stop"))
def stop() -> None:
    installation = _not_of_systemd(Installation.from_environment())
    supervision.stop(installation)
    if engine.is_usable():
        removal.stop_workspaces(installation)
    print_line(WORDS.say("stopped"))


@app.command(help=WORDS.say("help-down"))
def down(everything: Annotated[bool, typer.Option("--all", help=WORDS.say("help-all"))] = False) -> None:
    def say(key: str, **params: str) -> None:
        print_line(WORDS.say(key, **params))

    installation = _not_of_systemd(Installation.from_environment())
    removal.remove(installation, installing.IMAGES, say, everything=everything)


@app.command(help=WORDS.say("help-status"))
def status() -> None:
    installation = Installation.from_environment()
    units = {unit.name: unit for unit in systemd.units(installation.home)}
    states = {one.name: one for one in supervision.states(installation)}
    if not states and not units:
        print_line(WORDS.say("status-stopped", folder=str(installation.home)))
        raise typer.Exit(1)
    healthy = True
    here = None if states or installation.has_hub() else Zone.SITE
    for process in services_of(installation, read_settings(installation), here):
        state, unit = states.get(process.name), units.get(process.name)
        runs = unit.runs if unit else state is not None and state.state == "RUNNING"
        told = f"{unit.detail}, {unit.since}" if unit else state.description if state else "-"
        good = runs and (process.probe is None or answers(process.probe))
        healthy &= good
        print_line(f" {'✓' if good else '✗'} {process.name:26} {told}")
    if here is Zone.SITE:
        raise typer.Exit(0 if healthy else 1)
    for trouble in _audit_troubles(installation):
        since = f"{trouble.since.astimezone():%Y-%m-%d %H:%M}" if trouble.since else "-"
        said = WORDS.say(trouble.code, site=trouble.site, since=since, sequence=str(trouble.sequence))
        print_line(f" ✗ {said}")
    names = removal.workspaces(installation) if engine.is_usable() else []
    print_line(WORDS.say("status-workspaces", count=len(names), names=", ".join(names) or "-"))
    _print_addresses(installation)
    raise typer.Exit(0 if healthy else 1)


@app.command(
    help=WORDS.say("help-test"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def test(context: typer.Context) -> None:
    raise typer.Exit(testing.run_all(context.args, WORDS, print_line))


def _audit_troubles(installation: Installation) -> tuple[AuditTrouble, ...]:
    """None where governance's database cannot be read: its own line tells that."""
    try:
        with open_governance(governance_settings(read_settings(installation)), read_only=True)() as uow:
            return audit_troubles(uow)
    except Refusal:
        return ()


def _not_of_systemd(installation: Installation) -> Installation:
    """The installation; raises InstallationError with what to type where systemd runs its services, which
    would start anew what is stopped beside it, and hold the ports."""
    if units := systemd.units(installation.home):
        raise InstallationError("systemd-runs-it", units=" ".join(f"d2h-{unit.name}" for unit in units))
    return installation


def _prepared(installation: Installation, *, ports_free: bool = True) -> Installation:
    """The installation with its folders and settings.

    Raises InstallationError when ports that must be free are taken, or when other machines could not reach
    it as asked.
    """
    if publication := publication_of(installation):
        publication.checked()
    if ports_free and not installation.is_running():
        taken = [str(port) for port in installation.ports.all() if not is_free(port)]
        if taken:
            raise InstallationError("ports-taken", ports=", ".join(taken))
    installation.keep()
    os.environ.update(write_settings(installation))
    return installation


def _print_addresses(installation: Installation) -> None:
    print_line(WORDS.say("address-hub", url=installation.public_hub_url))
    print_line(WORDS.say("address-airlock", url=installation.public_airlock_url))
    passphrases = read_logins(installation, OWNER_PAGES)
    for site in installation.owner_pages():
        url = load_settings(installation.site(site) / "site.toml").owner_page_url
        shown = f"   {passphrases[site]}" if site in passphrases else ""
        print_line(WORDS.say("address-owner-page", site=site, url=url) + shown)
    logins = read_logins(installation)
    if logins:
        print_line(WORDS.say("address-logins", file=str(installation.home / "logins")))
        for user, password in logins.items():
            print_line(f"   {user:26} {password}")


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")  # one write: steps side by side tell their lines too
    sys.stdout.flush()
