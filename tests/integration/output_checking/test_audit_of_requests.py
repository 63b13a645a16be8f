"""Every change of state leaves exactly one record in its own transaction; edited records are found out."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from governance.audit.chain import AuditVerdict
from governance.audit.trail import AuditTrail, verify_trail
from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from output_checking.storage.tables import audit_records
from output_checking.use_cases.check import check_now
from output_checking.use_cases.draft import describe_request
from output_checking.use_cases.remove_file import remove_file
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.withdraw import withdraw_request
from tests.integration.output_checking.house import (
    CLAIMED,
    CLAIMED_SMALL,
    COUNTS,
    SMALL,
    House,
)

WHY = Comment("Merge the wards.", "deaths.csv")


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def verdict(house: House) -> AuditVerdict:
    with house.airlock.open_unit() as unit:
        key = house.airlock.signing_key.public_key()
        return verify_trail(unit.session, audit_records, key, house.settings.audit_anchor)


def tamper(house: House, statement: str) -> None:
    """As the owner of the database can: the triggers out of the way first."""
    with house.airlock.open_unit() as unit:
        if unit.session.get_bind().dialect.name == "sqlite":
            for trigger in ("no_update", "no_delete", "no_replace"):
                unit.session.execute(sa.text(f"DROP TRIGGER audit_records_{trigger}"))
        else:
            unit.session.execute(sa.text("DROP TRIGGER audit_records_append_only ON audit_records"))
        unit.session.execute(sa.text(statement))
        unit.commit()


def whole_life(house: House) -> ReleaseRequest:
    """Blocked, corrected, returned, corrected, approved, released, fetched, revoked."""
    airlock, request = house.airlock, house.draft()
    describe_request(airlock, actor="claire", request_id=request.id, title="Deaths", context="Table 2")
    house.add(request, "deaths.csv", SMALL, evidence=CLAIMED_SMALL)
    house.add(request, "notes.md", "Nothing.")
    check_now(airlock, actor="claire", request_id=request.id)
    remove_file(airlock, actor="claire", request_id=request.id, name="notes.md")
    house.submit(request)
    house.worker.turn()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    for turn, second in ((2, Choice.RETURN), (3, Choice.APPROVE)):
        house.submit(request)
        house.worker.turn()
        house.vote(request, "ines", turn=turn)
        house.vote(request, "paul", second, WHY, turn=turn)
        if second is Choice.RETURN:  # the opinions differ: both give a final one
            house.vote(request, "ines", second, WHY, turn=turn)
            house.vote(request, "paul", second, WHY, turn=turn)
    house.worker.turn()
    house.fetch(request, "claire")
    revoke_release(airlock, actor="ines", request_id=request.id, reason="A ward was named.")
    return house.now(request)


def test_the_whole_life_of_a_request_is_told_act_by_act(house: House) -> None:
    request = whole_life(house)
    told = [(record.event, record.actor) for record in house.records()]
    assert told == [
        ("request.drafted", "claire"),
        ("request.described", "claire"),
        ("file.added", "claire"),
        ("file.added", "claire"),
        ("request.checked", "claire"),
        ("file.removed", "claire"),
        ("group.explained", "claire"),
        ("request.submitted", "claire"),
        ("request.blocked", "service:airlock"),
        ("file.replaced", "claire"),
        ("request.submitted", "claire"),
        ("request.sent-to-review", "service:airlock"),
        ("vote.cast", "ines"),
        ("vote.cast", "paul"),
        ("request.opinions-differ", "service:airlock"),
        ("vote.cast", "ines"),
        ("vote.cast", "paul"),
        ("request.returned", "service:airlock"),
        ("request.submitted", "claire"),
        ("request.sent-to-review", "service:airlock"),
        ("vote.cast", "ines"),
        ("vote.cast", "paul"),
        ("request.approved", "service:airlock"),
        ("request.released", "service:airlock"),
        ("package.link-made", "claire"),
        ("package.fetched", "claire"),
        ("request.revoked", "ines"),
    ]
    assert {record.subject for record in house.records()} == {request.id}
    assert {record.project for record in house.records()} == {"adverse-events"}
    assert verdict(house) == AuditVerdict(records=len(told))


def test_each_end_of_a_request_leaves_one_record(house: House) -> None:
    withdrawn, rejected = house.submitted(), house.submitted()
    withdraw_request(house.airlock, actor="claire", request_id=withdrawn.id)
    house.vote(rejected, "ines", Choice.REJECT, WHY)
    house.vote(rejected, "paul", Choice.REJECT, WHY)
    counted = Counter((record.subject, record.event) for record in house.records())
    assert counted[withdrawn.id, "request.withdrawn"] == 1
    assert counted[rejected.id, "request.rejected"] == 1


def test_what_is_refused_leaves_neither_a_change_nor_a_record(house: House) -> None:
    request = house.submitted()
    before = house.records()
    for act in (
        lambda: house.vote(request, "claire"),
        lambda: house.vote(request, "ines", Choice.RETURN, Comment("x", "no such file")),
        lambda: house.submit(request),
        lambda: house.add(request, "more.csv", COUNTS),
        lambda: revoke_release(house.airlock, actor="nadia", request_id=request.id, reason="x"),
    ):
        with pytest.raises(Refusal):
            act()
    assert house.records() == before
    assert house.now(request) == request


def test_a_change_whose_record_cannot_be_written_is_no_change(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    before = house.records()
    append = AuditTrail.append

    def broken(self: AuditTrail, **record: object) -> object:
        if record["event"] == "request.approved":
            raise OSError("the disk is full")
        return append(self, **record)  # type: ignore[arg-type]

    monkeypatch.setattr(AuditTrail, "append", broken)
    with pytest.raises(OSError, match="disk"):
        house.vote(request, "paul")
    # Neither the vote, whose own record was written already, nor the decision.
    assert house.state(request) is State.SUBMITTED
    assert [vote.reviewer for vote in house.now(request).votes] == ["ines"]
    assert house.records() == before
    assert verdict(house).holds


def test_a_record_whose_change_cannot_be_stored_is_no_record(house: House) -> None:
    request = house.approved()
    before = house.records()
    with house.airlock.open_unit() as unit:
        unit.requests.save(request)
        unit.audit.append(actor="x", event="test", subject=request.id)
    assert house.records() == before
    assert house.now(request) == request


def test_records_cannot_be_changed_through_the_database(house: House) -> None:
    house.released()
    for statement in ("UPDATE audit_records SET actor = 'paul'", "DELETE FROM audit_records"):
        with house.airlock.open_unit() as unit, pytest.raises(DBAPIError, match="append-only"):
            unit.session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE audit_records SET actor = 'omar' WHERE event = 'vote.cast' AND actor = 'paul'",
            "audit-record-altered",
        ),
        ("DELETE FROM audit_records WHERE event = 'request.approved'", "audit-record-missing"),
        ("DELETE FROM audit_records WHERE event = 'request.released'", "audit-end-missing"),
    ],
    ids=["another voter", "one taken out", "the end cut off"],
)
def test_an_edited_trail_no_longer_verifies(house: House, statement: str, code: str) -> None:
    house.released()
    assert verdict(house).holds
    tamper(house, statement)
    fault = verdict(house).fault
    assert fault is not None and fault.code == code


def test_the_record_of_a_file_names_its_bytes_and_never_shows_them(house: House) -> None:
    request = house.submitted()
    (added,) = [record for record in house.records() if record.event == "file.added"]
    assert added.details["sha256"] == request.files[0].sha256
    assert not any("Cardiology" in record.model_dump_json() for record in house.records())
