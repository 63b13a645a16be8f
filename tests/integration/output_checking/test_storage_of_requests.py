"""Requests in the database, on SQLite and on PostgreSQL: read back as they were, never half written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from governance.storage.engine import open_engine
from output_checking.findings import Finding, Severity
from output_checking.migrate import prepare
from output_checking.model import Package, ReleaseRequest, Revocation, Turn
from output_checking.opinions import Choice, Comment, Vote
from output_checking.request_files import ExceptionRequest, FileGroup, FileRole, RequestFile
from output_checking.states import State
from output_checking.storage.migrate import _config, migrate
from output_checking.storage.requests import StaleRequest
from output_checking.storage.tables import metadata, votes
from output_checking.storage.unit_of_work import UnitOfWork, open_storage, transaction
from tests.integration.output_checking.house import House

# The database must give it back as the same moment, in UTC.
NOW = datetime(2026, 11, 23, 9, 30, 0, 123456, timezone(timedelta(hours=1)))
FULL = ReleaseRequest(
    id="r0123456789ab",
    project="adverse-events",
    author="claire",
    title="Décès « par service » ☃ 🏥",
    context="Ligne 1\nLigne 2\t'\"; DROP TABLE votes; --",
    votes_required=2,
    threshold=11,
    created_at=NOW,
    state=State.REVOKED,
    turn=2,
    files=(
        RequestFile("b.csv", "tables", FileRole.OUTPUT, "a" * 64, 16_777_216, None, Evidence(kind="counts")),
        RequestFile(
            "a.csv",
            "tables",
            FileRole.SUPPORTING,
            "b" * 64,
            1,
            "b.csv",
            Evidence(kind="counts", persons=((12, None),), person_total=12, description="où ?"),
            (Finding("table.rows", Severity.REVIEW, "counts-zero", {"cells": 1}, {"row": "1"}),),
        ),
    ),
    turns=(
        Turn(1, NOW, {"b.csv": "c" * 64}, {"lyon": "d" * 64}, State.RETURNED, NOW + timedelta(days=1)),
        Turn(2, NOW, {}, {}),
    ),
    votes=(
        Vote("ines", 1, Choice.RETURN, NOW, (Comment("non", "b.csv"), Comment("tout"))),
        Vote("ines", 2, Choice.APPROVE, NOW + timedelta(seconds=1), (Comment("entre nous", public=False),)),
        Vote("owner-lyon", 2, Choice.RETURN, NOW + timedelta(seconds=2), (), 2, "lyon", {"b.csv": "f" * 64}),
    ),
    package=Package("e" * 64, 5, NOW),
    revocation=Revocation("nadia", "Un service était nommé.", NOW),
    explained=(FileGroup("tables", "D’où ?", "Seuil 11"),),
    exceptions=(ExceptionRequest("a.csv", "b" * 64, "0" * 32, "Publié déjà."),),
    sites_required=("lyon", "grenoble"),
    same_site=False,
    fast_lane=True,
)


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def keep(house: House, request: ReleaseRequest) -> None:
    with house.airlock.open_unit() as unit:
        unit.requests.add(request)
        unit.commit()


def test_everything_of_a_request_is_read_back_as_it_was_kept(house: House) -> None:
    keep(house, FULL)
    found = house.now(FULL)
    assert found == FULL
    # Equal moments may still be written differently: the release record spells them out.
    assert found.created_at.isoformat() == "2026-11-23T08:30:00.123456+00:00"
    assert found.turns[0].decided_at is not None and found.turns[0].decided_at.utcoffset() == timedelta(0)
    assert found.votes[0].cast_at.utcoffset() == timedelta(0)


def test_nothing_is_kept_without_a_commit(house: House) -> None:
    with house.airlock.open_unit() as unit:
        unit.requests.add(FULL)
    with pytest.raises(Refusal, match="request-unknown"):
        house.now(FULL)


def test_a_change_made_from_an_older_version_is_refused(house: House) -> None:
    keep(house, FULL)
    first, second = house.now(FULL), house.now(FULL)
    with house.airlock.open_unit() as unit:
        unit.requests.save(replace(first, title="first"))
        unit.commit()
    with house.airlock.open_unit() as unit, pytest.raises(StaleRequest):
        unit.requests.save(replace(second, title="second"))
    assert house.now(FULL).title == "first"
    assert house.now(FULL).version == 1


def test_a_transaction_that_came_second_starts_again_from_what_the_first_left(house: House) -> None:
    keep(house, FULL)
    readings = []

    def work(unit: UnitOfWork) -> None:
        request = unit.requests.get(FULL.id)
        readings.append(request.title)
        if len(readings) == 1:
            raise StaleRequest(FULL.id)
        unit.requests.save(replace(request, title="after"))

    transaction(house.airlock.open_unit, work)
    assert readings == [FULL.title, FULL.title]
    assert house.now(FULL).title == "after"


def test_one_who_always_comes_second_is_told_to_try_again(house: House) -> None:
    def work(_: UnitOfWork) -> None:
        raise StaleRequest(FULL.id)

    with pytest.raises(Refusal, match="airlock-busy"):
        transaction(house.airlock.open_unit, work)


def test_the_database_itself_refuses_a_second_vote_in_a_turn(house: House) -> None:
    keep(house, FULL)
    with house.airlock.open_unit() as unit, pytest.raises(IntegrityError):
        row = {"request_id": FULL.id, "turn": 1, "round": 1, "reviewer": "ines", "choice": "approve"}
        unit.session.execute(sa.insert(votes).values(**row, comments=[], approved={}, cast_at=NOW))


def test_requests_are_found_by_state_and_project_oldest_first(house: House) -> None:
    for number, (project, state) in enumerate(
        [("activity", State.DRAFT), ("adverse-events", State.CHECKING), ("activity", State.CHECKING)]
    ):
        made = datetime(2026, 1, 3 - number, tzinfo=UTC)
        keep(house, replace(FULL, id=f"r{number}", project=project, state=state, created_at=made))
    with house.airlock.open_unit() as unit:
        assert [one.id for one in unit.requests.find()] == ["r2", "r1", "r0"]
        assert [one.id for one in unit.requests.find(projects=["activity"])] == ["r2", "r0"]
        assert [one.id for one in unit.requests.find(states=[State.CHECKING])] == ["r2", "r1"]
        assert unit.requests.find(projects=[]) == ()
        assert all(one.votes == FULL.votes for one in unit.requests.find())


def test_migrating_makes_the_tables_the_code_describes_and_twice_is_as_once(house: House) -> None:
    keep(house, FULL)
    prepare(house.settings)
    assert house.now(FULL) == FULL
    engine = open_engine(house.settings.database_url)
    found = sa.inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: bool(column["nullable"]) for column in found.get_columns(table.name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}, table.name
    engine.dispose()


def test_a_database_that_was_never_prepared_is_refused_in_words(house: House, database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
    engine.dispose()
    with pytest.raises(Refusal, match="database-not-migrated"):
        open_storage(database_url, house.airlock.signing_key, None)


def test_what_a_project_said_of_the_authors_site_is_kept_by_the_change_of_tables(database_url: str) -> None:
    engine = open_engine(database_url)
    insert = (
        "INSERT INTO release_requests"
        " (id, project, author, title, context, state, turn, votes_required, threshold, created_at, version,"
        " explained, exceptions, policy) VALUES"
        " (:id, 'registry', 'claire', 'Falls', '', 'DRAFT', 0, 2, 10, '2026-01-01', 0, '[]', '[]', :policy)"
    )
    said = {"r1": '{"same_site": false}', "r2": '{"same_site": true}', "r3": "{}"}
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(sa.text(insert), [{"id": one, "policy": policy} for one, policy in said.items()])
    migrate(engine)
    with engine.connect() as connection:
        query = sa.select(metadata.tables["release_requests"].c["id", "same_site"])
        assert {row.id: row.same_site for row in connection.execute(query)} == {
            "r1": False,
            "r2": True,
            "r3": True,
        }
