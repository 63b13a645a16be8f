"""Keys of pseudonyms: drawn once, replaced, destroyed for good."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.site.folder import SiteFolder
from governance.refusal import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> SiteFolder:
    made = SiteFolder(tmp_path / "lyon")
    made.keys.mkdir(parents=True)
    return made


def test_a_projects_key_is_drawn_once_and_is_its_own(folder: SiteFolder) -> None:
    keys = ProjectKeys(folder)
    assert keys.key("sepsis") == ProjectKeys(folder).key("sepsis")
    assert keys.key("sepsis") != keys.key("activity")
    assert len(keys.key("sepsis")) == 32
    (file,) = folder.project_keys.glob("sepsis.key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_at_once_draw_one_key(folder: SiteFolder) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: ProjectKeys(folder).key("sepsis"), range(32)))) == 1


def test_a_rotated_key_is_another_one(folder: SiteFolder) -> None:
    keys = ProjectKeys(folder)
    before, neighbour = keys.key("sepsis"), keys.key("activity")
    keys.rotate("sepsis")
    assert keys.key("sepsis") != before
    assert keys.key("activity") == neighbour


def test_a_destroyed_key_never_comes_back(folder: SiteFolder) -> None:
    keys = ProjectKeys(folder)
    drawn = keys.key("sepsis").hex().encode()
    keys.destroy("sepsis")
    for call in (keys.key, keys.rotate):
        with pytest.raises(Refusal, match="pseudonyms-destroyed"):
            call("sepsis")
    assert all(drawn not in file.read_bytes() for file in folder.project_keys.iterdir())


def test_a_project_that_never_read_is_closed_too(folder: SiteFolder) -> None:
    ProjectKeys(folder).destroy("sepsis")
    with pytest.raises(Refusal, match="pseudonyms-destroyed"):
        ProjectKeys(folder).key("sepsis")


def test_a_damaged_key_is_told_and_not_replaced(folder: SiteFolder) -> None:
    ProjectKeys(folder).key("sepsis")
    (folder.project_keys / "sepsis.key").write_text("half a k")
    with pytest.raises(Refusal, match="key-unreadable"):
        ProjectKeys(folder).key("sepsis")
    assert (folder.project_keys / "sepsis.key").read_text() == "half a k"
