"""The commands as an admin types them: what they print, in which language, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from governance.catalogue.site_card import SiteCard
from governance.cli import app
from governance.migrate import migrate
from governance.settings import GovernanceSettings
from governance.storage.engine import open_engine

PEOPLE = """\
people:
  - {user: nadia, name: Nadia, roles: [admin], language: fr}
  - {user: claire, name: Claire, site: lyon, roles: [researcher]}
  - {user: hugo, name: Hugo, roles: [researcher]}
"""

Typed = Callable[..., Result]


@pytest.fixture
def d2h(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """Types a command in an installation that is prepared and otherwise empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("D2H_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("D2H_LANGUAGE", "en")
    for name in ("DATABASE_URL", "KEY_FILE", "AUDIT_ANCHOR", "AUDIT_TRAILS"):
        monkeypatch.delenv(f"D2H_GOVERNANCE_{name}", raising=False)
    monkeypatch.delenv("D2H_ACTOR", raising=False)
    migrate(GovernanceSettings())
    return lambda *words: CliRunner().invoke(app, list(map(str, words)), prog_name="d2h")


@pytest.fixture
def ready(d2h: Typed, make_card: Callable[[str, Ed25519PrivateKey], SiteCard], project_text: str) -> Typed:
    """People and sites registered; a project file waits in `project.yaml`."""
    Path("people.yaml").write_text(PEOPLE, encoding="utf-8")
    assert d2h("people", "apply", "people.yaml").exit_code == 0
    for site in ("lyon", "grenoble"):
        card = make_card(site, Ed25519PrivateKey.generate())
        Path(f"{site}.json").write_text(card.model_dump_json(), encoding="utf-8")
    assert d2h("sites", "register", "lyon.json", "grenoble.json", "--as", "nadia").exit_code == 0
    Path("project.yaml").write_text(project_text, encoding="utf-8")
    return d2h


def test_plan_then_apply_then_nothing_left_to_do(ready: Typed) -> None:
    planned = ready("project", "plan", "project.yaml")
    assert planned.exit_code == 2
    assert "+ permit asked of lyon, grenoble: version 1, records" in planned.output
    applied = ready("project", "apply", "project.yaml", "--as", "nadia")
    assert applied.exit_code == 0
    assert "One project applied." in applied.output
    again = ready("project", "plan", "project.yaml")
    assert (again.exit_code, again.output) == (0, "Project sepsis: nothing to change\n")


def test_a_plan_in_french(ready: Typed) -> None:
    planned = ready("project", "plan", "project.yaml", "--language", "fr")
    assert "+ autorisation demandée à lyon, grenoble : version 1, données individuelles" in planned.output


def test_a_plan_as_json_carries_codes_and_words(ready: Typed) -> None:
    planned = ready("project", "plan", "project.yaml", "--json")
    (plan,) = json.loads(planned.output)
    assert (plan["project"], plan["change"]) == ("sepsis", "create")
    assert {"sign": "+", "code": "plan-member"}.items() <= plan["lines"][-4].items()
    assert all(line["words"] for line in plan["lines"])


def test_several_files_a_folder_or_a_pattern(ready: Typed, project_text: str) -> None:
    folder = Path("projects")
    folder.mkdir()
    for name in ("one", "two"):
        text = project_text.replace("id: sepsis", f"id: {name}")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    for asked in (["projects"], ["projects/*.yaml"], ["projects/one.yaml", "projects/two.yaml"]):
        planned = ready("project", "plan", *asked)
        assert planned.exit_code == 2
        assert "Project one: to create" in planned.output
        assert "Project two: to create" in planned.output


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_every_mistake_is_printed_with_file_line_and_key_and_exits_with_1(
    ready: Typed, project_text: str, command: str
) -> None:
    text = project_text.replace("year_of_birth", "birthyear").replace("user: hugo", "user: hugoo")
    Path("project.yaml").write_text(text, encoding="utf-8")
    refused = ready("project", command, "project.yaml", "nowhere.yaml")
    assert refused.exit_code == 1
    assert "nowhere.yaml: There is no such file." in refused.stderr
    refused = ready("project", command, "project.yaml")
    assert refused.exit_code == 1
    assert "project.yaml:9: members.1.user: hugoo is not registered." in refused.stderr
    assert "project.yaml:16: permits.0.datasets.omop.tables.person.columns.1: " in refused.stderr
    assert "2 things to correct; nothing was changed." in refused.stderr
    assert "No project yet." in ready("project", "list").output


@pytest.mark.parametrize(
    "words",
    [
        ["project", "plan"],
        ["project", "plan", "--frob", "project.yaml"],
        ["project", "plan", "nowhere*.yaml"],
        ["project", "suspend", "sepsis"],
        ["project", "suspend", "sepsis", "--reason", "x"],
        ["project", "apply", "project.yaml", "--as", "claire"],
        ["people", "apply", "project.yaml"],
        ["sites", "register", "people.yaml"],
    ],
)
def test_an_error_exits_with_1_never_as_a_plan_with_changes(ready: Typed, words: list[str]) -> None:
    refused = ready(*words)
    assert refused.exit_code == 1
    assert refused.exception is None or isinstance(refused.exception, SystemExit)


def test_a_project_is_suspended_and_resumed(ready: Typed) -> None:
    ready("project", "apply", "project.yaml")
    said = ready("project", "suspend", "sepsis", "--reason", "complaint", "--as", "nadia")
    assert said.exit_code == 0
    assert "sepsis  suspended" in ready("project", "list").output
    assert ready("project", "resume", "sepsis").exit_code == 0
    (shown,) = json.loads(ready("project", "list", "--json").output)
    assert (shown["id"], shown["state"]) == ("sepsis", "ACTIVE")
    story = ready("audit", "show", "--project", "sepsis").output
    assert "nadia suspended the project sepsis: complaint" in story


def test_people_registered_again_are_told_unchanged(ready: Typed) -> None:
    assert ready("people", "apply", "people.yaml").output == "Nothing to change.\n"
    Path("people.yaml").write_text(PEOPLE.replace("[admin]", "[admin, researcher]"), encoding="utf-8")
    assert ready("people", "apply", "people.yaml").output == "Changed: nadia\n"


def test_a_site_whose_key_changed_is_refused_in_words(
    ready: Typed, make_card: Callable[[str, Ed25519PrivateKey], SiteCard]
) -> None:
    other = make_card("lyon", Ed25519PrivateKey.generate())
    Path("lyon.json").write_text(other.model_dump_json(), encoding="utf-8")
    refused = ready("sites", "register", "lyon.json")
    assert refused.exit_code == 1
    assert "--new-key" in refused.stderr
    assert ready("sites", "register", "lyon.json", "--new-key").exit_code == 0


def test_the_story_is_told_in_both_languages_and_as_json(ready: Typed) -> None:
    ready("project", "apply", "project.yaml", "--as", "nadia")
    english, french = ready("audit", "show").output, ready("audit", "show", "--language", "fr").output
    assert "nadia asked lyon for a permit for sepsis, version 1" in english
    assert "nadia a demandé à lyon une autorisation pour sepsis, version 1" in french
    records = json.loads(ready("audit", "show", "--json", "--project", "sepsis").output)
    assert [r["event"] for r in records] == ["project.created", "permit.proposed", "permit.proposed"]
    assert records[0]["zone"] == "governance"
    assert records[0]["details"]["account"].startswith("account:")
    assert ready("audit", "show", "--project", "other").output == "Nothing has happened yet.\n"


def test_verify_names_the_first_record_that_was_edited(ready: Typed) -> None:
    assert ready("audit", "verify").exit_code == 0
    with open_engine(GovernanceSettings().database_url).begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_records_no_update"))
        connection.execute(sa.text("UPDATE audit_records SET actor = 'x' WHERE sequence = 2"))
    broken = ready("audit", "verify")
    assert broken.exit_code == 1
    assert "✗ governance: record 2: its content is not what was recorded." in broken.output
    (verdict,) = json.loads(ready("audit", "verify", "--json").output)
    assert verdict["fault"] == {"sequence": 2, "code": "audit-record-altered"}


def test_verify_reads_every_trail_the_settings_name(ready: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: dict[str, Any] = {
        "zone": "airlock",
        "database_url": "sqlite:///nowhere.sqlite",
        "public_key_file": "nowhere.pub",
    }
    monkeypatch.setenv("D2H_GOVERNANCE_AUDIT_TRAILS", json.dumps([gone]))
    verified = ready("audit", "verify")
    assert verified.exit_code == 1
    assert "✓ governance" in verified.output
    assert "✗ airlock" in verified.output
    assert not Path("nowhere.sqlite").exists()


def test_a_setting_that_cannot_be_used_is_named(d2h: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("D2H_GOVERNANCE_PORT", "many")
    refused = d2h("audit", "verify")
    assert refused.exit_code == 1
    assert "D2H_GOVERNANCE_PORT" in refused.stderr


def test_commands_before_the_first_preparation_say_what_to_run(
    d2h: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("D2H_HOME", str(tmp_path / "elsewhere"))
    for words in (["project", "list"], ["audit", "show"]):
        refused = d2h(*words)
        assert refused.exit_code == 1
    assert "python -m governance.migrate" in d2h("project", "list").stderr
