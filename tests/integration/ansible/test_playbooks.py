"""The playbooks are sound, and name what the launcher names."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from launcher.packages import RUNTIME

REPOSITORY = Path(__file__).resolve().parents[3]
PLAYBOOKS = REPOSITORY / "ansible"


@pytest.fixture(scope="module")
def ansible() -> Path:
    """The folder of Ansible's commands, of the versions that the lock names."""
    made = subprocess.run([PLAYBOOKS / "environment"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())


def run(program: Path, *words: str) -> None:
    environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "ANSIBLE_NOCOLOR": "1"}
    finished = subprocess.run(
        [program, *words], cwd=PLAYBOOKS, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_linter_of_ansible_finds_nothing(ansible: Path) -> None:
    run(ansible / "ansible-lint", "--offline", "--strict")


@pytest.mark.parametrize("inventory", ["one-machine", "four-hospitals", "swarm"])
def test_every_inventory_is_understood(ansible: Path, inventory: str) -> None:
    run(ansible / "ansible-playbook", "-i", f"inventories/{inventory}", "--syntax-check", "site.yml")


def test_the_hub_gets_the_packages_that_the_launcher_installs() -> None:
    named = YAML(typ="safe").load(PLAYBOOKS / "roles/hub/vars/main.yml")["hub_packages"]
    assert set(named) == set(RUNTIME)


RULES = PLAYBOOKS / "roles/monitoring/files/d2h.rules.yml"
CODE = ("governance", "output_checking", "data_gateway")


def test_alerts_ask_for_figures_that_our_services_tell() -> None:
    source = "".join(path.read_text() for package in CODE for path in (REPOSITORY / package).rglob("*.py"))
    asked = set(re.findall(r"\bd2h_\w+", RULES.read_text(encoding="utf-8")))

    assert len(asked) >= 6
    assert {name for name in asked if f'"{name}"' not in source} == set()


def test_every_alert_is_said_in_both_languages() -> None:
    groups = YAML(typ="safe").load(RULES)["groups"]
    said = {rule["alert"]: rule["annotations"] for group in groups for rule in group["rules"]}

    assert {name for name, words in said.items() if set(words) != {"summary", "summary_fr"}} == set()
