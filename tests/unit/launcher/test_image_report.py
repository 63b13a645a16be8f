"""What is known of an image's packages; what could not be asked is no all-clear."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from launcher import packages
from launcher.image_report import ImageReport, Part, debian_part, python_part
from launcher.words import Words

STATUS = """\
Package: curl
Status: install ok installed
Version: 7.88.1-10
Source: curl

Package: tini
Status: install ok installed
Version: 0.19.0-1
"""
# In Debian's own form: below 7.88.1-11 curl has the first fault, remotely exploitable, with a fix.
DATABASE = """\
VERSION 1
CVE-2099-0001,,A fault of curl
CVE-2099-0002,,A fault of another

curl,0,SHRF,7.88.1-11,
zlib,1,SL  ,,

curl,curl libcurl4
zlib,zlib1g

"""
# What pip-audit 2.10.1 wrote, ending with 0, where the index knows no such page.
UNASKED = (
    """{"dependencies": [{"name": "jinja2", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}"""
)
KNOWN = """{"dependencies": [{"name": "jinja2", "version": "2.10", "vulns": [
  {"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"], "aliases": []}]}], "fixes": []}"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    (tmp_path / "bookworm").write_bytes(zlib.compress(DATABASE.encode()))
    return tmp_path.as_uri()


@pytest.fixture
def pip_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What it says is in the file; no index of here has what the program would ask."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/said\n")
    program.chmod(0o755)
    monkeypatch.setattr(packages, "find", lambda name: str(tmp_path / name))
    return tmp_path / "said"


def told(part: Part) -> str:
    params: dict[str, str | int] = {"program": part.program, "asked": part.asked, "reason": part.reason}
    return Words("en").say(f"{part.gap}-{part.kind}", **params)


def test_a_fault_that_debian_knows_of_a_package_is_told(database: str) -> None:
    part = debian_part(STATUS, "bookworm", database)

    assert part.asked == 2 and part.gap == ""
    assert part.known == ("CVE-2099-0001 curl (fixed, remotely exploitable, high urgency)",)
    assert debian_part(STATUS.replace("-10", "-11"), "bookworm", database).known == ()


@pytest.mark.parametrize("suite", ["trixie", "bookworm"])
def test_a_database_that_is_not_reached_is_no_all_clear(database: str, suite: str, tmp_path: Path) -> None:
    (tmp_path / "bookworm").unlink()

    part = debian_part(STATUS, suite, database)

    assert part.gap == "image-report-away" and "nothing can be said of 2" in told(part)
    assert ImageReport("sha256:0", "", (part,)).exit_code == 1


def test_packages_that_the_index_does_not_know_are_no_all_clear(pip_audit: Path) -> None:
    pip_audit.write_text(UNASKED)

    part = python_part(["jinja2==2.10", "unheard==1"])

    assert "nothing can be said of 2 of 2" in told(part)
    assert ImageReport("sha256:0", "", (part,)).exit_code == 1


def test_what_is_known_of_a_package_of_python_stands_in_the_report(pip_audit: Path, tmp_path: Path) -> None:
    pip_audit.write_text(KNOWN)

    report = ImageReport("sha256:0", "now", (python_part(["jinja2==2.10"]),))

    assert report.exit_code == 2
    written = json.loads(report.write(tmp_path / "images").read_text())
    assert written["parts"][0]["known"] == ["PYSEC-2019-217 jinja2 2.10 (fixed in 2.10.1)"]


@pytest.mark.parametrize("said", ["", "[]", "Traceback", '{"dependencies": 1}'])
def test_what_is_no_answer_is_taken_for_none(pip_audit: Path, said: str) -> None:
    pip_audit.write_text(said)

    assert python_part(["jinja2==2.10"]).gap == "image-report-away"


def test_a_program_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find", lambda name: None)

    for part in (debian_part(STATUS, "bookworm"), python_part(["jinja2==2.10"])):
        assert f"install {part.program}" in told(part)
