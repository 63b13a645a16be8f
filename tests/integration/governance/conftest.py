"""A governance database on SQLite and on PostgreSQL, with a few people and two sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from governance.actor import Actor
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.cli import app
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.permits.approval import permits_of_site, sign_asked_permit
from governance.permits.document import PermitDocument, sign_permit
from governance.permits.life import PermitState
from governance.projects.apply import apply_projects, read_project_files
from governance.projects.life import activate_project, record_step
from governance.projects.plan import ProjectPlan
from governance.projects.step_record import StepRecord
from governance.projects.steps import NEEDED, Basis, Step
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.unit_of_work import UnitOfWork, open_governance

# For what takes long and does not depend on the database: the other tests of the same pages have both kinds.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NADIA = Actor("nadia", {})
SITES = ("lyon", "grenoble")
PROJECT = """\
project:
  id: sepsis
  title: {en: Sepsis, fr: Sepsis}
  purpose: Study of sepsis
  starts: 2026-01-01
  ends: 2099-12-31
members:
  - {user: claire, role: lead}
  - {user: hugo, role: researcher}
permits:
  - sites: [lyon, grenoble]
    mode: records
    datasets:
      omop:
        tables:
          person: {columns: [person_id, year_of_birth]}
"""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> GovernanceSettings:
    made = GovernanceSettings(
        database_url=database_url, key_file=tmp_path / "key.pem", audit_anchor=tmp_path / "audit.anchor"
    )
    migrate(made)
    return made


@pytest.fixture
def open_unit(settings: GovernanceSettings) -> Callable[[], UnitOfWork]:
    return open_governance(settings)


Typed = Callable[..., Result]


@pytest.fixture
def d2h(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """Types a command in an installation that is prepared and otherwise empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("D2H_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("D2H_LANGUAGE", "en")
    for name in ("DATABASE_URL", "KEY_FILE", "AUDIT_ANCHOR", "AUDIT_TRAILS"):
        monkeypatch.delenv(f"D2H_GOVERNANCE_{name}", raising=False)
    monkeypatch.delenv("D2H_ACTOR", raising=False)
    migrate(GovernanceSettings())
    return lambda *words: CliRunner().invoke(app, list(map(str, words)), prog_name="d2h")


@dataclass
class World:
    """Governance with nadia (admin), claire and hugo (researchers), ines (checker) and two sites."""

    settings: GovernanceSettings
    unit: Callable[[], UnitOfWork]
    site_keys: dict[str, Ed25519PrivateKey]
    folder: Path

    def apply(self, text: str = PROJECT) -> list[ProjectPlan]:
        path = self.folder / "project.yaml"
        path.write_text(text, encoding="utf-8")
        with self.unit() as uow:
            plans = apply_projects(uow, read_project_files([path]), NADIA)
            uow.commit()
        return plans

    def states(self, site: str = "lyon") -> dict[int, PermitState]:
        """State by version of what was ever asked of the site."""
        with self.unit() as uow:
            return {permit.document["version"]: permit.state for permit in permits_of_site(uow, site)}

    def signature(self, site: str) -> tuple[str, str]:
        """The digest of the open proposal and the data owner's signature of it."""
        with self.unit() as uow:
            (asked,) = (p for p in permits_of_site(uow, site) if p.state is PermitState.PROPOSED)
        document = PermitDocument.model_validate(asked.document)
        return asked.digest, sign_permit(document, self.site_keys[site])

    def sign(self, *sites: str) -> None:
        for site in sites or SITES:
            digest, signed = self.signature(site)
            with self.unit() as uow:
                sign_asked_permit(uow, site, digest, signed)
                uow.commit()

    def record(self, *steps: Step, until: date | None = None) -> None:
        """What a committee, a lead and a data protection officer give, on the project's first day."""
        with self.unit() as uow:
            for step in steps or NEEDED:
                record = StepRecord(
                    by="Committee",
                    given=date(2026, 1, 1),
                    until=until,
                    reference=f"{step.value} 2026-001",
                    document="a" * 64,
                    kind=Basis.CNIL if step is Step.BASIS else None,
                )
                record_step(uow, "sepsis", step, record, NADIA)
            uow.commit()

    def activate(self) -> None:
        with self.unit() as uow:
            activate_project(uow, "sepsis", NADIA)
            uow.commit()

    def open(self, text: str = PROJECT) -> None:
        """Applied, signed by every site, with all that it needs, and active."""
        self.apply(text)
        self.sign()
        self.record()
        self.activate()

    def events(self) -> list[str]:
        with self.unit() as uow:
            return [record.event for record in uow.audit.records()]


def card(site: str, key: Ed25519PrivateKey) -> SiteCard:
    names = ("person_id", "year_of_birth", "gender_concept_id")
    columns = {name: {"type": "BIGINT"} for name in names}
    return SiteCard.model_validate(
        {
            "id": site,
            "title": {"en": f"Hospital of {site}"},
            "gateway_host": "127.0.0.1",
            "gateway_port": 8031,
            "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "data_owner_public_key": public_pem(key),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
    )


@pytest.fixture
def make_card() -> Callable[[str, Ed25519PrivateKey], SiteCard]:
    return card


@pytest.fixture
def project_text() -> str:
    return PROJECT


@pytest.fixture
def world(settings: GovernanceSettings, open_unit: Callable[[], UnitOfWork], tmp_path: Path) -> World:
    keys = {site: Ed25519PrivateKey.generate() for site in SITES}
    roles = {
        "nadia": Role.ADMIN,
        "claire": Role.RESEARCHER,
        "hugo": Role.RESEARCHER,
        "ines": Role.OUTPUT_CHECKER,
    }
    people = [
        Person(username=user, full_name=user.title(), roles=frozenset({role}), language="fr")
        for user, role in roles.items()
    ]
    with open_unit() as uow:
        register_people(uow, people, NADIA)
        for site, key in keys.items():
            register_site(uow, card(site, key), NADIA)
        uow.commit()
    return World(settings, open_unit, keys, tmp_path)


PEOPLE = """\
people:
  - {user: nadia, name: Nadia, roles: [admin], language: fr}
  - {user: claire, name: Claire, site: lyon, roles: [researcher]}
  - {user: hugo, name: Hugo, roles: [researcher]}
"""


@pytest.fixture
def site_keys() -> dict[str, Ed25519PrivateKey]:
    return {site: Ed25519PrivateKey.generate() for site in ("lyon", "grenoble")}


@pytest.fixture
def ready(
    d2h: Typed,
    make_card: Callable[[str, Ed25519PrivateKey], SiteCard],
    project_text: str,
    site_keys: dict[str, Ed25519PrivateKey],
) -> Typed:
    """People and sites registered; a project file waits in `project.yaml`."""
    Path("people.yaml").write_text(PEOPLE, encoding="utf-8")
    assert d2h("people", "apply", "people.yaml").exit_code == 0
    for site, key in site_keys.items():
        card = make_card(site, key)
        Path(f"{site}.json").write_text(card.model_dump_json(), encoding="utf-8")
    assert d2h("sites", "register", "lyon.json", "grenoble.json", "--as", "nadia").exit_code == 0
    Path("project.yaml").write_text(project_text, encoding="utf-8")
    return d2h


@pytest.fixture
def sign(ready: Typed, site_keys: dict[str, Ed25519PrivateKey]) -> Callable[[], None]:
    """Each site's data owner signs what is asked of it."""

    def signing() -> None:
        for site, key in site_keys.items():
            with open_governance(GovernanceSettings())() as uow:
                (asked,) = permits_of_site(uow, site)
                signed = sign_permit(PermitDocument.model_validate(asked.document), key)
                sign_asked_permit(uow, site, asked.digest, signed)
                uow.commit()

    return signing
