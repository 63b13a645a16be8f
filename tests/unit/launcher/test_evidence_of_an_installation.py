"""The file for an auditor, made of an installation that does not run: one site, one project, one permit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import SiteSettings
from data_gateway.site.setup import create_site
from governance.actor import Actor
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.permits.approval import permits_of_site, sign_asked_permit
from governance.permits.document import PermitDocument, sign_permit
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from launcher.evidence import printing
from launcher.evidence.cli import app
from launcher.evidence.live import House, read_live
from launcher.installation import REPOSITORY, Installation, Ports
from launcher.packages import find
from launcher.settings import read_settings, write_settings
from output_checking.migrate import prepare
from output_checking.settings import AirlockSettings

NADIA = Actor("nadia", {})
PROJECT = """\
project:
  id: sepsis
  title: {en: Sepsis}
  purpose: Study of sepsis
  starts: 2026-01-01
  ends: 2099-12-31
members:
  - {user: claire, role: lead}
permits:
  - sites: [lyon]
    mode: aggregates
    datasets:
      omop:
        dates: month
        tables:
          person: {columns: [person_id, year_of_birth]}
outputs: {threshold: 11, votes: 3, site_votes: true, keep_days: 90}
"""
RESULTS = """\
<testsuites><testsuite name="pytest" timestamp="2026-11-26T09:00:00">
<testcase classname="tests.unit.governance.test_proofs" name="test_a_site_proves_a_request"/>
<testcase classname="tests.architecture.test_boundaries" name="test_the_import_contracts_hold">
<failure message="broken"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("evidence")
    made = Installation(folder / "home", "filed", Ports(30_000), folder / "sockets")
    made.keep()
    home = made.home
    governance = GovernanceSettings(
        database_url=f"sqlite:///{home}/governance/governance.sqlite",
        key_file=home / "governance/key.pem",
        audit_anchor=home / "governance/audit.anchor",
    )
    (home / "governance").mkdir()
    migrate(governance)
    airlock = home / "airlock"
    airlock.mkdir()
    prepare(
        AirlockSettings(
            database_url=f"sqlite:///{airlock}/airlock.sqlite",
            store=airlock / "store",
            key_file=airlock / "key.pem",
            audit_anchor=airlock / "audit.anchor",
        )
    )
    site = SiteFolder(made.site("lyon"))
    settings = SiteSettings.model_validate(
        {"id": "lyon", "title": {"en": "Lyon"}, "gateway": {"port": 30_031}}
    )
    site.root.parent.mkdir()
    create_site(site, settings, governance.public_key_file.read_text("ascii"))
    _govern(governance, site, folder)
    write_settings(made)
    return made


