"""Letters of a megabyte, with surrogates: whoever leaves costs nobody else anything."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.sealing import Seal
from data_gateway.documents.spans import Label, Span

from .conftest import RunningSite
from .owner_window import records
from .test_documents_of_a_site import SEALED, letters, load, note_file, permit_for_letters
from .test_gateway_audit import wait_for

__all__ = ["letters"]


def test_who_leaves_before_long_letters_are_made_ends_no_process(
    site: RunningSite, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All in one group of rows, as an earlier version wrote them."""
    monkeypatch.setattr("data_gateway.engines.worker.process.GRACE", 2.0)
    load(site.folder, letters, bar=0)
    piece = f"Mme PECHINOT va {'tout à fait ' * 20}mieux. "
    names = tuple(Span(at * len(piece) + 4, at * len(piece) + 12, Label.NOM) for at in range(4_000))
    found = Identified(piece * len(names), names, 1.0)
    seal = Seal(bytes.fromhex((site.folder.document_keys / "omop.key").read_text()))
    row = parquet.read_table(note_file(site)).slice(0, 1).to_pylist()[0]
    row |= {"note_text": found.tagged(), SEALED: seal.closed(found, "1")}
    held = parquet.read_schema(note_file(site))
    parquet.write_table(pa.Table.from_pylist([row] * 100, held), note_file(site))
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
