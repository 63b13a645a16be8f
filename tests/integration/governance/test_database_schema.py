"""The schema: prepared by one command, the same from the migrations as from the tables, checked at start."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from governance.actor import Actor
from governance.directory import OutputRules, find_project
from governance.migrate import migrate
from governance.projects.life import activate_project, project_life, resume_project, suspend_project
from governance.projects.project import ProjectState
from governance.projects.standing import lapses
from governance.projects.steps import REVIEW_DAYS
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage import schema
from governance.storage.engine import open_engine
from governance.storage.tables import Base
from governance.storage.unit_of_work import open_governance


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_exactly_the_tables_of_the_program(settings: GovernanceSettings) -> None:
    """Indexes of the search of the audit are of governance's database alone; the table is of all zones."""

    def compared(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "index" or not str(name).startswith("audit_search_")

    with open_engine(settings.database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": compared})
        assert compare_metadata(context, Base.metadata) == []


def test_preparing_twice_changes_nothing(settings: GovernanceSettings) -> None:
    key = settings.key_file.read_bytes()
    unit = open_governance(settings)
    with unit() as uow:
        uow.audit.append(actor="a", event="test.x", subject="s")
        uow.commit()
    migrate(settings)
    assert settings.key_file.read_bytes() == key
    with unit() as uow:
        assert [record.event for record in uow.audit.records()] == ["test.x"]


def test_the_signing_key_is_its_owner_s_alone(settings: GovernanceSettings) -> None:
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert "PRIVATE" not in settings.public_key_file.read_text(encoding="ascii")


def test_a_migration_can_be_taken_back(settings: GovernanceSettings) -> None:
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(settings)
    schema.require_current_schema(engine)


def test_a_database_that_was_not_prepared_is_refused(database_url: str, tmp_path: Path) -> None:
    settings = GovernanceSettings(database_url=database_url, key_file=tmp_path / "key.pem")
    for read_only in (True, False):
        if not read_only:
            migrate(settings)
            with open_engine(database_url).begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        with pytest.raises(Refusal, match="database-not-migrated"):
            open_governance(settings, read_only=read_only)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db", "sqlite"])
def test_an_address_of_no_known_database_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="database-url-invalid"):
        open_engine(url)


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    settings = GovernanceSettings(
        database_url=f"postgresql://d2h@/none?host={tmp_path}", key_file=tmp_path / "key.pem"
    )
    with pytest.raises(Refusal, match="database-unreachable"):
        migrate(settings)


def test_a_key_that_is_no_key_is_refused(settings: GovernanceSettings) -> None:
    settings.key_file.write_text("not a key", encoding="ascii")
    with pytest.raises(Refusal, match="key-unreadable"):
        open_governance(settings)


def test_the_rules_of_projects_survive_the_upgrade_to_one_document(settings: GovernanceSettings) -> None:
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO projects (id, state, title, purpose, starts, ends, memory_bytes, cpus,"
                " threshold, votes)"
                " VALUES ('falls', 'ACTIVE', '{}', 'p', '2026-01-01', '2026-12-31', 1, 1, 12, 3)"
            )
        )
        connection.execute(text("INSERT INTO people VALUES ('claire', 'Claire', NULL, '[]', 'fr')"))
        connection.execute(text("INSERT INTO project_members VALUES ('falls', 'claire', 'lead', 0)"))
    migrate(settings)
    with open_governance(settings)() as uow:
        project = find_project(uow, "falls")
    assert project is not None
    assert project.output_rules == OutputRules(threshold=12, votes=3)
    assert [member.user for member in project.members] == ["claire"]


def test_a_project_active_before_steps_were_kept_stays_so_with_what_it_has(
    settings: GovernanceSettings,
) -> None:
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0003")
        for project, state in (("falls", "ACTIVE"), ("sleep", "SUSPENDED")):
            connection.execute(
                text(
                    "INSERT INTO projects"
                    " (id, state, title, purpose, starts, ends, memory_bytes, cpus, outputs)"
                    f" VALUES ('{project}', '{state}', '{{}}', 'p', '2026-01-01', '2099-12-31', 1, 1, '{{}}')"
                )
            )
    migrate(settings)
    nadia, today = Actor("nadia", {}), date.today()
    with open_governance(settings)() as uow:
        life = project_life(uow, "falls")
        assert life.view.state is ProjectState.ACTIVE
        # What it has not is told, and closes nothing; its members are to be confirmed within a year.
        assert [lack.code for lack in life.lacks] == ["lacks-committee", "lacks-basis", "lacks-register"]
        assert list(lapses(life.steps, today + timedelta(days=REVIEW_DAYS - 1))) == []
        late = lapses(life.steps, today + timedelta(days=REVIEW_DAYS + 2))
        assert [lapse.code for lapse in late] == ["access-review-over"]
        suspend_project(uow, "falls", nadia, "leave")
        resume_project(uow, "falls", nadia)
        resume_project(uow, "sleep", nadia)
        assert project_life(uow, "sleep").view.state is ProjectState.ACTIVE
        with pytest.raises(Refusal, match="project-step"):
            activate_project(uow, "falls", nadia)
