"""The demonstration on top of an installation: four synthetic hospitals, their people, and the journey."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from demo.hospitals import generate
from demo.hospitals.configuration import read_hospitals
from demo.hospitals.local_codes import FILE as LOCAL_CODES
from demo.journey import JourneyFault, play
from demo.registries import draw_registries
from governance.people.people_file import read_people_file
from governance.people.person import Role
from launcher.commands import run_python, run_several
from launcher.digest import digest_of
from launcher.errors import InstallationError
from launcher.installation import REPOSITORY, Installation
from launcher.installing import engine_steps, service_steps, start_step
from launcher.logins import OWNER_PAGES, ensure_logins
from launcher.progress import Report, Step
from launcher.settings import write_private, write_settings

DEMO = REPOSITORY / "demo"
PEOPLE = DEMO / "people.yaml"
SEED = 20_261_123


def steps(installation: Installation, patients: int) -> list[Step]:
    """`patients`: distinct synthetic persons over all hospitals."""
    before = [*engine_steps(installation), *service_steps(installation)]
    content = content_steps(installation, patients, after=("step-governance",))
    return [*before, *content, start_step(installation, after=[*before, *content])]


def content_steps(installation: Installation, patients: int, *, after: tuple[str, ...] = ()) -> list[Step]:
    """Hospitals, people and their accounts, once the databases are there."""

    def make_hospitals(report: Report) -> None:
        fill_sites(installation, patients, report, list(read_hospitals().sites))

    def register(report: Report) -> None:
        register_people_and_sites(installation)

    def open_logins(report: Report) -> None:
        open_accounts(installation)

    def open_owner_pages(report: Report) -> None:
        _open_owner_pages(installation)

    return [
        Step(
            "step-hospitals",
            make_hospitals,
            after=after,
            inputs=digest_of([DEMO / "hospitals", DEMO / "registries"], str(patients)),
        ),
        Step("step-register", register, after=("step-hospitals",)),
        Step("step-accounts", open_logins, after=("step-register",)),
        Step("step-owner-pages", open_owner_pages, after=("step-hospitals",)),
    ]


def play_journey(
    installation: Installation, report: Report, elsewhere: Mapping[str, Sequence[str]] | None = None
) -> None:
    """`elsewhere` as in `play`. Raises InstallationError at the first step that goes otherwise than told."""
    try:
        play(installation, report, elsewhere)
    except JourneyFault as fault:
        raise InstallationError("journey-differs", what=str(fault)) from fault


def fill_sites(installation: Installation, patients: int, report: Report, sites: Sequence[str]) -> None:
    """Draws the hospitals and loads those of `sites` here; a site that does not stand here yet is made."""
    drawn = installation.home / "drawn-data"
    shutil.rmtree(drawn, ignore_errors=True)
    generate(drawn, patients, SEED, report)
    report("site load")
    loads = [*_site_commands(installation, drawn, sites), *_registry_commands(drawn, sites)]
    run_several(installation, loads)
    shutil.rmtree(drawn)


def _site_commands(
    installation: Installation, drawn: Path, sites: Sequence[str]
) -> Iterator[list[str | Path]]:
    """What each hospital's staff would type: make the site, take in its data and its opposed patients."""
    governance = f"--governance-url=http://127.0.0.1:{installation.ports.governance}"
    access_key = f"--access-key={installation.home / 'governance' / 'key.pub'}"
    for number, (site, hospital) in enumerate(read_hospitals().sites.items()):
        if site not in sites:
            continue
        titles = [f"--title-{language}={title}" for language, title in hospital.title.items()]
        if site not in installation.sites():
            port = f"--port={installation.ports.gateway(number)}"
            yield ["site", "init", site, *titles, port, governance, access_key]
        mapping = f"--mapping={drawn / site / LOCAL_CODES}"
        yield ["site", "load", site, drawn / site, "--dataset=omop", *titles, mapping]
        yield ["site", "oppose", site, drawn / site / "opposition.csv", "--replace"]


def _registry_commands(drawn: Path, sites: Sequence[str]) -> Iterator[list[str | Path]]:
    for site, registry, folder in draw_registries(drawn, list(read_hospitals().sites)):
        if site not in sites:
            continue
        titles = [f"--title-{language}={title}" for language, title in registry.title.items()]
        yield ["site", "load", site, folder, f"--dataset={registry.name}", *titles]


def register_people_and_sites(installation: Installation) -> None:
    """Everybody of the demonstration, and the sites that stand here."""
    write_settings(installation)  # now that the sites are known
    cards = {site: installation.home / "sites" / site / "card.json" for site in installation.sites()}
    describe: list[list[str | Path]] = [
        ["site", "describe", site, "--output", card] for site, card in cards.items()
    ]
    register: list[list[str | Path]] = [["sites", "register", card] for card in cards.values()]
    run_several(installation, [["people", "apply", PEOPLE], *describe, *register])


def open_accounts(installation: Installation) -> None:
    ensure_logins(installation, [person.username for person in read_people_file(PEOPLE)])
    run_python(installation, "launcher.accounts")


def _open_owner_pages(installation: Installation) -> None:
    """Each hospital's data owner, as in the file of people, gets a passphrase for her site's own page."""
    owners = {
        person.site: person.full_name
        for person in read_people_file(PEOPLE)
        if person.site and Role.DATA_OWNER in person.roles
    }
    passphrases = ensure_logins(installation, installation.sites(), OWNER_PAGES)
    drawn = installation.home / "drawn-passphrases"
    drawn.mkdir(mode=0o700, exist_ok=True)
    commands: list[list[str | Path]] = []
    for site in installation.sites():
        write_private(drawn / site, passphrases[site])
        name = f"--name={owners.get(site, site)}"
        commands.append(["site", "owner-page", site, name, "--passphrase-file", drawn / site])
    try:
        run_several(installation, commands)
    finally:
        shutil.rmtree(drawn)
