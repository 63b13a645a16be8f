"""The data owner's page over a real site folder and the real governance service."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from data_gateway.permits.data_owner import DataOwner
from data_gateway.site.governance_client import GovernanceClient
from data_gateway.web.app import create_app

from .consortium import Consortium
from .owner_window import NAME, PASSPHRASE, Window, records

HUGO = ", {user: hugo, role: researcher}"


def test_what_waits_is_shown_in_the_commands_own_words_and_signed(
    consortium: Consortium, window: Window
) -> None:
    assert "Adverse events" in window.get("/") and "waits for your signature" in window.get("/")
    page = window.get(window.permit())
    for words in (
        "Study adverse events after admission",
        "RECORDS",
        "table person: columns person_id, year_of_birth",
        "only rows where measurement_concept_id is one of 1, 2",
    ):
        assert words in page
    digest = window.permit().rpartition("/")[2]
    assert window.approve().headers["location"] == "/?done=approved"
    assert consortium.states() == {1: "SIGNED"}
    assert [file.stem for file in consortium.signed()] == [digest]
    signed = records(consortium.site_folder)[-1]
    assert (signed.actor, signed.event) == ("data-owner", "permit.signed")
    assert signed.details["by"] == NAME and signed.details["door"] == "page"
    assert "in force" in window.get("/")


def test_a_wrong_passphrase_signs_nothing(consortium: Consortium, window: Window) -> None:
    answer = window.approve("wrong wrong wrong")
    assert answer.status_code == 401 and "nothing was signed" in answer.text
    assert (consortium.signed(), consortium.states()) == ([], {1: "PROPOSED"})
    assert records(consortium.site_folder)[-1].event == "owner-page.signature-refused"


def test_a_later_version_shows_what_changes_and_replaces_the_older(
    consortium: Consortium, window: Window
) -> None:
    window.approve()
    consortium.apply(HUGO)
    page = window.get(window.permit())
    assert "compared with version 1" in page
    assert re.search(r"New:</b>\s*Members who may read: hugo", page)
    assert "No longer:" not in page
    window.approve()
    assert consortium.states() == {1: "SUPERSEDED", 2: "SIGNED"}
    assert len(consortium.signed()) == 1
    assert "withdrawn or replaced" in window.get("/")


def test_the_command_tells_the_same_differences(consortium: Consortium, window: Window) -> None:
    window.approve()
    consortium.apply(HUGO)
    done = consortium.site("approve", "lyon", "adverse-events", "--yes")
    assert "Compared with version 1" in done.output
    assert "+ Members who may read: hugo" in done.output


def test_a_permit_that_is_refused_waits_no_more_and_opens_nothing(
    consortium: Consortium, window: Window
) -> None:
    window.approve()
    consortium.apply(HUGO)
    assert window.send(f"{window.permit()}/refuse").headers["location"] == "/?done=refused"
    assert consortium.states() == {1: "SIGNED", 2: "WITHDRAWN"}
    assert len(consortium.signed()) == 1, "what was signed before stays"
    refused = records(consortium.site_folder)[-1]
    assert (refused.event, refused.details["by"], refused.details["version"]) == ("permit.refused", NAME, 2)


def test_what_is_signed_is_stopped_and_not_refused(consortium: Consortium, window: Window) -> None:
    owner = DataOwner(consortium.site_folder)
    owner.sign(owner.waiting("adverse-events").proposal)  # signed, not sent yet
    answer = window.send(f"{window.permit()}/refuse")
    assert answer.status_code == 409 and "signed here already" in answer.text
    assert consortium.states() == {1: "PROPOSED"}


def test_a_project_is_stopped_here_and_at_governance(consortium: Consortium, window: Window) -> None:
    window.approve()
    assert window.send("/projects/adverse-events/stop").headers["location"] == "/?done=stopped"
    assert (consortium.signed(), consortium.states()) == ([], {1: "WITHDRAWN"})
    stopped = records(consortium.site_folder)[-1]
    assert (stopped.event, stopped.details["by"]) == ("permit.withdrawn", NAME)


def test_a_project_is_stopped_and_the_audit_read_while_governance_is_away(
    consortium: Consortium, window: Window
) -> None:
    window.approve()
    consortium.stop()
    page = window.get("/")
    assert "does not answer" in page and "in force" in page
    assert "table person" in window.get(window.permit())
    assert window.send("/projects/adverse-events/stop").headers["location"] == "/?done=stopped-here"
    assert consortium.signed() == []
    assert "permit withdrawn" in window.get("/audit")


def test_a_signature_that_governance_could_not_take_is_kept_and_sent_again(
    consortium: Consortium, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, address = GovernanceClient.permits, window.permit()

    def ask_then_lose(client: GovernanceClient) -> object:
        asked = ask(client)
        consortium.stop()
        return asked

    csrf = window.csrf()
    monkeypatch.setattr(GovernanceClient, "permits", ask_then_lose)
    answer = window.client.post(f"{address}/approve", data={"csrf_token": csrf, "passphrase": PASSPHRASE})
    monkeypatch.undo()
    assert answer.headers["location"] == f"{address}?done=not-sent"
    kept = consortium.signed()
    assert len(kept) == 1
    consortium.start()
    assert "signed, not sent yet" in window.get("/")
    assert window.send(f"{address}/approve").headers["location"] == "/?done=approved"
    assert (consortium.signed(), consortium.states()) == (kept, {1: "SIGNED"})
    assert [one.event for one in records(consortium.site_folder)].count("permit.signed") == 1


def test_only_what_was_shown_is_signed(consortium: Consortium, window: Window) -> None:
    """The project asks for more between the page and the click: the old digest waits no more."""
    shown = window.permit()
    consortium.apply(HUGO)
    answer = window.send(f"{shown}/approve", passphrase=PASSPHRASE)
    assert answer.status_code == 409 and "no longer waits" in answer.text
    assert consortium.signed() == []


def test_what_the_site_cannot_serve_is_told_and_not_signed(consortium: Consortium, window: Window) -> None:
    loaded = consortium.site(
        *("load", "lyon", str(consortium.home / "source"), "--dataset", "omop"),
        *("--identifying", "person.year_of_birth"),
    )
    assert loaded.exit_code == 0, loaded.output
    page = window.get(window.permit())
    assert "never leaves the site" in page and "/approve" not in page and "/refuse" in page
    answer = window.approve()
    assert answer.status_code == 422 and "never leaves the site" in answer.text
    assert consortium.signed() == []


def test_nothing_is_signed_that_the_audit_does_not_tell(consortium: Consortium, window: Window) -> None:
    audit = consortium.site_folder.audit_database
    csrf = window.csrf()
    address = window.permit()
    for left in audit.parent.glob("audit.sqlite*"):
        left.rename(left.with_name(f"away-{left.name}"))
    audit.mkdir()
    try:
        answer = window.client.post(f"{address}/approve", data={"csrf_token": csrf, "passphrase": PASSPHRASE})
    finally:
        audit.rmdir()
    assert answer.status_code in (500, 503)
    assert consortium.signed() == []


def test_the_command_sets_a_passphrase_and_turns_the_page_off(alone: Consortium) -> None:
    file = alone.home / "passphrase"
    file.write_text("short\n")
    options = ("owner-page", "lyon", "--name", NAME, "--passphrase-file", str(file))
    assert "12 to 200 characters" in alone.site(*options).stderr
    file.write_text(PASSPHRASE + "\n")
    done = alone.site(*options)
    assert done.exit_code == 0 and "http://lyon.localhost:18051" in done.output
    assert alone.site_folder.owner_account.stat().st_mode & 0o777 == 0o600
    assert PASSPHRASE not in alone.site_folder.owner_account.read_text()
    client = TestClient(create_app(alone.site_folder), base_url="https://lyon.localhost:18051")
    assert client.post("/login", data={"passphrase": PASSPHRASE}).url.path == "/"
    assert alone.site("owner-page", "lyon", "--off").exit_code == 0
    assert client.get("/audit").status_code == 403
    assert client.post("/login", data={"passphrase": PASSPHRASE}).status_code == 403
    assert alone.events()[-3:] == ["owner-page.set", "owner-page.login", "owner-page.off"]


def test_a_passphrase_is_typed_twice_when_no_file_is_given(alone: Consortium) -> None:
    answers = f"{NAME}\n{PASSPHRASE}\n{PASSPHRASE}\n"
    done = alone.site("owner-page", "lyon", answer=answers)
    assert done.exit_code == 0, done.output
    assert PASSPHRASE not in done.output
