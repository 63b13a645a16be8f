"""An engine that maps its users: whose the files of work are there, and in a backup."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from hub_config.loop_images import can_make_images, free_deleted_images
from hub_config.work_volumes import WorkVolumes
from launcher.backup.volumes import read_volume, write_volume
from launcher.doctor.machine import mapped_users
from tests.mapping_engine import FIRST_USER, mapping_engine


def test_a_members_files_are_hers_inside_and_in_a_backup_and_no_ones_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_make_images() or shutil.which("dockerd") is None:
        pytest.skip("an engine that maps users takes root, dockerd and loop devices")
    given, kept = tmp_path / "given.tar", tmp_path / "kept.tar"
    with tarfile.open(given, "w") as archive:
        file = tarfile.TarInfo("plan.txt")
        file.uid = file.gid = 1000
        file.size = 4
        archive.addfile(file, io.BytesIO(b"hers"))
    with mapping_engine() as engine:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine.socket}")
        volumes = WorkVolumes(
            f"d2hmapped-{os.getpid()}", tmp_path / "devices", own=16 << 20, project=16 << 20
        )
        work = volumes.make("claire", "alpha")

        write_volume(work.own, {}, given)
        read_volume(work.own, kept)

        assert mapped_users().key == "doctor-users-mapped"
        plain = engine.client.volumes.create("plain")
        write_volume(plain.name, {}, given)
        assert Path(plain.attrs["Mountpoint"], "plan.txt").stat().st_uid == FIRST_USER + 1000
        for name in (work.own, work.project):
            engine.client.volumes.get(name).remove()
    free_deleted_images()
    with tarfile.open(kept) as archive:
        owners = {entry.name: (entry.uid, entry.gid) for entry in archive}
        content = archive.extractfile("./plan.txt")
        assert content is not None and content.read() == b"hers"
    assert owners == {".": (1000, 1000), "./plan.txt": (1000, 1000)}