def _govern(settings: GovernanceSettings, site: SiteFolder, folder: Path) -> None:
    people = [
        Person(username=user, full_name=user.title(), roles=frozenset({role}))
        for user, role in {
            "nadia": Role.ADMIN,
            "claire": Role.RESEARCHER,
            "ines": Role.OUTPUT_CHECKER,
        }.items()
    ]
    columns = {name: {"type": "BIGINT"} for name in ("person_id", "year_of_birth")}
    card = SiteCard.model_validate(
        {
            "id": "lyon",
            "title": {"en": "Lyon"},
            "gateway_host": "127.0.0.1",
            "gateway_port": 30_031,
            "certificate": site.certificate_authority.read_text(),
            "data_owner_public_key": site.data_owner_public_key.read_text(),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
    )
    wish = folder / "sepsis.yaml"
    wish.write_text(PROJECT)
    with open_governance(settings)() as work:
        register_people(work, people, NADIA)
        register_site(work, card, NADIA)
        apply_projects(work, read_project_files([wish]), NADIA)
        (asked,) = permits_of_site(work, "lyon")
        signed = sign_permit(
            PermitDocument.model_validate(asked.document), load_private_key(site.data_owner_key)
        )
        sign_asked_permit(work, "lyon", asked.digest, signed)
        work.commit()


def typed(installation: Installation, *words: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("D2H_")}
    return subprocess.run(
        [sys.executable, "-m", "launcher", "evidence", *map(str, words), "--language", "en"],
        cwd=REPOSITORY,
        env={**kept, "D2H_HOME": str(installation.home)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def filed(stopped: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("filed") / "dossier"
    results = out.parent / "tests.xml"
    results.write_text(RESULTS)
    ended = typed(stopped, "--out", out, "--tests", results)
    assert ended.returncode == 0, ended.stderr
    assert "1 passed, 1 failed, 0 skipped" in ended.stdout
    return out


@pytest.fixture(scope="module")
def page(filed: Path) -> str:
    return (filed / "evidence.en.html").read_text(encoding="utf-8")


def test_the_settings_of_the_installation_stand_in_the_file(page: str) -> None:
    for told in (
        "not running: read from its folder",
        "At least 11 distinct persons behind a released number (sepsis)",
        "3 opinions of output checkers; of each site&#39;s data owner: yes",
        "Files of finished requests are deleted after 90 days (sepsis)",
        "Permits in force today: 1; the first ends on 2099-12-31",
        "Data sets open to projects: 0 by records, 1 by aggregates only",
        "0 exact, 1 cut to the month, 0 shifted; free text opened in 0",
        "Registered: administrators 1, researchers 1, output checkers 1, data owners 0",
        "Rules of the checks: d2h-default, version 1: threshold 10 persons",
        "zeros: looked at by a person, extremes: blocked",
        "own passwords, without a second factor",
        "Gateway of lyon: TLS, certificate valid until 20",
        "lyon: the data owner has no page, but commands",
        "The walls of workspaces were never tried here",
    ):
        assert told in page, told


def test_every_trail_is_proved_anew(page: str, filed: Path) -> None:
    assert re.search(r"Audit of governance: [1-9]\d* records, unchanged and in order", page)
    live = json.loads((filed / "evidence.json").read_text())["report"]["live"]
    assert len(live["audit"]) == 3, "governance, the airlock and the one site"


def test_a_test_that_failed_or_did_not_run_is_never_told_as_passed(page: str) -> None:
    def outcome(node: str) -> str:
        return re.search(rf'<span class="outcome ([a-z-]+)">[^<]*</span> <code>\S+::{node}<', page)[1]  # type: ignore[index]

    assert outcome("test_a_site_proves_a_request") == "passed"
    assert outcome("test_the_import_contracts_hold") == "failed"
    assert outcome("test_every_wall_is_tried_and_holds_on_a_worker") == "absent"
    assert "Tests: 1 of 3 FAILED" in page


def test_the_pages_run_nothing_and_fetch_nothing(filed: Path) -> None:
    for language in ("fr", "en"):
        text = (filed / f"evidence.{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in text
        assert not re.search(r"<script|<link|<img|\bsrc=|url\(|@import|\bon\w+=", text)
        assert set(re.findall(r'href="(.)', text)) == {"#"}
        targets = set(re.findall(r'\bid="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_each_page_speaks_its_own_language_alone(filed: Path) -> None:
    french = (filed / "evidence.fr.html").read_text(encoding="utf-8")
    assert "non satisfait" in french and "Liste de contrôle" in french
    assert not re.search(r">(Remains|Checklist|met by D2H|Tests: )", french)


def test_the_file_is_proved_by_the_public_key_and_no_page_of_it_can_be_changed(
    stopped: Installation, filed: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "copy"
    kept.mkdir()
    for file in filed.iterdir():
        (kept / file.name).write_bytes(file.read_bytes())
    key = stopped.home / "governance" / "key.pub"
    assert (
        "signed by this installation"
        in typed(stopped, "--check", kept / "evidence.json", "--key", key).stdout
    )
    changed = kept / "evidence.fr.html"
    changed.write_text(changed.read_text(encoding="utf-8").replace("non satisfait", "satisfait"), "utf-8")
    refused = typed(stopped, "--check", kept / "evidence.json")
    assert refused.returncode == 1 and "evidence.fr.html is not the one" in refused.stderr


def test_both_pages_are_printed_where_chromium_is(filed: Path) -> None:
    if find("chromium") is None:
        pytest.skip("no Chromium is installed (Debian: chromium)")
    for language in ("fr", "en"):
        assert (filed / f"evidence.{language}.pdf").read_bytes().startswith(b"%PDF-")


def test_no_secret_and_no_rule_that_helps_an_attack_stands_in_it(stopped: Installation, filed: Path) -> None:
    text = (filed / "evidence.json").read_text(encoding="utf-8")
    secrets = [value for name, value in read_settings(stopped).items() if name.endswith("_TOKEN")]
    assert secrets and not [value for value in secrets if value in text]
    assert "0.9" not in json.dumps(json.loads(text)["report"]["live"])


@pytest.fixture
def inside(stopped: Installation, monkeypatch: pytest.MonkeyPatch) -> House:
    """The same installation, read in this process."""
    for name in [name for name in os.environ if name.startswith("D2H_")]:
        monkeypatch.delenv(name)
    settings = read_settings(stopped)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return House(stopped, settings, GovernanceSettings(), AirlockSettings())


def said(house: House, setting: str) -> str:
    return " | ".join(told["en"] for told in read_live(house)[setting])


def test_an_audit_that_was_edited_is_told(inside: House) -> None:
    (lost,) = (trail.anchor_file for trail in inside.governance.audit_trails if trail.zone == "airlock")
    assert lost is not None
    before = lost.read_bytes() if lost.exists() else None
    lost.write_text("{}")
    try:
        told = said(inside, "audit")
        assert "Audit of airlock: NOT PROVED" in told and "audit-" not in told, "in words, not by a code"
    finally:
        lost.unlink() if before is None else lost.write_bytes(before)


def test_what_an_admin_sets_is_told_and_what_cannot_be_read_says_why(inside: House, tmp_path: Path) -> None:
    inside.settings["D2H_HUB_OIDC__ISSUER"] = "https://login.chu.example/realms/chu"
    assert "provider login.chu.example; of which roles" in said(inside, "login")
    assert "Could not be read: No such file or directory" in said(inside, "front-tls")
    front = inside.installation.home / "haproxy.cfg"
    front.write_text("bind 127.0.0.1:8000 ssl crt page.pem\n")
    assert "with TLS" in said(inside, "front-tls")
    front.unlink()
    inside.airlock.profile = tmp_path / "own.yaml"
    assert "Could not be read: " in said(inside, "profile") and "own.yaml" in said(inside, "profile")
    inside.governance.database_url = "sqlite:////nowhere/at/all.sqlite"
    assert "Could not be read" in said(inside, "people")


def test_without_an_installation_or_a_folder_or_with_garbage_the_next_step_is_told(
    inside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage = tmp_path / "garbage.xml"
    garbage.write_text("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")

    def refused(*words: str | Path) -> str:
        ended = CliRunner().invoke(app, ["evidence", "--language", "en", *map(str, words)])
        assert ended.exit_code == 1 and isinstance(ended.exception, SystemExit)
        return ended.stderr

    assert "--out FOLDER" in refused()
    assert "holds no results of tests" in refused("--out", tmp_path / "b", "--tests", garbage)
    assert "is no file of evidence" in refused("--check", garbage)
    assert "Nothing can be written" in refused("--out", garbage / "c")
    monkeypatch.setenv("D2H_GOVERNANCE_KEY_FILE", str(tmp_path / "none.pem"))
    assert "./d2h up" in refused("--out", tmp_path / "a")
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_without_chromium_the_file_says_so_and_keeps_no_older_print(
    inside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evidence.fr.pdf").write_bytes(b"%PDF-older")
    monkeypatch.setattr(printing, "find", lambda program: None)
    ended = CliRunner().invoke(app, ["evidence", "--language", "en", "--out", str(tmp_path)])
    assert ended.exit_code == 0 and "No PDF" in ended.stdout
    assert "Tests: not run here." in ended.stdout
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "evidence.en.html",
        "evidence.fr.html",
        "evidence.json",
    ]
    assert "0 passed" not in (tmp_path / "evidence.en.html").read_text(encoding="utf-8")
