"""The audit trail on both databases: who edits it, cuts it or races for it is found out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import DBAPIError

from governance import signatures
from governance.audit.anchor import ANCHOR_KIND
from governance.audit.chain import AuditVerdict, Mark, digest_of, seal
from governance.audit.searching import Wanted
from governance.audit.story import tell, trails_of, verify
from governance.audit.trail import verify_trail
from governance.migrate import migrate
from governance.refusal import Refusal
from governance.settings import AuditTrailSettings, GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.engine import open_engine
from governance.storage.tables import AUDIT_RECORDS
from governance.storage.unit_of_work import UnitOfWork, open_governance

Units = Callable[[], UnitOfWork]


@pytest.fixture
def written(settings: GovernanceSettings, open_unit: Units) -> GovernanceSettings:
    """Five records in the trail."""
    for number in range(5):
        with open_unit() as uow:
            uow.audit.append(
                actor="nadia",
                event="test.happened",
                subject="sepsis",
                details={"project": "sepsis", "n": number},
            )
            uow.commit()
    return settings


def verdict(settings: GovernanceSettings) -> AuditVerdict:
    return verify(trails_of(settings)[0])


def fault(settings: GovernanceSettings) -> tuple[int, str]:
    found = verdict(settings).fault
    assert found is not None
    return found.sequence, found.code


def tamper(settings: GovernanceSettings, *statements: sa.Executable) -> None:
    """As the owner of the database can: the triggers out of the way first."""
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for trigger in ("update", "delete", "replace"):
                connection.execute(sa.text(f"DROP TRIGGER audit_records_no_{trigger}"))
        else:
            connection.execute(sa.text("DROP TRIGGER audit_records_append_only ON audit_records"))
        for statement in statements:
            connection.execute(statement)
    engine.dispose()


def changed(sequence: int, /, **values: object) -> sa.Executable:
    return AUDIT_RECORDS.update().where(AUDIT_RECORDS.c.sequence == sequence).values(**values)


def removed(*sequences: int) -> sa.Executable:
    return AUDIT_RECORDS.delete().where(AUDIT_RECORDS.c.sequence.in_(sequences))


def rows(settings: GovernanceSettings) -> list[dict[str, object]]:
    engine = open_engine(settings.database_url, read_only=True)
    with engine.connect() as connection:
        found = connection.execute(sa.select(AUDIT_RECORDS).order_by(AUDIT_RECORDS.c.sequence))
        return [dict(row._mapping) for row in found]


def test_an_untouched_trail_holds(written: GovernanceSettings) -> None:
    assert verdict(written) == AuditVerdict(records=5)


@pytest.mark.parametrize("statement", ["UPDATE audit_records SET actor = 'x'", "DELETE FROM audit_records"])
def test_the_database_refuses_to_change_or_remove_a_record(
    written: GovernanceSettings, statement: str
) -> None:
    engine = open_engine(written.database_url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert verdict(written).holds


def test_the_database_s_own_ways_around_its_triggers_are_refused(written: GovernanceSettings) -> None:
    engine = open_engine(written.database_url)
    replacing = "REPLACE INTO audit_records SELECT * FROM audit_records WHERE sequence = 3"
    statement = replacing if engine.dialect.name == "sqlite" else "TRUNCATE audit_records"
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert verdict(written).holds


@pytest.mark.parametrize(
    "values",
    [
        {"actor": "somebody"},
        {"event": "test.nothing"},
        {"subject": "activity"},
        {"details": {"project": "sepsis", "n": 99}},
        {"details": {"project": "sepsis", "n": "2"}},
        {"at": "2020-01-01T00:00:00.000000+00:00"},
        {"at": "yesterday"},
        {"digest": "f" * 64},
    ],
)
def test_an_edited_record_is_named(written: GovernanceSettings, values: dict[str, object]) -> None:
    tamper(written, changed(3, **values))
    assert fault(written) == (3, "audit-record-altered")


def test_an_edit_with_its_hash_computed_anew_is_named(written: GovernanceSettings) -> None:
    row = rows(written)[2]
    forged = seal(
        Mark(2, str(row["previous"])),
        Ed25519PrivateKey.generate(),
        actor="somebody",
        event="test.happened",
        subject="sepsis",
        details={},
    )
    values = {"actor": "somebody", "details": {}, "at": forged.at.isoformat(timespec="microseconds")}
    tamper(written, changed(3, **values, digest=forged.digest))
    assert fault(written) == (3, "audit-signature-invalid")


def test_a_whole_end_written_anew_with_another_key_is_named(written: GovernanceSettings) -> None:
    other = Ed25519PrivateKey.generate()
    before = Mark(2, str(rows(written)[1]["digest"]))
    statements: list[sa.Executable] = [removed(3, 4, 5)]
    for _ in range(3):
        record = seal(before, other, actor="x", event="test.happened", subject="sepsis", details={})
        values = record.model_dump() | {"at": record.at.isoformat(timespec="microseconds")}
        statements.append(AUDIT_RECORDS.insert().values(values))
        before = Mark(record.sequence, record.digest)
    tamper(written, *statements)
    assert fault(written) == (3, "audit-signature-invalid")


def test_a_signature_taken_from_another_record_is_named(written: GovernanceSettings) -> None:
    tamper(written, changed(3, signature=rows(written)[3]["signature"]))
    assert fault(written) == (3, "audit-signature-invalid")


def test_a_removed_record_is_noticed_at_the_next(written: GovernanceSettings) -> None:
    tamper(written, removed(2))
    assert fault(written) == (3, "audit-record-missing")


def test_two_records_exchanged_are_named(written: GovernanceSettings) -> None:
    tamper(written, changed(3, sequence=99), changed(4, sequence=3), changed(99, sequence=4))
    assert fault(written) == (3, "audit-record-altered")


def test_a_record_removed_and_those_after_it_renumbered_are_named(written: GovernanceSettings) -> None:
    tamper(written, removed(3), changed(4, sequence=3), changed(5, sequence=4))
    assert fault(written) == (3, "audit-record-altered")


def test_the_right_records_in_a_wrong_chain_are_named(written: GovernanceSettings) -> None:
    """Records that the zone's own key signed, but of another trail of the same zone."""
    row = rows(written)[2]
    key = load_private_key(written.key_file)
    alien = seal(Mark(2, "a" * 64), key, actor="nadia", event="test.happened", subject="sepsis", details={})
    values = alien.model_dump() | {"at": alien.at.isoformat(timespec="microseconds")}
    assert row["previous"] != alien.previous
    tamper(written, changed(3, **{name: value for name, value in values.items() if name != "sequence"}))
    assert fault(written) == (3, "audit-order-broken")


