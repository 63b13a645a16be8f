"""What the repository as a whole must be: one subject per file, complete words, closed locks."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast

REPOSITORY = Path(__file__).resolve().parents[2]
LINES_AT_MOST = 400
TRANSLATED = ("d2h_sdk", "governance", "data_gateway", "output_checking", "launcher")
# Written so that this file does not find itself.
INDEX_HOSTS = re.compile(
    r"https?://[^\s\"']*(?:py[p]i|python[h]osted|npm[j]s|debi[a]n)\.[a-z]+|https?://(?:d[e]b|securit[y]|registr[y])\."
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:w[o]rk|f[a]rm|ro[o]t|ho[m]e/(?!researcher\b|jovyan\b)\w+)/[\w.]")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True)
    assert listed.returncode == 0, "the tests run in a clone of the repository"
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


def texts() -> dict[str, str]:
    found = {}
    for file in tracked_files():
        try:
            found[str(file.relative_to(REPOSITORY))] = file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return found


def test_no_python_file_grows_past_one_subject() -> None:
    long = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}
    assert {name: lines for name, lines in long.items() if lines > LINES_AT_MOST} == {}


@pytest.mark.parametrize(
    "pattern", [INDEX_HOSTS, MACHINE_PATHS], ids=["package hosts", "paths of one machine"]
)
def test_no_trace_of_one_machine_or_of_a_package_host(pattern: re.Pattern[str]) -> None:
    found = {
        name: match[0]
        for name, text in texts().items()
        if not name.endswith(".svg") and (match := pattern.search(text))
    }
    assert found == {}


def locks() -> list[Path]:
    return [file for file in tracked_files() if re.fullmatch(r"requirements.*\.lock", file.name)]


def test_every_locked_package_carries_its_hashes_and_no_address() -> None:
    assert len(locks()) >= 3, "the runtime, the tests and the workspace image each have a lock"
    for lock in locks():
        requirements = re.split(r"\n(?=[a-zA-Z0-9])", lock.read_text(encoding="utf-8"))
        pinned = [text for text in requirements if re.match(r"[a-zA-Z0-9]", text)]
        assert pinned
        for requirement in pinned:
            assert re.match(r"[\w.-]+(\[[\w,-]+\])?==", requirement), f"{lock.name}: {requirement[:60]}"
            assert "--hash=sha256:" in requirement, f"{lock.name}: {requirement[:60]}"
        assert not re.search(
            r"^--?(index-url|extra-index-url|i|find-links|f)\b|https?://", lock.read_text(), re.M
        )


@pytest.mark.parametrize("folder", ["hub_config/proxy", "tests/openid_provider"])
def test_what_node_runs_is_locked_with_integrity_and_without_addresses(folder: str) -> None:
    lock = (REPOSITORY / folder / "package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')
    assert '"resolved"' not in lock


def messages_of(catalogue: Path) -> dict[str, set[str]]:
    """Message id -> its variables. A catalogue with a line that Fluent cannot read fails here."""
    resource = FluentParser().parse(catalogue.read_text(encoding="utf-8"))
    assert [entry.content for entry in resource.body if isinstance(entry, ast.Junk)] == [], catalogue
    return {
        entry.id.name: set(re.findall(r"\$([a-zA-Z][\w-]*)", FluentSerializer().serialize_entry(entry)))
        for entry in resource.body
        if isinstance(entry, ast.Message)
    }


@pytest.mark.parametrize("package", TRANSLATED)
def test_french_and_english_say_the_same_things(package: str) -> None:
    folders = {file.parent for file in (REPOSITORY / package).rglob("*.ftl")}
    assert folders, f"{package} speaks no language"
    for folder in folders:
        english, french = messages_of(folder / "en.ftl"), messages_of(folder / "fr.ftl")
        assert set(english) == set(french), folder
        assert english == french, f"{folder}: a variable is missing in one language"
