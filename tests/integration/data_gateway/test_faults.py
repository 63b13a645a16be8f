"""What breaks around a gateway: itself, its disk, its files, the hub. No row leaves wrong or unaudited."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.flight as flight
import pytest

from d2h_sdk.wire import ReadRequest
from data_gateway.catalogue.dataset import CATALOGUE_FILE
from data_gateway.site.audit import GATEWAY_STARTED, SiteAudit

from .conftest import RunningSite, refused
from .test_gateway_audit import last, long_table, wait_for


@contextmanager
def process(site: RunningSite) -> Iterator[tuple[subprocess.Popen[str], flight.FlightClient]]:
    """The gateway in a process of its own, as a site runs it, and a client of it."""
    command = [sys.executable, "-m", "data_gateway", str(site.folder.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as gateway:
        try:
            client = flight.connect(
                f"grpc+tls://127.0.0.1:{told_port(gateway)}",
                tls_root_certs=site.folder.certificate_authority.read_text(),
                override_hostname=site.settings.server_name,
            )
            with client:
                yield gateway, client
        finally:
            gateway.kill()


def told_port(gateway: subprocess.Popen[str]) -> int:
    """Of its log, which is read on from there."""
    assert gateway.stderr is not None
    for line in gateway.stderr:
        if found := re.search(r"on port (\d+)", line):
            threading.Thread(target=gateway.stderr.read, daemon=True).start()
            return int(found[1])
    raise AssertionError("the gateway did not start")


def whole(table: str) -> flight.Ticket:
    return flight.Ticket(ReadRequest(dataset="omop", table=table).model_dump_json().encode())


def test_a_gateway_killed_midway_breaks_the_read_off_and_tells_it_when_it_is_back(site: RunningSite) -> None:
    long_table(site)
    token = site.token(site.permit())
    with process(site) as (gateway, client):
        reader = client.do_get(whole("measurement"), site.options(token))
        reader.read_chunk()
        gateway.kill()
        with pytest.raises(pa.ArrowException):
            reader.read_all()
    with process(site) as (_, client):
        assert client.do_get(whole("person"), site.options(token)).read_all().num_rows == 60
        assert last(site, GATEWAY_STARTED).details["cut_off"] == 1
    audit = SiteAudit(site.folder)
    assert audit.verify().holds
    audit.close()


def test_a_gateway_that_ended_in_peace_tells_of_nothing_cut_off(site: RunningSite) -> None:
    token = site.token(site.permit())
    for _ in range(2):
        with process(site) as (gateway, client):
            client.do_get(whole("person"), site.options(token)).read_all()
            wait_for(lambda: site.events()[-1] == "read.finished")
            gateway.terminate()
            gateway.wait(60)
    assert last(site, GATEWAY_STARTED).details["cut_off"] == 0


def test_on_a_full_disk_nothing_is_read_unaudited_and_reading_comes_back_with_room(site: RunningSite) -> None:
    token = site.token(site.permit())
    site.read(token, "person")
    with no_room_on_disk():
        for table in ("person", "measurement"):
            assert refused(lambda table=table: site.read(token, table)).code == "audit-unavailable"
    assert site.read(token, "person").num_rows == 60
    audit = SiteAudit(site.folder)
    assert audit.verify().holds
    audit.close()


@contextmanager
def no_room_on_disk() -> Iterator[None]:
    """No file of this process may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("damage", ["one bit", "cut", "overwritten", "emptied"])
def test_a_damaged_file_is_a_refusal_of_its_table_alone_and_never_wrong_rows(
    site: RunningSite, damage: str
) -> None:
    (path,) = site.folder.datasets.glob("omop/2*/measurement.parquet")
    content = path.read_bytes()
    broken = {
        "one bit": content[:200] + bytes([content[200] ^ 1]) + content[201:],  # Parquet itself would not tell
        "cut": content[: len(content) // 2],
        "overwritten": content[:100] + bytes(len(content) - 200) + content[-100:],
        "emptied": b"",
    }
    path.write_bytes(broken[damage])
    token = site.token(site.permit())
    refusal = refused(lambda: site.read(token, "measurement"))
    assert (refusal.code, refusal.params) == ("table-damaged", {"dataset": "omop", "table": "measurement"})
    assert site.read(token, "person").num_rows == 60
    path.write_bytes(content)
    assert site.read(token, "measurement").num_rows == 120


def test_a_damaged_file_of_a_version_from_before_sums_were_kept_is_a_refusal_too(site: RunningSite) -> None:
    (path,) = site.folder.datasets.glob("omop/2*/measurement.parquet")
    catalogue = path.with_name(CATALOGUE_FILE)
    told = json.loads(catalogue.read_text())
    for table in told["tables"].values():
        del table["sums"]
    catalogue.write_text(json.dumps(told))
    path.write_bytes(path.read_bytes()[:1000])
    token = site.token(site.permit())
    refusal = refused(lambda: site.read(token, "measurement"))
    assert refusal.code == "gateway-fault"
    assert "parquet" not in str(refusal.params)
    assert site.read(token, "person").num_rows == 60


def test_no_call_of_a_reader_needs_the_hub(site: RunningSite) -> None:
    """The site's settings name a governance where nobody listens: nothing here asks it."""
    token = site.token(site.permit())
    assert site.settings.governance.url.endswith(":8020")
    with process(site) as (_, client):
        assert client.do_get(whole("person"), site.options(token)).read_all().num_rows == 60
    assert "read.finished" in site.events()
