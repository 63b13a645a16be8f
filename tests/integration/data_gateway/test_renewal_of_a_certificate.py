"""A gateway's certificate is renewed while it serves: whoever has the card of before the change goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.flight as flight
import pytest
from click.testing import Result
from typer.testing import CliRunner

from d2h_sdk.wire import ReadRequest
from data_gateway.cli import app
from data_gateway.site import renewal

from .conftest import PERSONS, RunningSite


def renew(site: RunningSite, *words: str) -> Result:
    arguments = ["renew-certificate", str(site.folder.root), *words]
    return CliRunner().invoke(app, arguments, env=os.environ | {"D2H_LANGUAGE": "en"})


def persons(site: RunningSite, trusted: str) -> int:
    """Read by somebody who trusts these authorities alone."""
    request = ReadRequest(dataset="omop", table="person", columns=("person_id",))
    ticket = flight.Ticket(request.model_dump_json().encode())
    token = site.token(site.permit())
    with site.connect(trusted) as client:
        return client.do_get(ticket, site.options(token)).read_all().num_rows


def test_who_has_the_card_of_before_the_change_reads_before_and_after_it(
    site: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site.folder.certificate_authority.read_text()
    early = renew(site, "--in-force")
    assert early.exit_code == 1 and "No next certificate of lyon is made yet" in early.output
    assert renew(site).exit_code == 0
    card = site.folder.certificate_authority.read_text()
    assert card.startswith(first.strip()) and card.count("BEGIN CERTIFICATE") == 2
    assert persons(site, first) == persons(site, card) == PERSONS

    # Killed between the key and the chain: asked again, it is finished.
    write = renewal.write_whole

    def dies(path: Path, content: bytes, **more: int) -> None:
        if path == site.folder.certificate_chain:
            raise KeyboardInterrupt
        write(path, content, **more)

    with monkeypatch.context() as killed:
        killed.setattr(renewal, "write_whole", dies)
        with pytest.raises(KeyboardInterrupt):
            renewal.finish_renewal(site.folder)
    assert renew(site, "--in-force").exit_code == 0
    site.stop()
    site.serve()
    assert persons(site, card) == PERSONS
    with pytest.raises(pa.ArrowException):
        persons(site, first)
    assert not site.folder.next_certificate.exists()
    assert site.events().count("site.certificate-made") == 1
    assert site.events()[-1] != "site.certificate-made"

    # The next renewal publishes the one in force and its successor, not the one that is gone.
    assert renew(site).exit_code == 0
    again = site.folder.certificate_authority.read_text()
    assert first.strip() not in again and again.count("BEGIN CERTIFICATE") == 2
    assert persons(site, again) == PERSONS
