"""Letters of a megabyte, with surrogates: whoever leaves costs nobody else anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.sealing import Seal
from data_gateway.documents.spans import Label, Span

from .conftest import RunningSite, refused
from .owner_window import records
from .test_documents_of_a_site import load
from .test_gateway_audit import wait_for
from .test_what_documents_named import SEALED, forge, letters, note_file, permit_for_letters

__all__ = ["letters"]


def write_in_one_group(site: RunningSite, letters: int) -> None:
    """As an earlier version did: a megabyte each."""
    piece = f"Mme PECHINOT va {'tout à fait ' * 20}mieux. "
    names = tuple(Span(at * len(piece) + 4, at * len(piece) + 12, Label.NOM) for at in range(4_000))
    found = Identified(piece * len(names), names, 1.0)
    seal = Seal(bytes.fromhex((site.folder.document_keys / "omop.key").read_text()))
    row = parquet.read_table(note_file(site)).slice(0, 1).to_pylist()[0]
    row |= {"note_text": found.tagged(), SEALED: seal.closed(found, "1")}
    held = parquet.read_schema(note_file(site))
    rows = pa.concat_tables([pa.Table.from_pylist([row], held)] * letters)
    forge(site, rows, use_dictionary=False)


def test_who_leaves_before_long_letters_are_made_ends_no_process(
    site: RunningSite, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_gateway.engines.worker.process.GRACE", 2.0)
    load(site.folder, letters, bar=0)
    write_in_one_group(site, 100)
    permit = permit_for_letters(site, documents="surrogates")
    token, worker = site.token(permit), site.worker(permit)
    ticket = flight.Ticket(ReadRequest(dataset="omop", table="note").model_dump_json().encode())
    headers = [(b"authorization", f"Bearer {token}".encode())]
    with pytest.raises(flight.FlightTimedOutError):
        site.client.do_get(ticket, flight.FlightCallOptions(headers=headers, timeout=1.0))
    wait_for(lambda: records(site.folder)[-1].details.get("ended") == "abandoned")
    time.sleep(2.5)
    assert worker.alive and site.worker(permit).pid == worker.pid
    assert site.get(token, SqlRequest(sql="SELECT count(*) FROM note")).column(0).to_pylist() == [100]


def test_letters_in_groups_too_large_to_be_read_have_to_be_loaded_again(
    make_site: Callable[..., RunningSite], letters: Path
) -> None:
    site = make_site(limits={"memory": "100MB"})
    load(site.folder, letters, bar=0)
    write_in_one_group(site, 150)
    permit = permit_for_letters(site)
    told = refused(lambda: site.read(site.token(permit), "note"))
    assert (told.code, told.params) == ("documents-groups-large", {"dataset": "omop"})
    ended = records(site.folder)[-1]
    assert ended.details["ended"] == "documents-groups-large"
