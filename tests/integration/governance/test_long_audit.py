"""A trail whose records hash the signature before them, one begun without, and the search in either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.audit.anchor import create_mark
from governance.audit.chain import EMPTY, AuditRecord, AuditVerdict, Mark, seal
from governance.audit.searching import Wanted
from governance.audit.story import look, trails_of
from governance.audit.trail import as_row
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.tables import AUDIT_RECORDS
from governance.storage.unit_of_work import UnitOfWork
from tests.integration.governance.test_audit_trail import changed, fault, rows, tamper, verdict, written

Units = Callable[[], UnitOfWork]
__all__ = ["written"]


def unchecked(before: Mark, number: int, key: Ed25519PrivateKey) -> AuditRecord:
    """A record as trails had them before each hashed the signature of the one before."""
    return seal(
        Mark(before.sequence, before.digest),
        key,
        actor="x",
        event="test.old",
        subject="s",
        details={"n": number},
    )


def test_a_trail_from_before_goes_on_and_holds(settings: GovernanceSettings, open_unit: Units) -> None:
    key, before = load_private_key(settings.key_file), EMPTY
    with open_unit() as uow:
        for number in range(3):
            old = unchecked(before, number, key)
            uow.session.execute(AUDIT_RECORDS.insert().values(as_row(old)))
            before = Mark(old.sequence, old.digest)
        uow.commit()
    create_mark(settings.audit_anchor, key)
    for _ in range(2):
        with open_unit() as uow:
            uow.audit.append(actor="hugo", event="test.later", subject="sepsis")
            uow.commit()
    assert verdict(settings) == AuditVerdict(records=5)
    tamper(settings, changed(2, signature=rows(settings)[0]["signature"]))
    assert fault(settings) == (2, "audit-signature-invalid")


def test_a_record_slipped_in_at_the_end_is_named_though_work_goes_on_after_it(
    written: GovernanceSettings, open_unit: Units
) -> None:
    last = rows(written)[4]
    before = Mark(5, str(last["digest"]), str(last["signature"]))
    slipped = seal(before, Ed25519PrivateKey.generate(), actor="x", event="test.x", subject="s", details={})
    tamper(written, AUDIT_RECORDS.insert().values(as_row(slipped)))
    for _ in range(3):
        with open_unit() as uow:
            uow.audit.append(actor="hugo", event="test.later", subject="sepsis")
            uow.commit()
    assert fault(written) == (6, "audit-signature-invalid")


def test_the_audit_is_searched_by_person_project_event_and_day_page_by_page(
    written: GovernanceSettings, open_unit: Units
) -> None:
    with open_unit() as uow:
        uow.audit.append(actor="hugo", event="test.other", subject="activity/hugo")
        uow.commit()
    own = trails_of(written)[0]

    def found(wanted: Wanted, before: int | None = None) -> list[int]:
        return [record.sequence for record in look(own, wanted, before=before, limit=3)]

    assert found(Wanted()) == [6, 5, 4] and found(Wanted(), before=4) == [3, 2, 1]
    assert found(Wanted(project="sepsis")) == [5, 4, 3]
    assert found(Wanted(project="activity")) == found(Wanted(actor="hugo")) == [6]
    assert found(Wanted(event="test.other", actor="nadia")) == found(Wanted(project="sep")) == []
    today = datetime.now(UTC).date()
    assert found(Wanted(since=today, until=today)) == [6, 5, 4]
    assert found(Wanted(since=today + timedelta(days=1))) == found(Wanted(until=date(2020, 1, 1))) == []


def test_a_clock_that_went_back_hides_no_record_from_a_search_by_days(
    settings: GovernanceSettings, open_unit: Units
) -> None:
    key, days = load_private_key(settings.key_file), ("2031-05-05", "2031-05-07", "2031-05-06", "2031-05-08")
    with open_unit() as uow:
        for number, day in enumerate(days, start=1):
            record = unchecked(Mark(number - 1, f"{number - 1:064}"), number, key)
            later = {"at": f"{day}T00:00:00.000000+00:00", "previous": f"{number - 1:064}"}
            uow.session.execute(
                AUDIT_RECORDS.insert().values(as_row(record) | later | {"digest": f"{number:064}"})
            )
        uow.commit()

    def found(wanted: Wanted) -> list[int]:
        return [record.sequence for record in look(trails_of(settings)[0], wanted, limit=3)]

    assert found(Wanted(since=date(2031, 5, 6), until=date(2031, 5, 7))) == [3, 2]
    assert found(Wanted(until=date(2031, 5, 6))) == [3, 1]
    assert found(Wanted(since=date(2031, 5, 7))) == [4, 2]
