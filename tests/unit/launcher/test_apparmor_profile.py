"""The AppArmor profile of workspaces: whether Debian's parser takes it, where it must hold, what is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hub_config.apparmor import PROFILE, PROFILE_FILE, profile_where
from launcher import apparmor, packages
from launcher.doctor.finding import Check, Verdict
from launcher.doctor.machine import apparmor_profile
from launcher.errors import InstallationError
from launcher.words import Words


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose kernel says that it has AppArmor; where it keeps its profiles."""
    (tmp_path / "enabled").write_text("Y\n")
    (tmp_path / "interface").mkdir()
    monkeypatch.setattr(apparmor, "_SWITCH", tmp_path / "enabled")
    monkeypatch.setattr(apparmor, "_INTERFACE", tmp_path / "interface")
    monkeypatch.setattr(apparmor, "INSTALLED", tmp_path / PROFILE)
    monkeypatch.setattr(packages, "is_root", lambda: False)
    return tmp_path


def parsed(profile: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    program = packages.find(apparmor.PROGRAM)
    assert program, "needs Debian's package apparmor"
    command = [program, "--skip-kernel-load", "--skip-cache", *options]
    return subprocess.run(command, input=profile.encode(), capture_output=True, check=False)


def test_debians_parser_compiles_the_profile_by_the_name_that_containers_ask_for() -> None:
    profile = PROFILE_FILE.read_text()

    assert parsed(profile, "--names").stdout.decode().split() == [PROFILE]
    compiled = parsed(profile, "--stdout")
    assert compiled.returncode == 0 and len(compiled.stdout) > 1000
    assert parsed(profile.replace("deny mount,", "deny mounting,")).returncode != 0


def test_containers_are_held_by_it_where_the_engine_says_that_its_kernel_has_apparmor() -> None:
    assert profile_where(["name=apparmor", "name=seccomp,profile=default"]) == PROFILE
    assert profile_where(["name=seccomp,profile=default"]) == ""


def test_without_apparmor_there_is_nothing_to_load(kernel: Path) -> None:
    (kernel / "enabled").write_text("N\n")

    apparmor.load()

    assert not apparmor.INSTALLED.exists()
    assert apparmor_profile().key == "doctor-apparmor-none"


def test_who_is_not_root_is_told_what_to_type(kernel: Path) -> None:
    with pytest.raises(InstallationError) as refused:
        apparmor.load()
    assert f"--replace {apparmor.INSTALLED}" in _said(refused.value.key, refused.value.params)
    assert apparmor_profile().verdict is Verdict.BAD

    apparmor.INSTALLED.write_bytes(PROFILE_FILE.read_bytes())
    apparmor.load()


def test_an_older_profile_is_not_taken_for_this_versions(kernel: Path) -> None:
    apparmor.INSTALLED.write_text("profile d2h-workspace {}")

    check = apparmor_profile()

    assert check.verdict is Verdict.BAD
    assert str(PROFILE_FILE) in _said(check.remedy, check.params)


def test_an_engine_that_does_not_hold_containers_by_apparmor_is_told(
    kernel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apparmor.INSTALLED.write_bytes(PROFILE_FILE.read_bytes())

    def check_with(*held_by: str) -> Check:
        monkeypatch.setattr("launcher.engine.security_options", lambda: list(held_by))
        return apparmor_profile()

    assert check_with("name=seccomp").key == "doctor-apparmor-unused"
    assert check_with("name=seccomp", "name=apparmor").verdict is Verdict.GOOD


@pytest.mark.skipif(apparmor.is_on(), reason="this kernel takes the profile")
def test_a_kernel_that_takes_no_profile_is_told_in_its_own_words(
    kernel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "is_root", lambda: True)

    with pytest.raises(InstallationError) as refused:
        apparmor.load()

    assert refused.value.key == "apparmor-failed"
    assert refused.value.params["reason"]


def _said(key: str | None, params: dict[str, str | int]) -> str:
    assert key
    for language in ("fr", "en"):
        said = Words(language).say(key, **params)
    return said