def test_a_cut_end_is_noticed_by_the_anchor(written: GovernanceSettings) -> None:
    tamper(written, removed(4, 5))
    assert fault(written) == (4, "audit-end-missing")


def test_an_emptied_trail_is_noticed_by_the_anchor(written: GovernanceSettings) -> None:
    tamper(written, removed(1, 2, 3, 4, 5))
    assert fault(written) == (1, "audit-end-missing")


def test_work_that_goes_on_after_a_cut_does_not_heal_it(
    written: GovernanceSettings, open_unit: Units
) -> None:
    tamper(written, removed(4, 5))
    for _ in range(4):
        with open_unit() as uow:
            uow.audit.append(actor="hugo", event="test.later", subject="sepsis")
            uow.commit()
    assert fault(written) == (5, "audit-anchor-differs")


def test_a_lost_or_altered_anchor_is_told_and_stays_so(written: GovernanceSettings, open_unit: Units) -> None:
    text = written.audit_anchor.read_text(encoding="ascii")
    for damage, code in (
        (lambda: written.audit_anchor.write_text(text[:-9] + "AAAAAAAA\n"), "audit-anchor-altered"),
        (written.audit_anchor.unlink, "audit-anchor-missing"),
    ):
        damage()
        assert fault(written)[1] == code
        with open_unit() as uow:
            uow.audit.append(actor="hugo", event="test.later", subject="sepsis")
            uow.commit()
        assert fault(written)[1] == code


def test_an_anchor_signed_by_another_key_is_told(written: GovernanceSettings) -> None:
    forged = signatures.sign(b'{"sequence": 0}', Ed25519PrivateKey.generate(), kind=ANCHOR_KIND)
    written.audit_anchor.write_text(forged, encoding="ascii")
    assert fault(written) == (5, "audit-anchor-altered")


def test_what_was_not_committed_is_in_neither_trail_nor_anchor(
    written: GovernanceSettings, open_unit: Units
) -> None:
    anchored = written.audit_anchor.read_bytes()
    with open_unit() as uow:
        uow.audit.append(actor="nadia", event="test.lost", subject="sepsis")
    assert verdict(written) == AuditVerdict(records=5)
    assert written.audit_anchor.read_bytes() == anchored


def test_a_record_in_a_savepoint_rolled_back_leaves_no_gap(
    written: GovernanceSettings, open_unit: Units
) -> None:
    with open_unit() as uow:
        savepoint = uow.session.begin_nested()
        uow.audit.append(actor="nadia", event="test.lost", subject="sepsis")
        savepoint.rollback()
        with uow.session.begin_nested():
            uow.audit.append(actor="nadia", event="test.kept", subject="sepsis")
        uow.audit.append(actor="nadia", event="test.kept", subject="sepsis")
        uow.commit()
    assert verdict(written) == AuditVerdict(records=7)


def test_a_savepoint_kept_in_a_transaction_that_is_not_moves_no_anchor(
    written: GovernanceSettings, open_unit: Units
) -> None:
    with open_unit() as uow, uow.session.begin_nested():
        uow.audit.append(actor="nadia", event="test.lost", subject="sepsis")
    assert verdict(written) == AuditVerdict(records=5)


def test_details_that_are_not_json_are_refused(settings: GovernanceSettings, open_unit: Units) -> None:
    with open_unit() as uow, pytest.raises(Refusal, match="audit-details-unfit"):
        uow.audit.append(actor="a", event="test.x", subject="s", details={"rate": float("nan")})


