"""What a backup wrote comes back after everything was destroyed, and a bad one touches nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from governance.audit.trail import verify_trail
from governance.settings import GovernanceSettings
from governance.signatures import load_public_pem
from governance.storage.tables import AUDIT_RECORDS
from governance.storage.unit_of_work import open_governance
from hub_config.loop_images import can_make_images
from launcher import engine, removal
from launcher.backup.going_back import keep_state, put_state_back
from launcher.backup.restoring import restore_backup
from launcher.backup.volumes import read_volume, volumes_of, write_volume
from launcher.backup.writing import write_backup
from launcher.commands import run_d2h, run_python
from launcher.errors import InstallationError
from launcher.installation import Installation, Ports
from launcher.settings import read_settings, write_settings

STORED = b"a,b\r\n12,15\r\n"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Databases, a store and a site's folder as an installation has them, and one researcher's volume;
    another one's, which several machines see, is open on a worker now."""
    if not engine.is_reachable():
        pytest.skip("no Docker engine answers")
    monkeypatch.setenv("D2H_HOME", str(tmp_path / "home"))
    made = Installation(tmp_path / "home", f"backup-{os.getpid()}", Ports(30_307), tmp_path / "sockets")
    made.keep()
    write_settings(made)
    for module in ("governance.migrate", "output_checking.migrate"):
        run_python(made, module)
    (made.home / "airlock" / "store" / "ab").mkdir(parents=True)
    (made.home / "airlock" / "store" / "ab" / "abcdef").write_bytes(STORED)
    (made.home / "sites" / "lyon" / "datasets" / "omop").mkdir(parents=True)
    (made.home / "sites" / "lyon" / "site.toml").write_text('id = "lyon"\n')
    (made.home / "sites" / "lyon" / "datasets" / "omop" / "person.parquet").write_bytes(b"PAR1 rows PAR1")
    (made.home / "log" / "hub.log").write_text("yesterday\n")
    write_volume(
        f"{made.container_prefix}-claire", {removal.LABEL: made.container_prefix}, notebook(tmp_path)
    )
    label, device = f"{removal.LABEL}={made.container_prefix}", made.home / "devices" / "shared" / "hugo"
    options = [f"--opt={option}" for option in ("type=ext4", f"device={device}", "o=nosuid,nodev")]
    command = ["docker", "volume", "create", f"--label={label}", *options, f"{made.container_prefix}-hugo"]
    subprocess.run(command, check=True, capture_output=True)
    yield made
    removal.remove(made, (), lambda *_, **__: None, everything=True)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", file], check=True, capture_output=True)
    return file


def recipient(key: Path) -> str:
    return subprocess.run(
        ["age-keygen", "-y", key], check=True, capture_output=True, text=True
    ).stdout.strip()


def notebook(folder: Path) -> Path:
    """A tar file with a notebook that belongs to the workspace's own user."""
    file = folder / "volume.tar"
    with tarfile.open(file, "w") as archive:
        entry = tarfile.TarInfo("work/étude.ipynb")
        entry.size, entry.uid, entry.gid, entry.mode = 2, 1000, 1000, 0o640
        archive.addfile(entry, BytesIO(b"{}"))
    return file


def governance(installation: Installation) -> GovernanceSettings:
    settings = read_settings(installation)
    return GovernanceSettings(
        database_url=settings["D2H_GOVERNANCE_DATABASE_URL"],
        key_file=Path(settings["D2H_GOVERNANCE_KEY_FILE"]),
        audit_anchor=Path(settings["D2H_GOVERNANCE_AUDIT_ANCHOR"]),
    )


