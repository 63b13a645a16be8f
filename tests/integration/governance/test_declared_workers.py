"""An administrator declares the machines that run workspaces, and forgets them."""

from __future__ import annotations

import stat
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from governance.refusal import Refusal
from hub_config.nodes.bundle import read_bundle
from hub_config.nodes.placement import Homes
from hub_config.settings import HubSettings
from launcher.front import write_front
from launcher.installation import Installation
from launcher.settings import write_settings
from launcher.worker_cli import app

PEOPLE = "people:\n  - {user: nadia, name: Nadia, roles: [admin]}\n"
ADD = ("--address", "10.0.0.2", "--hub", "10.0.0.1", "--as", "nadia")


def worker(*words: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, words)), prog_name="d2h worker")


@pytest.fixture
def home(d2h, monkeypatch: pytest.MonkeyPatch) -> Path:
    Path("people.yaml").write_text(PEOPLE, encoding="utf-8")
    assert d2h("people", "apply", "people.yaml").exit_code == 0
    for name, value in write_settings(Installation.from_environment()).items():
        monkeypatch.setenv(name, value)
    return Installation.from_environment().home


def test_a_worker_is_given_what_it_needs_and_forgotten_once_it_has_no_files(home, d2h, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    added = worker("add", "lyon2", *ADD, "--shared", shared)
    bundle = home / "workers" / "lyon2" / "lyon2.tar"
    with tarfile.open(bundle) as tar:
        tar.extractall(tmp_path / "there", filter="data")
    front, files = read_bundle(tmp_path / "there", Path("/var/run/docker.sock"))

    assert added.exit_code == 0 and str(bundle) in added.stdout
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    assert (front.hub, front.listen, files.folder) == ("10.0.0.1:8444", "10.0.0.2:8443", shared)
    assert worker("list").stdout == f"lyon2  10.0.0.2:8443  65-128  {shared}\n"

    Homes(HubSettings().homes).settle("sepsis", "lyon2")
    kept = worker("remove", "lyon2", "--as", "nadia")
    assert kept.exit_code == 1 and "has the files of sepsis" in kept.stderr
    Homes(HubSettings().homes).forget("sepsis")
    assert worker("remove", "lyon2", "--as", "nadia").exit_code == 0
    assert worker("list").stdout == "No worker is declared: all projects work on this machine.\n"
    told = d2h("audit", "show", "--zone", "governance").stdout
    assert told.count("the worker lyon2") == 2


def test_a_worker_is_forgotten_whose_files_others_see_and_its_keys_are_deleted(home, tmp_path):
    for name in ("lyon2", "lyon3"):
        assert worker("add", name, *ADD, "--shared", tmp_path).exit_code == 0
    prefix, homes = Installation.from_environment().container_prefix, Homes(HubSettings().homes)
    (tmp_path / f"{prefix}---sepsis.work.img").touch()
    for project in ("sepsis", "stroke"):
        homes.settle(project, "lyon2")

    kept = worker("remove", "lyon2", "--as", "nadia")
    assert kept.exit_code == 1 and "has the files of stroke:" in kept.stderr
    homes.forget("stroke")
    assert worker("remove", "lyon2", "--as", "nadia").exit_code == 0
    assert homes.of("sepsis") == HubSettings().node
    write_front(Installation.from_environment())
    assert [one.name for one in (home / "workers").iterdir() if one.is_dir()] == ["lyon3"]

    homes.move("sepsis", HubSettings().node, "lyon3")
    last = worker("remove", "lyon3", "--as", "nadia")
    assert last.exit_code == 1 and "has the files of sepsis:" in last.stderr


def test_files_are_shared_where_the_folder_is_seen_and_quotas_hold(home, tmp_path, monkeypatch):
    missing = worker("add", "lyon2", *ADD, "--shared", tmp_path / "nowhere")
    assert missing.exit_code == 1 and "is no folder of this machine" in missing.stderr

    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    assert worker("add", "lyon2", *ADD, "--shared", tmp_path / "one").exit_code == 0
    other = worker("add", "lyon3", *ADD, "--shared", tmp_path / "two")
    assert other.exit_code == 1 and "share one folder" in other.stderr

    with tarfile.open(home / "workers" / "lyon2" / "lyon2.tar") as tar:
        tar.extractall(tmp_path / "there", filter="data")
    with monkeypatch.context() as there, pytest.raises(Refusal, match="shared-folder-unfit") as otherwise:
        there.setattr("hub_config.shared_files.first_user", lambda _: 200_000)
        read_bundle(tmp_path / "there", Path("/var/run/docker.sock"))
    assert otherwise.value.params["reason"] == "users"
    (tmp_path / "one" / "d2h-storage").unlink()  # as on a machine that has not mounted it
    with pytest.raises(Refusal, match="shared-folder-away"):
        read_bundle(tmp_path / "there", Path("/var/run/docker.sock"))

    (tmp_path / "one" / "d2h-storage").write_text("ours?\n")
    strange = worker("add", "lyon4", *ADD, "--shared", tmp_path / "one")
    assert strange.exit_code == 1 and "no_root_squash" in strange.stderr

    monkeypatch.setattr("hub_config.shared_files.can_make_images", lambda: False)
    unlimited = worker("add", "lyon4", *ADD, "--shared", tmp_path / "one")
    assert unlimited.exit_code == 1 and "cannot be limited" in unlimited.stderr
    assert worker("list").stdout.count("\n") == 1
