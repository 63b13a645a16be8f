"""The site's audit on the data owner's page: what really happened at the gateway, found by every filter."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from d2h_sdk.wire import SqlRequest
from data_gateway.site import audit as site_audit
from data_gateway.site.audit import SiteAudit
from data_gateway.site.owner_account import keep_account, new_account
from data_gateway.web.app import create_app
from governance.audit.chain import AuditVerdict

from .conftest import RunningSite, refused

PASSPHRASE = "correct horse battery"
Ask = Callable[..., str]


@pytest.fixture
def busy(site: RunningSite) -> RunningSite:
    """Claire reads and is refused a column, hugo asks by SQL for another project."""
    permit = site.permit()
    other = site.permit("activity", members=["hugo"])
    site.read(site.token(permit), "person", ["person_id", "year_of_birth"])
    refused(lambda: site.read(site.token(permit), "person", ["person_source_value"]))
    sql = "select count(*) as n from measurement where value_as_number > 3"
    site.get(site.token(other, "hugo"), SqlRequest(sql=sql))
    return site


@pytest.fixture
def ask(busy: RunningSite) -> Ask:
    """The text of `/audit` with these filters, logged in."""
    keep_account(busy.folder, new_account("Dr Roux", PASSPHRASE))
    host = f"https://{busy.settings.id}.localhost"
    client = TestClient(create_app(busy.folder), base_url=host, headers={"accept-language": "en"})
    assert client.post("/login", data={"passphrase": PASSPHRASE}).status_code == 200

    def asked(**filters: str | int) -> str:
        answer = client.get("/audit", params=filters)
        assert answer.status_code == 200
        return answer.text

    return asked


def rows(page: str) -> list[str]:
    """Each record as the words of its line."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>") if row.strip()]


def test_a_read_shows_who_what_how_much_and_how_long(ask: Ask) -> None:
    (read,) = [row for row in rows(ask(project="adverse-events")) if " read " in row and " 60 " in row]
    assert "claire adverse-events" in read
    assert "omop.person (person_id, year_of_birth)" in read
    assert re.search(r"permit [0-9a-f]{12}…", read)
    assert re.search(r"\d+(\.\d)? (B|kB)", read) and re.search(r"[0-9.]+ s\b", read)


def test_a_refusal_shows_its_reason_in_words(ask: Ask) -> None:
    (row,) = rows(ask(kind="refusals", actor="claire"))
    assert "read refused" in row and "is not in the permit" in row


def test_each_filter_keeps_what_it_says(ask: Ask) -> None:
    everything = rows(ask())
    assert len(everything) > 6
    for filters, holds in (
        ({"actor": "hugo"}, "hugo activity"),
        ({"project": "activity"}, "hugo activity"),
        ({"text": "value_as_number >"}, "SQL query"),
        ({"text": "YEAR_OF_BIRTH"}, "omop.person"),
        ({"kind": "reads"}, "read"),
        ({"kind": "site"}, "data-owner"),
        ({"actor": "Dr Roux"}, "Dr Roux"),
    ):
        found = rows(ask(**filters))
        assert 0 < len(found) < len(everything), filters
        assert all(holds in row for row in found) or filters == {"kind": "reads"}, filters
    assert rows(ask(text="' OR 1=1 --")) == []
    assert rows(ask(text="%")) == []
    assert rows(ask(kind="everything' --")) == everything


def test_a_permit_is_found_by_the_beginning_of_its_digest(ask: Ask, busy: RunningSite) -> None:
    digest = next(one.details["permit"] for one in busy.audit() if one.actor == "hugo")
    found = rows(ask(permit=digest[:10].upper()))
    assert found and all("hugo" in row for row in found)
    assert rows(ask(permit="0" * 64)) == []


def test_days_are_both_included(ask: Ask) -> None:
    today = datetime.now(UTC).date()
    tomorrow, yesterday = (today + timedelta(days=days) for days in (1, -1))
    assert rows(ask(first=str(yesterday), last=str(today)))
    assert rows(ask(first=str(tomorrow))) == []
    assert rows(ask(last=str(today - timedelta(days=2)))) == []
    assert rows(ask(first="yesterday")), "what is no day filters nothing"


def test_a_long_audit_is_turned_page_by_page_without_losing_a_record(ask: Ask, busy: RunningSite) -> None:
    audit = SiteAudit(busy.folder)
    for number in range(110):
        audit.append(actor="crowd", event="catalogue.listed", subject="lyon", details={"n": number})
    audit.close()
    pages = [rows(ask(actor="crowd", page=number)) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 10]
    numbers = re.findall(r"\bn: (\d+)", "\n".join(row for page in pages for row in page))
    assert numbers == [str(number) for number in range(109, -1, -1)]
    assert rows(ask(actor="crowd", page=4)) == []


def test_the_chain_is_proved_on_demand_and_a_change_is_told(ask: Ask, busy: RunningSite) -> None:
    count = len(busy.audit())
    assert f"{count} records, unchanged, in order, none missing" in ask(verify="true")
    with closing(sqlite3.connect(busy.folder.audit_database)) as database, database:
        database.execute("DROP TRIGGER audit_records_no_update")
        database.execute("UPDATE audit_records SET actor = 'nobody' WHERE sequence = 2")
    page = ask(verify="true")
    assert "does not hold at record 2" in page and "in order, none missing" not in page


def test_proving_a_long_chain_does_not_hold_up_the_gateway(
    ask: Ask, busy: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove, took = site_audit.verify_trail, []

    def prove_while_the_gateway_writes(session: Session, *rest: Any) -> AuditVerdict:
        verdict = prove(session, *rest)
        begun, gateway = time.monotonic(), SiteAudit(busy.folder)
        gateway.append(actor="claire", event="read.started", subject="lyon", details={})
        gateway.close()
        took.append(time.monotonic() - begun)
        return verdict

    monkeypatch.setattr(site_audit, "verify_trail", prove_while_the_gateway_writes)
    assert "in order, none missing" in ask(verify="true")
    assert took and took[0] < 5


def test_what_a_researcher_wrote_stays_text(ask: Ask, busy: RunningSite) -> None:
    evil = "<script>window.ran=1</script>"
    audit = SiteAudit(busy.folder)
    details = {"project": evil, "sql": evil, "table": "t", "code": evil, evil: evil}
    audit.append(actor=evil, event=evil, subject="lyon", details=details)
    audit.close()
    page = ask()
    assert "<script" not in page and page.count("&lt;script&gt;") >= 5
