"""Every call leaves its trace before the first row, and nothing is served without it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.serving.watch import EVERY
from data_gateway.site.audit import SiteAudit
from governance.access.token import CLOCK_SKEW, LIFETIME
from governance.audit.chain import AuditRecord

from .conftest import SECRET, RunningSite, refused

LONG_ROWS = 4_000_000


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def last(site: RunningSite, event: str) -> AuditRecord:
    return next(record for record in reversed(site.audit()) if record.event == event)


def long_table(site: RunningSite) -> None:
    """Measurements enough that a stream outgrows every buffer between gateway and client."""
    at = np.arange(LONG_ROWS)
    table = pa.table(
        {
            "person_id": at % 60 + 1,
            "visit_occurrence_id": at % 60 + 1001,
            "measurement_concept_id": np.ones(LONG_ROWS, np.int64),
            "measurement_datetime": pa.nulls(LONG_ROWS, pa.timestamp("us")),
            "value_as_number": at.astype(float),
            "unit_source_value": pa.nulls(LONG_ROWS, pa.string()),
            "value_source_value": pa.nulls(LONG_ROWS, pa.string()),
        }
    )
    parquet.write_table(table, site.source / "measurement.parquet")
    choices = ColumnChoices()
    load(site.source, site.folder.datasets, "omop", {"en": "OMOP"}, choices, memory="1GB", threads=2)


def test_a_read_is_audited_when_it_starts_and_when_it_ends(site: RunningSite) -> None:
    permit = site.permit()
    columns, where = ["person_id", "value_as_number"], [("value_as_number", ">", 5)]
    table = site.read(site.token(permit, user="hugo"), "measurement", columns, where)
    started, finished = last(site, "read.started"), last(site, "read.finished")
    for record in (started, finished):
        assert (record.actor, record.subject, record.project) == ("hugo", "lyon", "adverse-events")
        assert record.details["permit"] == permit.digest()
        assert (record.details["dataset"], record.details["table"]) == ("omop", "measurement")
        assert record.details["columns"] == columns
        assert record.details["where"] == ["value_as_number >"]
    assert finished.details["rows"] == table.num_rows == 113
    assert finished.details["bytes"] >= table.nbytes
    assert float(finished.details["seconds"]) >= 0
    assert finished.details["ended"] == "complete"


def test_a_refused_read_is_audited_with_what_it_asked_and_its_reason(site: RunningSite) -> None:
    permit = site.permit()
    refused(lambda: site.read(site.token(permit), "person", ["person_source_value"]))
    record = last(site, "read.refused")
    assert (record.actor, record.project) == ("claire", "adverse-events")
    assert record.details["permit"] == permit.digest()
    assert (record.details["dataset"], record.details["table"]) == ("omop", "person")
    assert record.details["code"] == "column-not-in-permit"
    assert record.details["params"]["column"] == "person_source_value"


def test_refused_sql_is_audited_by_its_tables_and_its_digest_and_without_its_words(site: RunningSite) -> None:
    permit = site.permit()
    text = f"SELECT person_id FROM measurement WHERE secret_column = '{SECRET}'"
    refused(lambda: site.get(site.token(permit), SqlRequest(sql=text).model_dump_json().encode()))
    record = last(site, "read.refused")
    assert record.details["permit"] == permit.digest()
    assert (record.details["dataset"], record.details["table"]) == ("omop", "measurement")
    assert record.details["digest"] == hashlib.sha256(text.encode()).hexdigest()
    assert SECRET not in record.model_dump_json()


def test_who_comes_with_a_permit_that_is_over_is_audited_with_it(site: RunningSite) -> None:
    permit = site.permit(valid_until=date.today() - timedelta(days=1))
    refused(lambda: site.read(site.token(permit), "person"))
    record = last(site, "read.refused")
    assert (record.details["code"], record.details["permit"]) == ("permit-ended", permit.digest())


def test_a_call_by_nobody_known_is_audited_too(site: RunningSite) -> None:
    refused(lambda: site.read("forged", "person"))
    record = last(site, "read.refused")
    assert (record.actor, record.details["code"]) == ("unknown", "access-invalid")


def test_counts_and_listings_are_audited(site: RunningSite) -> None:
    token = site.token(site.permit(mode="aggregates"))
    site.datasets(token)
    site.aggregate(token, "person", "gender_concept_id")
    assert site.events()[-3:] == ["catalogue.listed", "aggregate.started", "aggregate.finished"]


def test_no_value_stands_in_the_audit_and_its_chain_holds(site: RunningSite) -> None:
    token = site.token(site.permit())
    site.read(token, "measurement", None, [("value_source_value", "=", SECRET)])
    refused(lambda: site.read(token, "measurement", None, [("value_as_number", "=", SECRET)]))
    audit = SiteAudit(site.folder)
    assert SECRET not in json.dumps([record.model_dump(mode="json") for record in audit.records()])
    assert audit.verify().holds
    audit.close()


@pytest.mark.parametrize("damage", ["removed", "unwritable"])
def test_when_the_audit_cannot_be_written_nothing_is_read(site: RunningSite, damage: str) -> None:
    token = site.token(site.permit())
    site.read(token, "person")
    site.stop()
    database = site.folder.audit_database
    if damage == "removed":
        database.rename(database.with_name("elsewhere"))
    else:
        database.write_bytes(b"this is not a database")
        for leftover in ("-wal", "-shm"):
            database.with_name(database.name + leftover).unlink(missing_ok=True)
    site.serve()
    for call in (
        lambda: site.read(token, "person"),
        lambda: site.aggregate(token, "person", "gender_concept_id"),
        lambda: site.datasets(token),
        lambda: site.read("forged", "person"),
    ):
        assert refused(call).code == "audit-unavailable"


def test_a_killed_client_is_audited_as_gone_and_frees_its_place(
    make_site: Callable[..., RunningSite],
) -> None:
    site = make_site(limits={"reads_at_once_per_project": 1, "wait_seconds": 0})
    long_table(site)
    permit = site.permit()
    token = site.token(permit)
    request = ReadRequest(dataset="omop", table="measurement").model_dump_json()
    program = (
        "import sys, time, pyarrow.flight as f\n"
        f"c = f.connect({site.uri!r}, tls_root_certs=open({str(site.folder.certificate_authority)!r}).read(),"
        f" override_hostname={site.settings.server_name!r})\n"
        f"o = f.FlightCallOptions(headers=[(b'authorization', b'Bearer ' + {token.encode()!r})])\n"
        f"r = c.do_get(f.Ticket({request.encode()!r}), o); r.read_chunk(); print('reading', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == "reading\n"
        refusal = refused(lambda: site.read(site.token(permit), "person"))
        assert (refusal.code, refusal.params["limit"]) == ("gateway-busy", 1)
        client.kill()
    wait_for(lambda: "read.stopped" in site.events())
    record = last(site, "read.stopped")
    assert record.details["ended"] == "abandoned"
    assert 0 < record.details["rows"] < LONG_ROWS
    assert site.read(site.token(permit), "person").num_rows == 60


def test_a_permit_withdrawn_during_a_read_stops_it(site: RunningSite) -> None:
    long_table(site)
    permit = site.permit()
    reader = site.open(site.token(permit), "measurement")
    reader.read_chunk()
    (site.folder.permits / f"{permit.digest()}.jws").unlink()
    site.look()
    assert refused(reader.read_all).code == "permit-withdrawn"
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "permit-withdrawn"


def test_a_read_ends_with_the_last_day_of_its_data_set(site: RunningSite) -> None:
    long_table(site)
    reader = site.open(site.token(site.permit(ends=date.today())), "measurement")
    reader.read_chunk()
    site.turn_the_day()
    site.look()
    assert refused(reader.read_all).code == "dataset-not-open-today"
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "dataset-not-open-today"


def test_what_ends_access_bites_within_a_minute_at_a_gateway_whose_clock_is_late() -> None:
    longest = LIFETIME + CLOCK_SKEW + timedelta(seconds=EVERY)
    assert longest < timedelta(seconds=60)


def test_a_gateway_whose_clock_is_too_late_opens_nothing(site: RunningSite) -> None:
    permit, seconds = site.permit(), timedelta(seconds=5)

    def at_the_hub() -> datetime:
        return datetime.now(UTC) + CLOCK_SKEW

    assert site.read(site.token(permit, now=at_the_hub() - seconds), "person").num_rows == 60
    late = site.token(permit, now=at_the_hub() + seconds)
    assert refused(lambda: site.read(late, "person")).code == "clocks-apart"


def test_a_read_goes_on_while_new_tokens_come_and_ends_with_the_last(site: RunningSite) -> None:
    long_table(site)
    permit = site.permit()
    first = datetime.now(UTC) - LIFETIME / 2
    reader = site.open(site.token(permit, now=first), "measurement")
    reader.read_chunk()
    site.renew(site.token(permit))
    site.look(later=LIFETIME * 3 / 4)
    reader.read_chunk()  # the first token is over
    assert "read.stopped" not in site.events()
    site.look(later=LIFETIME * 5 / 4)
    assert refused(reader.read_all).code == "access-expired"
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "access-expired"


def test_another_members_token_does_not_keep_a_read_alive(site: RunningSite) -> None:
    long_table(site)
    permit = site.permit()
    reader = site.open(site.token(permit, now=datetime.now(UTC) - LIFETIME / 2), "measurement")
    reader.read_chunk()
    site.renew(site.token(permit, user="hugo"))
    site.look(later=LIFETIME * 3 / 4)
    assert refused(reader.read_all).code == "access-expired"


def test_renewing_needs_a_true_token(site: RunningSite) -> None:
    assert refused(lambda: site.renew("forged")).code == "access-invalid"


def test_a_read_that_lasts_too_long_is_stopped_with_its_reason(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"read_seconds": 0.05, "batch_rows": 1000})
    long_table(site)
    assert refused(lambda: site.read(site.token(site.permit()), "measurement")).code == "query-too-long"


def test_a_batch_that_takes_the_engine_too_long_is_interrupted(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"batch_seconds": 0.001})
    long_table(site)
    token = site.token(site.permit())
    refusal = refused(lambda: site.aggregate(token, "measurement", "measurement_concept_id"))
    assert refusal.code == "query-too-long"
    assert last(site, "aggregate.stopped").details["ended"] == "query-too-long"


def test_many_readers_at_once_all_get_whole_answers(site: RunningSite) -> None:
    token = site.token(site.permit())
    answers: list[int] = []

    def read() -> None:
        answers.append(site.read(token, "measurement").num_rows)

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [120] * 5
    wait_for(lambda: site.events().count("read.finished") == 5)
    audit = SiteAudit(site.folder)
    assert audit.verify().holds
    audit.close()
