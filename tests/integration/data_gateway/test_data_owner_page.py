"""The data owner's page over a real site folder and the real governance service."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from data_gateway.permits.data_owner import DataOwner
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.governance_client import GovernanceClient
from data_gateway.site.owner_account import keep_account, new_account
from data_gateway.web.app import create_app
from data_gateway.web.login_guard import FREE_TRIES, LoginGuard
from data_gateway.web.sessions import COOKIE, IDLE, LONGEST, Sessions
from governance.audit.chain import AuditRecord

from .consortium import Consortium

PASSPHRASE = "correct horse battery"
NAME = "Dr Anne Roux"
HUGO = ", {user: hugo, role: researcher}"


class Window:
    """A browser window at the page of a site."""

    def __init__(self, folder: SiteFolder) -> None:
        keep_account(folder, new_account(NAME, PASSPHRASE))
        self.app = create_app(folder)
        self.desk = self.app.state.desk
        # https, since this client keeps Secure cookies for nothing else; browsers do for the loopback.
        self.client = TestClient(self.app, base_url="https://lyon.localhost:18051", follow_redirects=False)
        self.client.headers["accept-language"] = "en"

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    def log_in(self, passphrase: str = PASSPHRASE) -> httpx.Response:
        return self.client.post("/login", data={"passphrase": passphrase})

    def send(self, path: str, **fields: str) -> httpx.Response:
        """The form of a page that posts to `path`."""
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/"))
        assert csrf is not None
        return self.client.post(path, data={"csrf_token": csrf[1], **fields})

    def permit(self) -> str:
        """Address of the first permit of the list."""
        found = re.search(r'href="(/permits/[0-9a-f]{64})"', self.get("/"))
        assert found is not None
        return found[1]

    def approve(self, passphrase: str = PASSPHRASE) -> httpx.Response:
        return self.send(f"{self.permit()}/approve", passphrase=passphrase)


def records(folder: SiteFolder) -> list[AuditRecord]:
    audit = SiteAudit(folder)
    try:
        assert audit.verify().holds
        return audit.records()
    finally:
        audit.close()


@pytest.fixture
def stranger(consortium: Consortium) -> Window:
    """Nobody is logged in."""
    return Window(consortium.site_folder)


@pytest.fixture
def window(stranger: Window) -> Window:
    assert stranger.log_in().headers["location"] == "/"
    return stranger


@pytest.fixture
def lonely(alone: Consortium) -> Window:
    """Logged in, while governance is away."""
    made = Window(alone.site_folder)
    made.log_in()
    return made


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

    csrf = re.search(r'name="csrf_token" value="([^"]+)"', window.get("/"))
    assert csrf is not None
    monkeypatch.setattr(GovernanceClient, "permits", ask_then_lose)
    answer = window.client.post(f"{address}/approve", data={"csrf_token": csrf[1], "passphrase": PASSPHRASE})
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
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', window.get("/"))
    assert csrf is not None
    address = window.permit()
    for left in audit.parent.glob("audit.sqlite*"):
        left.rename(left.with_name(f"away-{left.name}"))
    audit.mkdir()
    try:
        answer = window.client.post(
            f"{address}/approve", data={"csrf_token": csrf[1], "passphrase": PASSPHRASE}
        )
    finally:
        audit.rmdir()
    assert answer.status_code in (500, 503)
    assert consortium.signed() == []


# --- attacks -------------------------------------------------------------------------------------------

PATHS = ["/", "/audit", f"/permits/{'0' * 64}"]
CHANGES = [
    f"/permits/{'0' * 64}/approve",
    f"/permits/{'0' * 64}/refuse",
    "/projects/adverse-events/stop",
    "/logout",
]


def test_nothing_is_read_or_changed_without_a_login(alone: Consortium) -> None:
    stranger = Window(alone.site_folder)
    before = len(records(alone.site_folder))
    for path in PATHS:
        answer = stranger.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    stranger.client.cookies.set(COOKIE, "guessed", domain="lyon.localhost")
    for path in CHANGES:
        answer = stranger.client.post(path, data={"csrf_token": "guessed", "passphrase": PASSPHRASE})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert len(records(alone.site_folder)) == before


@pytest.mark.parametrize("path", CHANGES)
def test_a_form_without_this_sessions_own_proof_changes_nothing(lonely: Window, path: str) -> None:
    for token in ("", "guessed", "é"):
        answer = lonely.client.post(path, data={"csrf_token": token, "passphrase": PASSPHRASE})
        assert answer.status_code == 403, (path, token)
    assert lonely.client.get("/audit").status_code == 200, "the session goes on"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_sent_by_another_page_changes_nothing(lonely: Window, headers: dict[str, str]) -> None:
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', lonely.get("/audit"))
    assert csrf is not None
    for path in (*CHANGES, "/login"):
        sent = {"csrf_token": csrf[1], "passphrase": PASSPHRASE}
        answer = lonely.client.post(path, data=sent, headers=headers)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:18051", "localhost", "lyon.localhost.evil"])
def test_under_another_name_the_page_does_not_answer(lonely: Window, host: str) -> None:
    answer = lonely.client.get("/audit", headers={"host": host})
    assert answer.status_code == 400
    assert "site.created" not in answer.text and "passphrase" not in answer.text


def test_guessing_is_slowed_down_even_for_the_right_passphrase_and_is_audited(alone: Consortium) -> None:
    stranger = Window(alone.site_folder)
    now = [1000.0]
    stranger.desk.guard = LoginGuard(lambda: now[0])
    for number in range(FREE_TRIES):
        assert stranger.log_in(f"guess number {number}").status_code == 401
    for _ in range(50):
        assert stranger.log_in().status_code == 429
    assert COOKIE not in stranger.client.cookies
    now[0] += 3
    assert stranger.log_in().status_code == 303
    events = [one.event for one in records(alone.site_folder)]
    assert events.count("owner-page.login-refused") == FREE_TRIES
    login = records(alone.site_folder)[-1]
    assert (login.event, login.details["repeated"]) == ("owner-page.login", 50)


def test_the_cookie_is_for_this_page_alone(alone: Consortium) -> None:
    cookie = Window(alone.site_folder).log_in().headers["set-cookie"]
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_a_session_ends_when_idle_when_old_and_with_another_passphrase(alone: Consortium) -> None:
    window, now = Window(alone.site_folder), [1000.0]
    window.desk.sessions = Sessions(lambda: now[0])
    entered: Callable[[], bool] = lambda: window.client.get("/audit").status_code == 200  # noqa: E731
    window.log_in()
    now[0] += IDLE - 1
    assert entered()
    now[0] += IDLE + 1
    assert not entered()
    window.log_in()
    for _ in range(int(LONGEST // (IDLE - 1)) + 1):
        now[0] += IDLE - 1
        last = entered()
    assert not last
    window.log_in()
    assert entered()
    keep_account(alone.site_folder, new_account(NAME, "another long passphrase"))
    assert not entered()
    assert window.log_in().status_code == 401


def test_logging_out_ends_the_session_itself(lonely: Window) -> None:
    cookie = lonely.client.cookies[COOKIE]
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', lonely.get("/audit"))
    assert csrf is not None
    lonely.client.post("/logout", data={"csrf_token": csrf[1]})
    lonely.client.cookies.set(COOKIE, cookie, domain="lyon.localhost")
    assert lonely.client.get("/audit").status_code == 303


def test_every_answer_forbids_script_frames_and_keeping(lonely: Window) -> None:
    for path in ("/", "/audit", "/login", "/nowhere", f"/permits/{'0' * 64}"):
        headers: Any = lonely.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "script-src" not in policy and "unsafe" not in policy
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_body_larger_than_a_form_is_refused(lonely: Window) -> None:
    assert lonely.client.post("/login", content=b"x" * 300_000).status_code == 413


# --- turning it on and off -----------------------------------------------------------------------------


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
