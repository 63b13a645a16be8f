"""The trust zones stay apart: who imports whom, and which libraries appear where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ZONES = ("d2h_sdk", "governance", "data_gateway", "output_checking", "hub_config")

# Where the login and the containers live: nothing else speaks to the hub's library or the engine.
HUB_LIBRARIES = {
    "jupyterhub",
    "docker",
    "dockerspawner",
    "traitlets",
    "nativeauthenticator",
    "oauthenticator",
}
# The edges of a zone, which may know the database and the web; its model and rules may not.
EDGES = {"storage", "web", "cli", "__main__", "worker", "migrate"}
EDGE_LIBRARIES = {"sqlalchemy", "alembic", "fastapi", "starlette", "uvicorn", "typer"}
# Pure subjects: model and rules of each zone.
RULES = (
    "governance/permits/document.py",
    "governance/access/token.py",
    "governance/audit/chain.py",
    "governance/refusal.py",
    "governance/signatures.py",
    "governance/projects/project_file.py",
    "output_checking/model.py",
    "output_checking/findings.py",
    "output_checking/request_files.py",
    "output_checking/opinions.py",
    "output_checking/states.py",
    "output_checking/decision.py",
    "output_checking/permissions.py",
    "output_checking/visibility.py",
    "output_checking/checks",
)


def python_files(folder: str) -> Iterator[Path]:
    path = REPOSITORY / folder
    return iter([path]) if path.is_file() else (file for file in sorted(path.rglob("*.py")))


def imported_by(file: Path) -> set[str]:
    """Top-level names of everything a file imports, at any depth of its code."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_the_import_contracts_hold() -> None:
    finished = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize("zone", ZONES)
def test_hub_and_engine_libraries_stay_in_the_hub_and_in_login_adapters(zone: str) -> None:
    if zone == "hub_config":
        files = [REPOSITORY / "launcher", REPOSITORY / "demo"]
        outside = [file for folder in files for file in folder.rglob("*.py")]
    else:
        outside = [
            file
            for file in python_files(zone)
            if file.relative_to(REPOSITORY / zone).as_posix() != "web/hub_login.py"
        ]
    found = {str(file.relative_to(REPOSITORY)): imported_by(file) & HUB_LIBRARIES for file in outside}
    assert outside
    assert {name: libraries for name, libraries in found.items() if libraries} == {}


@pytest.mark.parametrize("subject", RULES)
def test_model_and_rules_know_neither_database_nor_web(subject: str) -> None:
    files = list(python_files(subject))
    assert files, f"{subject} is gone: name what took its place"
    found = {str(file.relative_to(REPOSITORY)): imported_by(file) & EDGE_LIBRARIES for file in files}
    assert {name: libraries for name, libraries in found.items() if libraries} == {}


def test_the_doctor_needs_the_standard_library_alone() -> None:
    """It runs before anything is installed: an isolated Python without site packages can import it."""
    code = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); import launcher.doctor.examination"
    finished = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
