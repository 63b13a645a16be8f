"""The commands as an admin types them: what they print, in which language, and their exit codes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import Result

from governance.catalogue.site_card import SiteCard
from governance.settings import GovernanceSettings
from governance.storage.engine import open_engine

Typed = Callable[..., Result]


def record_all(ready: Typed, *, basis: str = "cnil") -> None:
    Path("opinion.pdf").write_bytes(b"%PDF an opinion")
    for step, more in (("committee", ()), ("basis", ("--kind", basis)), ("register", ())):
        told = ("--by", "CSE of Lyon", "--reference", "2026-014", "--given", "2026-01-05", *more)
        recorded = ready("project", "record", "sepsis", step, "--document", "opinion.pdf", *told)
        assert recorded.exit_code == 0, recorded.output


def test_plan_then_apply_then_nothing_left_to_do(ready: Typed) -> None:
    planned = ready("project", "plan", "project.yaml")
    assert planned.exit_code == 2
    assert "+ permit asked of lyon, grenoble: version 1, records" in planned.output
    applied = ready("project", "apply", "project.yaml", "--as", "nadia")
    assert applied.exit_code == 0
    assert "One project applied." in applied.output
    again = ready("project", "plan", "project.yaml")
    assert again.exit_code == 0
    told = again.output.splitlines()
    assert told[0] == "Project sepsis: nothing to change"
    assert len(told) == 5 and "lyon, grenoble: what is asked is not signed." in told[-1]


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


def test_a_project_is_activated_suspended_and_resumed(ready: Typed, sign: Callable[[], None]) -> None:
    ready("project", "apply", "project.yaml")
    too_early = ready("project", "activate", "sepsis", "--as", "nadia")
    assert too_early.exit_code == 1
    assert "4 things are missing" in too_early.stderr
    assert "It waits for the scientific and ethics committee." in too_early.stderr
    listed = ready("project", "list").output
    assert "4 things are missing: it waits for the scientific and ethics committee, the lead" in listed
    sign()
    record_all(ready)
    assert ready("project", "activate", "sepsis", "--as", "nadia").exit_code == 0
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
    people = Path("people.yaml").read_text(encoding="utf-8")
    Path("people.yaml").write_text(people.replace("[admin]", "[admin, researcher]"), encoding="utf-8")
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
    assert "registered the site lyon" in ready("audit", "show", "--event", "site.registered").output
    assert ready("audit", "show", "--actor", "nobody").output == "Nothing has happened yet.\n"
    assert ready("audit", "show", "--until", "2020-01-01").output == "Nothing has happened yet.\n"
    shown = json.loads(ready("audit", "show", "--json", "--since", "2020-01-01", "--last", "2").output)
    everything = json.loads(ready("audit", "show", "--json").output)
    assert shown == everything[-2:]


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


# --- the life of a project -------------------------------------------------------------------------------


def test_a_recorded_opinion_keeps_the_hash_of_its_document_and_not_the_document(
    ready: Typed, tmp_path: Path
) -> None:
    ready("project", "apply", "project.yaml")
    record_all(ready)
    digest = hashlib.sha256(b"%PDF an opinion").hexdigest()
    life = json.loads(ready("project", "life", "sepsis", "--json").output)
    assert [(step["step"], step["document"]) for step in life["steps"]] == [
        ("committee", digest),
        ("basis", digest),
        ("register", digest),
    ]
    assert [lack["turn"] for lack in life["lacks"]] == ["data-owners"]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert b"an opinion" not in kept
    assert (
        "recorded the committee's opinion on sepsis: 2026-014, CSE of Lyon" in ready("audit", "show").output
    )


def test_the_same_record_twice_is_told_and_kept_once(ready: Typed) -> None:
    ready("project", "apply", "project.yaml")
    record_all(ready)
    record_all(ready)
    assert len(json.loads(ready("project", "life", "sepsis", "--json").output)["steps"]) == 3


@pytest.mark.parametrize(
    ("step", "options", "said"),
    [
        ("basis", ("--reference", "1"), "Say which basis it is"),
        ("basis", ("--kind", "mr-004"), "MR-004 needs the project's number in the public register."),
        ("basis", ("--kind", "cnil", "--reference", "pending"), "An authorisation of the CNIL needs its"),
        ("committee", ("--kind", "cnil", "--reference", "1"), "Only the regulatory basis has a kind."),
        ("committee", (), "Its reference is missing"),
        ("committee", ("--reference", "1", "--given", "2999-01-01"), "still to come"),
        ("committee", ("--reference", "1", "--given", "soon"), "--given: A date is expected"),
        ("committee", ("--reference", "1", "--until", "2020-01-01"), "would end before it was given"),
        (
            "register",
            ("--reference", "1", "--document", "nowhere.pdf"),
            "--document: This file cannot be read",
        ),
        ("opinion", ("--reference", "1"), ""),
    ],
)
def test_a_record_that_lacks_something_is_refused_with_what_to_do(
    ready: Typed, step: str, options: tuple[str, ...], said: str
) -> None:
    ready("project", "apply", "project.yaml")
    document = () if "--document" in options else ("--document", "people.yaml")
    refused = ready("project", "record", "sepsis", step, "--by", "CSE", *document, *options)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert json.loads(ready("project", "life", "sepsis", "--json").output)["steps"] == []


def test_mr_004_warns_of_pooled_records_and_not_of_aggregates(ready: Typed, project_text: str) -> None:
    ready("project", "apply", "project.yaml")
    record_all(ready, basis="mr-004")
    warning = "does not cover pooling individual records of several hospitals (lyon, grenoble)"
    assert warning in ready("project", "life", "sepsis").output
    assert warning in ready("project", "plan", "project.yaml").output
    for narrower in (("mode: records", "mode: aggregates"), ("[lyon, grenoble]", "[lyon]")):
        Path("project.yaml").write_text(project_text.replace(*narrower), encoding="utf-8")
        assert "pooling" not in ready("project", "plan", "project.yaml").output
    assert "ne couvre pas la réunion" in ready("project", "life", "sepsis", "--language", "fr").output


def test_a_project_file_carries_its_steps_and_activates_when_nothing_lacks(
    ready: Typed, project_text: str, sign: Callable[[], None]
) -> None:
    told = f"{{by: CSE, given: 2026-01-05, until: 2099-01-01, reference: 2026-014, document: {'a' * 64}}}"
    basis = told.replace("{by", "{kind: cnil, by")
    steps = f"steps:\n  committee: {told}\n  basis: {basis}\n  register: {told}\n"
    active = project_text.replace("ends: 2099-12-31", "ends: 2099-12-31\n  state: active")
    Path("project.yaml").write_text(active, encoding="utf-8")
    refused = ready("project", "apply", "project.yaml")
    assert refused.exit_code == 1
    assert "project.yaml:7: project.state: The opinion of the scientific" in refused.stderr
    assert "project.yaml:7: project.state: lyon, grenoble: what is asked is not signed." in refused.stderr
    assert "No project yet." in ready("project", "list").output

    Path("project.yaml").write_text(project_text + steps, encoding="utf-8")
    applied = ready("project", "apply", "project.yaml", "--as", "nadia")
    assert "+ opinion of the committee: 2026-014, CSE, 2026-01-05, until 2099-01-01" in applied.output
    assert ready("project", "plan", "project.yaml").exit_code == 0
    sign()
    Path("project.yaml").write_text(active + steps, encoding="utf-8")
    assert "~ the project becomes active" in ready("project", "apply", "project.yaml").output
    assert "sepsis  active" in ready("project", "list").output
    assert ready("project", "plan", "project.yaml").output == "Project sepsis: nothing to change\n"


def test_a_step_of_a_file_that_lacks_something_is_told_at_its_line(ready: Typed, project_text: str) -> None:
    steps = "steps:\n  basis:\n    kind: mr-004\n    by: HDH\n    given: 2026-01-05\n"
    Path("project.yaml").write_text(project_text + steps, encoding="utf-8")
    refused = ready("project", "plan", "project.yaml")
    assert refused.exit_code == 1
    assert "steps.basis: MR-004 needs the project's number in the public register." in refused.stderr
    assert "steps.basis: The document is missing" in refused.stderr


def test_a_project_is_reviewed_archived_and_destroyed(ready: Typed, sign: Callable[[], None]) -> None:
    ready("project", "apply", "project.yaml")
    sign()
    record_all(ready)
    ready("project", "activate", "sepsis")
    reviewed = ready("project", "review", "sepsis", "--yes", "--as", "nadia")
    assert "claire (lead)" in reviewed.output and "is confirmed" in reviewed.output
    archived = ready("project", "archive", "sepsis", "--reason", "published", "--until", "2098-12-31")
    assert archived.exit_code == 0
    assert "The time in the archive ends on 2098-12-31" in ready("project", "life", "sepsis").output
    again = ready("project", "resume", "sepsis")
    assert again.exit_code == 1
    assert "The project sepsis is archived: it cannot be resumed now." in again.stderr
    Path("project.yaml").write_text(
        Path("project.yaml").read_text().replace("role: researcher", "role: lead"), encoding="utf-8"
    )
    assert "cannot be changed now" in ready("project", "apply", "project.yaml").stderr
    proof = ("--document", "people.yaml", "--by", "Archives of Lyon")
    assert ready("project", "destroy", "sepsis", *proof).exit_code == 0
    story = ready("audit", "show", "--project", "sepsis").output
    assert "nadia confirmed who may work in sepsis: claire, hugo" in story
    assert "archived the project sepsis: published" in story
    assert "the data of sepsis were destroyed, by Archives of Lyon" in story
