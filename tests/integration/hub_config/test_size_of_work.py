"""A member's files have a size: what is beyond is refused, and told beforehand; what she has is kept."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from hub_config.loop_images import can_make_images
from hub_config.settings import HubSettings

SIZE, SHARED_SIZE = HubSettings().work_bytes, HubSettings().project_bytes


@pytest.fixture
def opened(small_hub) -> Iterator[object]:
    """Claire's workspace in alpha, on a volume that has nothing yet."""
    if not can_make_images():
        pytest.skip("needs root and loop devices")
    small_hub.login("claire").stop_workspace("alpha")
    if any(one.name == name(small_hub) for one in docker.from_env().volumes.list()):
        docker.from_env().volumes.get(name(small_hub)).remove()
    small_hub.start_workspace("claire", "alpha")
    yield small_hub
    run(small_hub, "rm -rf ~/project/* *")


def name(hub) -> str:
    return f"{hub.env['D2H_HUB_INSTALLATION']}-claire--alpha"


def run(hub, line: str) -> str:
    return hub.container("claire", "alpha").exec_run(["sh", "-c", line]).output.decode()


def image(hub) -> Path:
    return Path(docker.from_env().volumes.get(name(hub)).attrs["Mountpoint"]).parent / "work.img"


def loops(of: Path) -> list[str]:
    told = ["losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE"]
    lines = subprocess.run(told, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split()[0] for line in lines if str(of) in line]


def notices(hub) -> str:
    session = hub.login("claire")
    return session.http.get(f"{session.hub_url}/hub/d2h/notices/alpha").text


def test_what_is_beyond_the_size_of_a_members_files_is_refused(opened):
    said = run(opened, f"fallocate -l {SIZE * 2} much; fallocate -l {SHARED_SIZE * 2} project/much")

    assert said.count("No space left on device") == 2
    assert image(opened).stat().st_size == SIZE
    assert image(opened).stat().st_blocks * 512 < 100 << 20, "what is not used takes no room"


def test_a_member_is_told_before_her_files_are_full(opened):
    assert "prennent" not in notices(opened)

    run(opened, f"fallocate -l {SIZE * 85 // 100} much; fallocate -l {SHARED_SIZE * 85 // 100} project/much")

    # The file system keeps some of its size for its own tables.
    told = notices(opened)
    assert re.search("Vos fichiers prennent 8[5-9] % des 19,5 Go", told)
    assert re.search("partagent les membres de ce projet prennent 8[5-9] % des 4[89],[0-9] Go", told)


def test_files_are_there_again_after_the_machine_was_started_anew(opened):
    run(opened, "echo kept > mine.txt")
    opened.login("claire").stop_workspace("alpha")
    (loop,) = loops(image(opened))
    subprocess.run(["losetup", "--detach", loop], check=True)

    opened.start_workspace("claire", "alpha")

    assert run(opened, "cat mine.txt") == "kept\n"


def test_nothing_of_a_deleted_volume_stays_on_the_disk(opened):
    opened.login("claire").stop_workspace("alpha")
    place = image(opened)
    docker.from_env().volumes.get(name(opened)).remove()

    opened.start_workspace("claire", "alpha")

    assert len(loops(place)) == 1
    assert run(opened, "ls ~/work") == "project\n"
