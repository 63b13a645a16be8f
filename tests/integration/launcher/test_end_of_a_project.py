"""A project ends: its archive opens again, and after its destruction nothing of it is left but the proof."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance.access.workspace_entry import PROBE
from governance.actor import Actor
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.display.executed import Executed, record_executed
from governance.display.showing import open_session
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_public_pem, public_pem
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import ExecutedRow
from hub_config.copies.store import CopyStore
from launcher import engine, removal
from launcher.backup.volumes import volumes_of, write_volume
from launcher.commands import run_d2h, run_python
from launcher.ending.archive import open_archive
from launcher.ending.certificate import KIND, Certificate
from launcher.errors import InstallationError
from launcher.installation import Installation, Ports
from launcher.settings import read_settings, write_settings
from launcher.signed_report import read_signed

NADIA = Actor("nadia", {})
PROJECT = """\
project: {id: sepsis, title: {en: Sepsis}, purpose: Study, starts: 2026-01-01, ends: 2099-12-31}
members: [{user: claire, role: lead}, {user: hugo, role: researcher}]
permits:
  - {sites: [lyon, grenoble], mode: records, datasets: {omop: {tables: {person: {columns: [person_id]}}}}}
"""


def governance(made: Installation) -> GovernanceSettings:
    settings = read_settings(made)
    return GovernanceSettings(
        database_url=settings["D2H_GOVERNANCE_DATABASE_URL"],
        key_file=Path(settings["D2H_GOVERNANCE_KEY_FILE"]),
        audit_anchor=Path(settings["D2H_GOVERNANCE_AUDIT_ANCHOR"]),
    )


def card(site: str) -> SiteCard:
    columns = {"person_id": {"type": "BIGINT"}}
    return SiteCard.model_validate(
        {
            "id": site,
            "title": {"en": site},
            "gateway_host": "127.0.0.1",
            "gateway_port": 8031,
            "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "data_owner_public_key": public_pem(Ed25519PrivateKey.generate()),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
    )


def volume(made: Installation, user: str, project: str, folder: Path) -> str:
    """A workspace's volume with one notebook in it, or without `user` the project's; its name."""
    file, content = folder / "volume.tar", f"work of {user} in {project}".encode()
    with tarfile.open(file, "w") as archive:
        entry = tarfile.TarInfo("étude.ipynb")
        entry.size, entry.uid, entry.gid, entry.mode = len(content), 1000, 1000, 0o640
        archive.addfile(entry, BytesIO(content))
    name = f"{made.container_prefix}-{user}--{project}"
    write_volume(name, {removal.LABEL: made.container_prefix}, file)
    return name


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """A draft of two sites, of which one stands here, with work, imports, code and a pseudonym key."""
    if not engine.is_reachable():
        pytest.skip("no Docker engine answers")
    monkeypatch.setenv("D2H_HOME", str(tmp_path / "home"))
    made = Installation(tmp_path / "home", f"end-{os.getpid()}", Ports(30_307), tmp_path / "sockets")
    made.keep()
    write_settings(made)
    for module in ("governance.migrate", "output_checking.migrate"):
        run_python(made, module)
    settings = governance(made)
    roles = {"nadia": Role.ADMIN, "claire": Role.RESEARCHER, "hugo": Role.RESEARCHER}
    people = [Person(username=u, full_name=u, roles=frozenset({r})) for u, r in roles.items()]
    with open_governance(settings)() as uow:
        register_people(uow, people, NADIA)
        for site in ("lyon", "grenoble"):
            register_site(uow, card(site), NADIA)
        uow.commit()
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    site = SiteFolder(made.site("lyon"))
    lyon = SiteSettings(id="lyon", title={"en": "Lyon"}, gateway=GatewaySettings(port=30_308))
    create_site(site, lyon, settings.public_key_file.read_text())
    ProjectKeys(site).key("sepsis")
    with open_governance(settings)() as uow:
        apply_projects(uow, read_project_files([tmp_path / "project.yaml"]), NADIA)
        for user in ("hugo", PROBE):
            open_session(uow, user, "sepsis")
        record_executed(uow, [Executed("hugo", "sepsis", "cell", "print('patients')")])
        uow.commit()
    for user, project in (("claire", "sepsis"), ("hugo", "sepsis"), ("claire", "sepsis-2"), ("", "sepsis")):
        volume(made, user, project, tmp_path)
    for project in ("sepsis", "sepsis-2"):
        (made.home / "imports" / project).mkdir(parents=True)
        (made.home / "imports" / project / "codes.csv").write_text("code\nA41\n", encoding="utf-8")
        CopyStore(made.home / "copies" / project / "claire", 1 << 20).keep("étude.ipynb", b"of yesterday")
    yield made
    removal.remove(made, (), lambda *_, **__: None, everything=True)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", file], check=True, capture_output=True)
    return file


def archived(made: Installation, key: Path, file: Path) -> None:
    public = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    recipient = public.stdout.strip()
    run_d2h(
        made, "archive", "sepsis", file, "--recipient", recipient, "--reason", "Published", "--as", "nadia"
    )


def life(made: Installation) -> dict[str, object]:
    told: dict[str, object] = json.loads(run_d2h(made, "project", "life", "sepsis", "--json"))
    return told


def test_an_archive_opens_again_with_all_that_the_project_left_or_not_at_all(
    installation: Installation, key: Path, tmp_path: Path
) -> None:
    file, folder = tmp_path / "sepsis.age", tmp_path / "opened"
    archived(installation, key, file)
    assert b"work of claire" not in file.read_bytes()
    told = life(installation)
    assert told["state"] == "ARCHIVED"
    steps = told["steps"]
    assert isinstance(steps, list) and steps[-1]["document"] == hashlib.sha256(file.read_bytes()).hexdigest()

    run_d2h(installation, "open-archive", file, folder, "--identity", key)

    assert (folder / "work/claire/étude.ipynb").read_bytes() == b"work of claire in sepsis"
    assert (folder / "work/hugo/étude.ipynb").read_bytes() == b"work of hugo in sepsis"
    assert (folder / "project/étude.ipynb").read_bytes() == b"work of  in sepsis"
    assert (folder / "imports/codes.csv").read_text() == "code\nA41\n"
    events = {record["event"] for record in json.loads((folder / "audit.json").read_text())}
    assert {"project.created", "code.executed"} <= events
    assert json.loads((folder / "life.json").read_text())["project"] == "sepsis"
    with pytest.raises(InstallationError, match="archive-folder"):
        open_archive(file, key, folder)
    whole = file.read_bytes()
    for wrong in (whole[:-3_000], whole[:-3_000] + bytes([whole[-3_000] ^ 1]) + whole[-2_999:]):
        file.write_bytes(wrong)
        with pytest.raises(InstallationError, match=r"backup-decryption|archive-unreadable"):
            open_archive(file, key, tmp_path / "again")
        assert not (tmp_path / "again").exists()


def test_after_its_destruction_nothing_is_left_but_what_the_certificate_says(
    installation: Installation, key: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "certificate"
    words = ("destroy", "sepsis", "--by", "CHU de Lyon", "--out", folder, "--yes", "--as", "nadia")
    with pytest.raises(InstallationError, match="command-failed"):
        run_d2h(installation, *words)
    assert len(volumes_of(installation)) == 4, "what is not archived is not destroyed"
    archived(installation, key, tmp_path / "sepsis.age")

    run_d2h(installation, *words)

    assert list(volumes_of(installation)) == [f"{installation.container_prefix}-claire--sepsis-2"]
    for kind in ("imports", "copies"):
        assert [path.name for path in (installation.home / kind).iterdir()] == ["sepsis-2"]
    with pytest.raises(Refusal, match="pseudonyms-destroyed"):
        ProjectKeys(SiteFolder(installation.site("lyon"))).key("sepsis")
    settings = governance(installation)
    with open_governance(settings, read_only=True)() as uow:
        assert uow.session.query(ExecutedRow).count() == 0
        assert uow.session.get_one(ProjectRow, "sepsis").state == "DESTROYED"
    public = load_public_pem(settings.public_key_file.read_text())
    shown = read_signed(folder / "certificate.json", public, Certificate, kind=KIND)
    assert (shown.workspaces, shown.code) == (("claire", "hugo"), 1)
    assert (shown.sites_here, shown.sites_elsewhere) == (("lyon",), ("grenoble",))
    assert "grenoble" in (folder / "certificate.fr.html").read_text()
    steps = life(installation)["steps"]
    digest = hashlib.sha256((folder / "certificate.json").read_bytes()).hexdigest()
    assert isinstance(steps, list) and steps[-1]["document"] == digest
    assert "✗" not in run_d2h(installation, "audit", "verify")
