"""What an installation says of its own settings, whether it runs or not. Nothing here writes.

Parameters that help whoever attacks a table (dominance, p %) are not told: the file goes from hand to hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from cryptography import x509

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import SiteSettings, load_settings
from governance.audit.story import trails_of, verify
from governance.directory import find_project, list_projects, people_with, site_cards
from governance.people.person import Role
from governance.permits.document import Mode, PermitDocument
from governance.permits.life import is_in_force
from governance.projects.project import ProjectState, ProjectView
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_public_pem
from governance.storage import records
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import UnitOfWork, open_governance
from launcher.evidence.wording import in_both, reason, refused
from launcher.installation import Installation
from launcher.isolation.report import REPORT, check_report
from launcher.isolation.trial import Verdict
from output_checking.imports.malware import Scanner
from output_checking.profile import load_profile
from output_checking.settings import AirlockSettings

Told = dict[str, str]
SOON = timedelta(days=30)


@dataclass
class House:
    """Where to look. Raises Refusal where governance's database cannot be read."""

    installation: Installation
    settings: dict[str, str]
    governance: GovernanceSettings
    airlock: AirlockSettings

    def read(self) -> UnitOfWork:
        return open_governance(self.governance, read_only=True)()

    @cached_property
    def projects(self) -> tuple[ProjectView, ...]:
        with self.read() as work:
            found = (find_project(work, listed.id) for listed in list_projects(work, ""))
            return tuple(project for project in found if project is not None)

    @cached_property
    def permits(self) -> tuple[PermitDocument, ...]:
        """Those in force today."""
        with self.read() as work:
            held = map(records.permit, work.session.scalars(sa.select(PermitRow)))
            return tuple(permit.document for permit in held if is_in_force(permit, _today()))

    def sites(self) -> Iterator[tuple[SiteFolder, SiteSettings]]:
        """The sites whose folders stand here."""
        for site in self.installation.sites():
            folder = SiteFolder(self.installation.site(site))
            yield folder, load_settings(folder.settings)


def read_live(house: House) -> dict[str, tuple[Told, ...]]:
    """Each setting by its name, in sentences; one that cannot be read says why."""
    return {name: tuple(_tell(reader, house)) for name, reader in READERS.items()}


def _tell(reader: Callable[[House], Iterable[Told]], house: House) -> list[Told]:
    try:
        return list(reader(house))
    except Refusal as refusal:
        return [refused(refusal)]
    except OSError as fault:
        return [in_both("live-unreadable", reason=fault.strerror or type(fault).__name__)]


def _audit(house: House) -> Iterator[Told]:
    for trail in trails_of(house.governance):
        verdict = verify(trail)
        if verdict.fault is None:
            yield in_both("live-audit-holds", zone=trail.zone, records=verdict.records)
        else:
            why = reason(verdict.fault.code, sequence=verdict.fault.sequence, zone=trail.zone)
            yield in_both("live-audit-broken", zone=trail.zone, reason=why)


def _permits(house: House) -> Iterator[Told]:
    ends = sorted(permit.valid_until for permit in house.permits)
    if not ends:
        yield in_both("live-permits-none")
        return
    soon = sum(end <= _today() + SOON for end in ends)
    yield in_both("live-permits", count=len(ends), first=f"{ends[0]}", last=f"{ends[-1]}", soon=soon)
    modes = Counter(granted.mode for permit in house.permits for granted in permit.datasets.values())
    yield in_both("live-modes", records=modes[Mode.RECORDS], aggregates=modes[Mode.AGGREGATES])


def _terms(house: House) -> Iterator[Told]:
    granted = [dataset for permit in house.permits for dataset in permit.datasets.values()]
    if not granted:
        yield in_both("live-permits-none")
        return
    dates = Counter(dataset.dates.value for dataset in granted)
    free = sum(dataset.free_text for dataset in granted)
    yield in_both(
        "live-terms", exact=dates["exact"], month=dates["month"], shifted=dates["shifted"], free_text=free
    )


def _projects(house: House) -> Iterator[Told]:
    over = (ProjectState.ARCHIVED, ProjectState.DESTROYED)
    going = [one for one in house.projects if one.ends >= _today() and one.state not in over]
    states = Counter(project.state for project in going)
    yield in_both(
        "live-projects",
        draft=states[ProjectState.DRAFT],
        active=states[ProjectState.ACTIVE],
        suspended=states[ProjectState.SUSPENDED],
        ended=len(house.projects) - len(going),
    )


def _votes(house: House) -> Iterator[Told]:
    def rule(project: ProjectView) -> Told:
        rules = project.output_rules
        return in_both(
            "live-votes",
            votes=rules.votes,
            owners="yes" if rules.site_votes else "no",
            own=rules.same_site,
            fast="yes" if rules.fast_lane else "no",
        )

    return _by_rule(house, rule)