def test_details_come_back_as_they_were_written(settings: GovernanceSettings, open_unit: Units) -> None:
    details = {"é": ["ü", 1.0, 2.5, None, True, 2**53 - 1], "nested": {"a": {"b": []}}, "text": "\u2028\\\"'"}
    with open_unit() as uow:
        uow.audit.append(actor="a", event="test.x", subject="s", details=details)
        uow.commit()
    assert rows(settings)[0]["details"] == details
    assert verdict(settings).holds


APPENDING = """
import sys
from pathlib import Path
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
url, key, anchor, name, times = sys.argv[1:]
unit = open_governance(GovernanceSettings(database_url=url, key_file=Path(key), audit_anchor=Path(anchor)))
for number in range(int(times)):
    with unit() as uow:
        uow.audit.append(actor=name, event="test.raced", subject="sepsis", details={"n": number})
        uow.commit()
"""


def test_processes_that_append_at_once_make_one_chain(settings: GovernanceSettings, open_unit: Units) -> None:
    place = [settings.database_url, str(settings.key_file), str(settings.audit_anchor)]
    running = [
        subprocess.Popen([sys.executable, "-c", APPENDING, *place, f"writer-{n}", "25"]) for n in range(4)
    ]
    assert [process.wait(timeout=300) for process in running] == [0, 0, 0, 0]
    assert verdict(settings) == AuditVerdict(records=100)
    with open_unit() as uow:
        records = list(uow.audit.records())
        by_writer = {
            name: [r.details["n"] for r in records if r.actor == name] for name in {r.actor for r in records}
        }
        key = load_private_key(settings.key_file).public_key()
        whole = verify_trail(uow.session, AUDIT_RECORDS, key, settings.audit_anchor)
    assert by_writer == {f"writer-{n}": list(range(25)) for n in range(4)}
    assert whole.holds
    tamper(settings, removed(100))
    assert fault(settings) == (100, "audit-end-missing"), "the anchor stands at the last record of the race"


def other_zone(settings: GovernanceSettings, folder: Path) -> GovernanceSettings:
    """The same governance, that reads a second trail: a site's, in its own SQLite database."""
    site = GovernanceSettings(
        database_url=f"sqlite:///{folder}/site.sqlite",
        key_file=folder / "site.pem",
        audit_anchor=folder / "site.anchor",
    )
    migrate(site)
    trail = AuditTrailSettings(
        zone="site:lyon",
        database_url=site.database_url,
        public_key_file=site.public_key_file,
        anchor_file=site.audit_anchor,
    )
    return settings.model_copy(update={"audit_trails": (trail,)})


def test_the_story_of_two_zones_is_told_in_the_order_of_time(
    settings: GovernanceSettings, open_unit: Units, tmp_path: Path
) -> None:
    both = other_zone(settings, tmp_path)
    site = both.audit_trails[0]
    at_site = open_governance(
        GovernanceSettings(
            database_url=site.database_url,
            key_file=tmp_path / "site.pem",
            audit_anchor=tmp_path / "site.anchor",
        )
    )
    for unit, event, project in (
        (open_unit, "one", "sepsis"),
        (at_site, "two", "sepsis"),
        (open_unit, "three", "activity"),
        (at_site, "four", "sepsis"),
    ):
        with unit() as uow:
            uow.audit.append(actor="x", event=f"test.{event}", subject="s", details={"project": project})
            uow.commit()
    story = [(told.zone, told.record.event) for told in tell(trails_of(both))]
    assert story == [
        ("governance", "test.one"),
        ("site:lyon", "test.two"),
        ("governance", "test.three"),
        ("site:lyon", "test.four"),
    ]
    of_project = [told.record.event for told in tell(trails_of(both), Wanted(project="sepsis"))]
    assert of_project == ["test.one", "test.two", "test.four"]
    assert all(verify(trail).holds for trail in trails_of(both))


def test_a_trail_that_is_gone_does_not_hold(settings: GovernanceSettings, tmp_path: Path) -> None:
    both = other_zone(settings, tmp_path)
    (tmp_path / "site.sqlite").unlink()
    found = verify(both.audit_trails[0]).fault
    assert found is not None and found.code == "audit-trail-unreadable"
    with pytest.raises(Refusal, match="audit-trail-unreadable"):
        tell(trails_of(both))


def test_a_trail_proved_with_another_zone_s_key_does_not_hold(
    written: GovernanceSettings, tmp_path: Path
) -> None:
    other = tmp_path / "other.pub"
    other.write_text(signatures.public_pem(Ed25519PrivateKey.generate()), encoding="ascii")
    trail = trails_of(written)[0].model_copy(update={"public_key_file": other})
    found = verify(trail).fault
    assert found is not None and (found.sequence, found.code) == (1, "audit-signature-invalid")


def test_the_digest_is_of_the_canonical_content(written: GovernanceSettings, open_unit: Units) -> None:
    with open_unit() as uow:
        record = next(iter(uow.audit.records()))
    content = record.model_dump(exclude={"digest", "signature"})
    assert digest_of(**content) == record.digest
    reordered = dict(reversed(content["details"].items()))
    assert digest_of(**content | {"details": reordered}) == record.digest