def move_governance(installation: Installation, socket: Path) -> str:
    """To a new database of a server, whose address is returned."""
    name = f"governance_{uuid4().hex}"
    with psycopg.connect(host=str(socket), user="d2h", dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    address = f"postgresql+psycopg://d2h@/{name}?host={socket}"
    before = read_settings(installation)["D2H_GOVERNANCE_DATABASE_URL"]
    text = installation.environment_file.read_text()
    installation.environment_file.write_text(text.replace(before, address))
    write_settings(installation)
    for gone in ("key.pem", "key.pub", "audit.anchor"):
        (installation.home / "governance" / gone).unlink(missing_ok=True)
    run_python(installation, "governance.migrate")
    return address


def append(installation: Installation, subject: str) -> None:
    with open_governance(governance(installation))() as uow:
        uow.audit.append(actor="nadia", event="test.worked", subject=subject)
        uow.commit()


def subjects(installation: Installation) -> list[str]:
    """Of all records, once the trail was proved whole up to its anchor."""
    settings = governance(installation)
    with open_governance(settings, read_only=True)() as uow:
        public = load_public_pem(settings.public_key_file.read_text())
        assert settings.audit_anchor is not None
        assert verify_trail(uow.session, AUDIT_RECORDS, public, settings.audit_anchor).fault is None
        return list(uow.session.scalars(sa.select(AUDIT_RECORDS.c.subject)))


def destroy(installation: Installation) -> None:
    removal.remove(installation, (), lambda *_, **__: None, everything=True)
    assert not installation.home.exists()
    assert volumes_of(installation) == {}


def refusal(call: Any, *arguments: Any) -> str:
    with pytest.raises(InstallationError) as refused:
        call(*arguments)
    return refused.value.key


def test_everything_comes_back_though_people_worked_on(
    installation: Installation, key: Path, tmp_path: Path
) -> None:
    for number in range(20):
        append(installation, f"before-{number}")
    settings, over = read_settings(installation), threading.Event()

    def work() -> None:
        number = 0
        while not over.is_set():
            append(installation, f"during-{number}")
            number += 1

    working = threading.Thread(target=work)
    working.start()
    try:
        told = run_d2h(installation, "backup", tmp_path / "monday.age", "--recipient", recipient(key))
    finally:
        over.set()
        working.join()
    assert "monday.age" in told
    assert stat.S_IMODE((tmp_path / "monday.age").stat().st_mode) == 0o600
    assert subjects(installation)[-1] == installation.name or "during" in subjects(installation)[-1]
    destroy(installation)

    told = run_d2h(installation, "restore", tmp_path / "monday.age", "--identity", key)

    assert "./d2h up" in told
    assert read_settings(installation) == settings
    found = subjects(installation)
    assert found[:20] == [f"before-{number}" for number in range(20)]
    assert found[-1] == installation.name  # that it was restored
    home = installation.home
    assert (home / "airlock/store/ab/abcdef").read_bytes() == STORED
    assert (home / "sites/lyon/datasets/omop/person.parquet").is_file()
    assert stat.S_IMODE((home / "governance/key.pem").stat().st_mode) == 0o600
    assert not (home / "log").exists()
    (name,) = volumes_of(installation)
    (volume,) = json.loads(subprocess.check_output(["docker", "volume", "inspect", name]))
    assert volume["Options"] or not can_make_images(), "what had no size of its own has one now"
    read_volume(name, tmp_path / "back.tar")
    with tarfile.open(tmp_path / "back.tar") as archive:
        entry = next(entry for entry in archive if entry.name.endswith("étude.ipynb"))
        assert (entry.uid, entry.mode & 0o777, entry.size) == (1000, 0o640, 2)
    append(installation, "after")
    assert subjects(installation)[-1] == "after"


def test_a_zone_on_a_server_comes_back_too(
    installation: Installation, key: Path, tmp_path: Path, postgresql_socket: Path
) -> None:
    move_governance(installation, postgresql_socket)
    append(installation, "kept")
    write_backup(installation, tmp_path / "b.age", [recipient(key)], datasets=False)
    append(installation, "lost")
    destroy(installation)
    restored = restore_backup(installation, tmp_path / "b.age", key)
    assert restored.manifest.servers == ("governance",)
    assert subjects(installation) == ["kept"]
    assert not (installation.home / "sites/lyon/datasets").exists()


def test_a_version_is_left_again_with_what_the_one_before_it_knew(
    installation: Installation, postgresql_socket: Path
) -> None:
    address = move_governance(installation, postgresql_socket)
    append(installation, "kept")
    airlock = installation.home / "airlock/airlock.sqlite"
    keep_state(installation)
    append(installation, "written by the version after")
    for engine_of in (sa.create_engine(address), sa.create_engine(f"sqlite:///{airlock}")):
        with engine_of.begin() as connection:
            connection.execute(sa.text("CREATE TABLE of_the_version_after (id INTEGER PRIMARY KEY)"))
            connection.execute(sa.text("UPDATE alembic_version SET version_num = 'after'"))
        engine_of.dispose()
    with installation.environment_file.open("a") as settings:
        settings.write("D2H_GOVERNANCE_OF_THE_VERSION_AFTER=1\n")

    put_state_back(installation)
    run_d2h(installation, "service", "put-back")  # the first was cut off at its end

    assert subjects(installation) == ["kept", installation.name]
    assert "AFTER" not in installation.environment_file.read_text()
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT to_regclass('of_the_version_after')").fetchone() == (None,)
    with closing(sqlite3.connect(airlock)) as database:
        assert database.execute("SELECT 1 FROM sqlite_master WHERE name LIKE 'of_the%'").fetchall() == []
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() != ("after",)


def test_a_bad_backup_touches_nothing(installation: Installation, key: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "b.age", tmp_path / "other.txt"
    subprocess.run(["age-keygen", "-o", other], check=True, capture_output=True)
    assert refusal(write_backup, installation, file, ["age1nobody"]) == "backup-encryption"
    assert (
        refusal(write_backup, installation, installation.home / "b.age", [recipient(key)]) == "backup-inside"
    )
    assert not file.exists()
    write_backup(installation, file, [recipient(key)])
    assert refusal(write_backup, installation, file, [recipient(key)]) == "backup-exists"
    assert refusal(restore_backup, installation, file, key) == "restore-occupied"
    elsewhere = replace(installation, home=tmp_path / "elsewhere")
    assert refusal(restore_backup, elsewhere, tmp_path / "none.age", key) == "restore-no-file"
    assert refusal(restore_backup, elsewhere, file, other) == "backup-decryption"
    cut, changed = tmp_path / "cut.age", tmp_path / "changed.age"
    content = file.read_bytes()
    cut.write_bytes(content[:-5_000])
    changed.write_bytes(content[:-9_000] + bytes([content[-9_000] ^ 1]) + content[-8_999:])
    for bad in (cut, changed):
        assert refusal(restore_backup, elsewhere, bad, key) == "backup-decryption"
    assert list(elsewhere.home.iterdir()) == []
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_it_says_in_words_what_is_missing(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="command-failed") as refused:
        run_d2h(installation, "backup", tmp_path / "b.age")
    assert "age-keygen" in str(refused.value.params["reason"])