def _thresholds(house: House) -> Iterator[Told]:
    return _by_rule(house, lambda one: in_both("live-threshold", threshold=one.output_rules.threshold))


def _retention(house: House) -> Iterator[Told]:
    def rule(project: ProjectView) -> Told:
        days = project.output_rules.keep_days
        return in_both("live-kept") if days is None else in_both("live-kept-days", days=days)

    return _by_rule(house, rule)


def _by_rule(house: House, rule: Callable[[ProjectView], Told]) -> Iterator[Told]:
    """Each rule once, with the projects that have it."""
    holders: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for project in house.projects:
        holders[tuple(rule(project).items())].append(project.id)
    if not holders:
        yield in_both("live-projects-none")
    for said, projects in holders.items():
        yield {language: f"{text} ({', '.join(projects)})" for language, text in said}


def _people(house: House) -> Iterator[Told]:
    with house.read() as work:
        counts = {role.value: len(people_with(work, role)) for role in Role}
    yield in_both("live-people", **counts)


def _sites(house: House) -> Iterator[Told]:
    with house.read() as work:
        names = [card.id for card in site_cards(work)]
    yield in_both("live-sites", count=len(names), names=", ".join(names) or "-")


def _profile(house: House) -> Iterator[Told]:
    profile = load_profile(house.airlock.profile)
    rules = profile.rules
    yield in_both(
        "live-profile",
        name=profile.name,
        version=profile.version,
        threshold=rules.threshold,
        freedom=rules.degrees_of_freedom,
        zeros=rules.zeros,
        extremes=rules.extremes,
    )


def _malware(house: House) -> Iterator[Told]:
    names = [Path(command[0]).name for command in Scanner().commands]
    yield in_both("live-malware", names=", ".join(names)) if names else in_both("live-malware-none")


def _login(house: House) -> Iterator[Told]:
    provider = house.settings.get("D2H_HUB_OIDC__ISSUER")
    if provider:
        yield in_both("live-login-provider", host=urlsplit(provider).hostname or "-")
    else:
        yield in_both("live-login-passwords")


def _front_tls(house: House) -> Iterator[Told]:
    written = (house.installation.home / "haproxy.cfg").read_text(encoding="utf-8")
    yield in_both("live-front-tls" if " ssl crt " in written else "live-front-plain")


def _gateway_tls(house: House) -> Iterator[Told]:
    for folder, site in house.sites():
        certificate = x509.load_pem_x509_certificate(folder.certificate_chain.read_bytes())
        until = certificate.not_valid_after_utc
        yield in_both("live-gateway-tls", site=site.id, until=f"{until:%Y-%m-%d}")


def _owner_pages(house: House) -> Iterator[Told]:
    with_page = house.installation.owner_pages()
    for _, site in house.sites():
        yield in_both("live-owner-page" if site.id in with_page else "live-owner-page-none", site=site.id)


def _opposition(house: House) -> Iterator[Told]:
    for folder, site in house.sites():
        if folder.opposition.is_file():
            changed = datetime.fromtimestamp(folder.opposition.stat().st_mtime, UTC)
            yield in_both("live-opposition", site=site.id, changed=f"{changed:%Y-%m-%d}")
        else:
            yield in_both("live-opposition-none", site=site.id)


def _site_disclosure(house: House) -> Iterator[Told]:
    for _, site in house.sites():
        rules = site.disclosure
        yield in_both(
            "live-site-disclosure",
            site=site.id,
            numbers=rules.numbers_per_project,
            group=rules.whole_group_persons,
            freedom=rules.degrees_of_freedom,
        )


def _isolation(house: House) -> Iterator[Told]:
    """The last trial of the walls, once its signature is proved."""
    written = sorted((house.installation.home / "isolation").glob(f"*/{REPORT}"))
    if not written:
        yield in_both("live-isolation-never")
        return
    report = check_report(written[-1], load_public_pem(house.governance.public_key_file.read_text("ascii")))
    yield in_both(
        f"live-isolation-{report.verdict}",
        when=f"{report.ended:%Y-%m-%d %H:%M}",
        project=report.project,
        held=report.count(Verdict.HOLDS),
        tried=len(report.lines),
    )


def _today() -> date:
    return datetime.now(UTC).date()


READERS: dict[str, Callable[[House], Iterable[Told]]] = {
    "audit": _audit,
    "front-tls": _front_tls,
    "gateway-tls": _gateway_tls,
    "isolation": _isolation,
    "login": _login,
    "malware": _malware,
    "opposition": _opposition,
    "owner-pages": _owner_pages,
    "people": _people,
    "permits": _permits,
    "profile": _profile,
    "projects": _projects,
    "retention": _retention,
    "site-disclosure": _site_disclosure,
    "sites": _sites,
    "terms": _terms,
    "thresholds": _thresholds,
    "votes": _votes,
}
