"""What a site sends of its trail: kept as the site signed it, once, in order, and found out when altered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import DBAPIError

from governance.actor import Actor
from governance.audit import site_copies
from governance.audit.chain import EMPTY, AuditRecord, Mark, seal
from governance.audit.site_copies import FAULTED, RECEIVED, copied_until, receive_records, record_fault
from governance.audit.site_standing import audit_troubles
from governance.audit.story import SiteCopy, tell, trails_of, verify, without_copies_told_twice
from governance.catalogue.registration import register_site, registered_site
from governance.refusal import Refusal
from governance.settings import AuditTrailSettings
from governance.signatures import public_pem
from governance.storage.engine import open_engine
from governance.storage.tables import SITE_AUDIT_RECORDS

World = Any  # the class of conftest.py, which nothing can import
NADIA = Actor("nadia", {})
KEY = Ed25519PrivateKey.generate()


def records(count: int, after: Mark = EMPTY, key: Ed25519PrivateKey = KEY) -> list[AuditRecord]:
    made = []
    for number in range(count):
        told = {"project": "sepsis", "rows": number}
        record = seal(after, key, actor="claire", event="read.finished", subject="lyon", details=told)
        after = Mark(record.sequence, record.digest)
        made.append(record)
    return made


@pytest.fixture
def keyed(world: World) -> World:
    """Lyon's card tells the key of its audit; Grenoble's is from before."""
    with world.unit() as uow:
        card = registered_site(uow, "lyon").model_copy(update={"audit_public_key": public_pem(KEY)})
        register_site(uow, card, NADIA)
        uow.commit()
    return world


def receive(world: World, sent: list[AuditRecord], site: str = "lyon") -> Mark:
    with world.unit() as uow:
        mark = receive_records(uow, site, sent)
        uow.commit()
    return mark


def refused(world: World, sent: list[AuditRecord], site: str = "lyon") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        receive(world, sent, site)
    return refusal.value


def copy(world: World) -> SiteCopy:
    (found,) = (trail for trail in trails_of(world.settings) if isinstance(trail, SiteCopy))
    return found


def arrivals(world: World) -> list[tuple[int, int]]:
    with world.unit() as uow:
        told = [record.details for record in uow.audit.records() if record.event == RECEIVED]
    return [(details["first"], details["last"]) for details in told]


def test_records_arrive_as_the_site_signed_them_and_the_copy_proves_it(keyed: World) -> None:
    sent = records(5)
    receive(keyed, sent[:2])
    mark = receive(keyed, sent[2:])
    assert mark == Mark(5, sent[-1].digest)
    assert [told.record for told in tell((copy(keyed),))] == sent
    assert verify(copy(keyed)).model_dump() == {"records": 5, "fault": None}
    assert arrivals(keyed) == [(1, 2)]


def test_what_arrives_is_told_once_a_day_and_an_end_cut_off_is_found_all_the_same(
    keyed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = records(6)
    for at in range(3):
        receive(keyed, sent[at : at + 1])
    monkeypatch.setattr(site_copies, "_is_of_today", lambda _: False)  # as on another day
    receive(keyed, sent[3:5])
    monkeypatch.undo()
    receive(keyed, sent[5:])
    assert arrivals(keyed) == [(1, 1), (4, 5)]
    assert verify(copy(keyed)).holds
    tamper(keyed, SITE_AUDIT_RECORDS.delete().where(SITE_AUDIT_RECORDS.c.sequence == 6))
    fault = verify(copy(keyed)).fault
    assert fault is not None and (fault.sequence, fault.code) == (6, "audit-end-missing")


def test_who_takes_the_note_of_a_copys_end_away_is_found(keyed: World) -> None:
    sent = records(3)
    receive(keyed, sent[:1])
    keyed.settings.copy_anchor("lyon").unlink()
    receive(keyed, sent[1:])
    fault = verify(copy(keyed)).fault
    assert fault is not None and fault.code == "audit-anchor-missing"


def change_key(world: World, key: Ed25519PrivateKey) -> None:
    with world.unit() as uow:
        card = registered_site(uow, "lyon").model_copy(update={"audit_public_key": public_pem(key)})
        register_site(uow, card, NADIA, new_key=True)
        uow.commit()


def test_each_record_is_proved_by_the_key_of_its_time(keyed: World) -> None:
    second, third = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    old = records(3)
    receive(keyed, old[:2])
    change_key(keyed, second)
    receive(keyed, old[2:])  # signed before the change, sent after it
    assert verify(copy(keyed)).model_dump() == {"records": 3, "fault": None}
    newer = records(2, Mark(3, old[-1].digest), second)
    receive(keyed, newer)
    change_key(keyed, third)
    newest = records(1, Mark(5, newer[-1].digest), third)
    receive(keyed, newest)
    assert verify(copy(keyed)).model_dump() == {"records": 6, "fault": None}
    for former in (KEY, second):
        refusal = refused(keyed, records(1, Mark(6, newest[-1].digest), former))
        assert refusal.params["fault"] == "audit-signature-invalid"


def troubles(world: World, **later: float) -> list[tuple[str, str, int]]:
    with world.unit() as uow:
        found = audit_troubles(uow, now=datetime.now(UTC) + timedelta(**later))
    return [(one.site, one.code, one.sequence) for one in found]


def test_a_site_that_never_sent_or_fell_silent_is_told_of(keyed: World) -> None:
    assert troubles(keyed, minutes=50) == []
    assert troubles(keyed, minutes=70) == [("lyon", "site-audit-never-sent", 0)]
    receive(keyed, records(2))
    assert troubles(keyed) == troubles(keyed, minutes=50) == []
    assert troubles(keyed, minutes=70) == [("lyon", "site-audit-silent", 0)]


def test_a_copy_that_parted_is_told_of_until_what_follows_arrives_again(keyed: World) -> None:
    sent = records(4)
    receive(keyed, sent[:2])
    with keyed.unit() as uow:
        for _ in range(3):
            record_fault(uow, "lyon", "site-audit-differs", 2)
        uow.commit()
    assert troubles(keyed) == [("lyon", "site-audit-parted", 2)]
    with keyed.unit() as uow:
        assert [one.event for one in uow.audit.records()].count(FAULTED) == 1
    receive(keyed, sent[2:])
    assert troubles(keyed) == []
    assert arrivals(keyed) == [(1, 2), (3, 4)]


def test_what_is_sent_again_is_kept_once(keyed: World) -> None:
    sent = records(5)
    receive(keyed, sent[:3])
    assert receive(keyed, sent[:3]).sequence == 3
    assert receive(keyed, sent[1:]).sequence == 5
    assert receive(keyed, []).sequence == 5
    assert [told.record.sequence for told in tell((copy(keyed),))] == [1, 2, 3, 4, 5]


def test_nothing_is_kept_of_what_does_not_follow_or_was_not_signed_by_the_site(keyed: World) -> None:
    sent = records(4)
    receive(keyed, sent[:1])
    edited = sent[2].model_copy(update={"actor": "hugo"})
    foreign = records(1, Mark(1, sent[0].digest), key=Ed25519PrivateKey.generate())
    for wrong, fault in (
        (sent[2:], "audit-record-missing"),
        ([sent[1], edited], "audit-record-altered"),
        ([sent[1], sent[1].model_copy(update={"sequence": 3})], "audit-record-altered"),
        (foreign, "audit-signature-invalid"),
    ):
        refusal = refused(keyed, wrong)
        assert (refusal.code, refusal.params["fault"]) == ("site-audit-broken", fault)
    with keyed.unit() as uow:
        assert copied_until(uow.session, "lyon") == Mark(1, sent[0].digest)


def test_another_story_than_the_one_already_told_is_refused(keyed: World) -> None:
    receive(keyed, records(3))
    refusal = refused(keyed, records(5))
    assert (refusal.code, refusal.params["sequence"]) == ("site-audit-differs", 1)


def test_a_site_whose_card_has_no_audit_key_is_told_to_register_anew(keyed: World) -> None:
    assert refused(keyed, records(1), "grenoble").code == "site-audit-key-missing"
    assert refused(keyed, records(1), "rennes").code == "site-not-registered"


def test_another_audit_key_is_not_registered_unless_it_is_meant(keyed: World) -> None:
    with keyed.unit() as uow:
        other = public_pem(Ed25519PrivateKey.generate())
        card = registered_site(uow, "lyon").model_copy(update={"audit_public_key": other})
        with pytest.raises(Refusal, match="site-key-changed"):
            register_site(uow, card, NADIA)


def test_the_database_refuses_to_change_or_remove_a_copied_record(keyed: World) -> None:
    receive(keyed, records(3))
    engine = open_engine(keyed.settings.database_url)
    for statement in ("UPDATE site_audit_records SET actor = 'x'", "DELETE FROM site_audit_records"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()
    assert verify(copy(keyed)).holds


@pytest.mark.parametrize(
    ("change", "sequence", "code"),
    [
        (SITE_AUDIT_RECORDS.delete().where(SITE_AUDIT_RECORDS.c.sequence == 3), 3, "audit-end-missing"),
        (SITE_AUDIT_RECORDS.delete().where(SITE_AUDIT_RECORDS.c.sequence == 2), 3, "audit-record-missing"),
        (
            SITE_AUDIT_RECORDS.update().where(SITE_AUDIT_RECORDS.c.sequence == 2).values(actor="hugo"),
            2,
            "audit-record-altered",
        ),
    ],
    ids=["the last is gone", "one is gone", "one is altered"],
)
def test_a_copy_that_was_tampered_with_does_not_hold(
    keyed: World, change: sa.Executable, sequence: int, code: str
) -> None:
    receive(keyed, records(3))
    tamper(keyed, change)
    fault = verify(copy(keyed)).fault
    assert fault is not None and (fault.sequence, fault.code) == (sequence, code)


def tamper(world: World, change: sa.Executable) -> None:
    engine = open_engine(world.settings.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for trigger in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER site_audit_records_no_{trigger}"))
        else:
            connection.execute(sa.text("DROP TRIGGER site_audit_records_append_only ON site_audit_records"))
        connection.execute(change)
    engine.dispose()


def test_a_story_tells_a_site_once_where_its_own_trail_is_there_too(keyed: World) -> None:
    receive(keyed, records(2))
    own = AuditTrailSettings(
        zone="site:lyon", database_url="sqlite:///x", public_key_file=keyed.settings.public_key_file
    )
    both = (own, copy(keyed))
    assert without_copies_told_twice(both) == (own,)
    assert without_copies_told_twice((copy(keyed),)) == (copy(keyed),)
